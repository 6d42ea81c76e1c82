import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { createStorage } from '../adapters/s3/index.ts'
import { type Stack, startStack } from './stack.ts'
import { StackError } from './stack-error.ts'

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

const outside = {
  databaseUrl: 'postgres://aam_app@db.example/aam',
  databaseAdminUrl: 'postgres://owner@db.example/aam',
  redisUrl: 'redis://redis.example',
  s3Endpoint: 'https://s3.example',
  s3AccessKeyId: 'key',
  s3SecretAccessKey: 'secret',
}
const onlyRedis = { ...outside, redisUrl: undefined }
const onlyDatabase = { ...outside, databaseUrl: undefined, databaseAdminUrl: undefined }
const onlyStorage = { ...outside, s3Endpoint: undefined }

const folders: string[] = []
const stacks: Stack[] = []
const lines: string[] = []

afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  lines.length = 0
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aam-stack-'))
  folders.push(folder)
  chmodSync(folder, 0o755)
  return folder
}

async function start(home: string, external = {}, more = {}): Promise<Stack> {
  const onProgress = (line: string) => void lines.push(line)
  const stack = await startStack({ home, external, onProgress, endsWithParent: true, ...more })
  stacks.push(stack)
  return stack
}

async function refusal(work: Promise<unknown>): Promise<StackError> {
  try {
    await work
  } catch (error) {
    if (error instanceof StackError) return error
    throw error
  }
  throw new Error('It was expected to refuse.')
}

async function eventually<T>(work: () => Promise<T> | T): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch {
      await Bun.sleep(10)
    }
  }
}

const pidOf = (home: string, service: string): number =>
  Number(JSON.parse(readFileSync(join(home, 'run', `${service}.json`), 'utf8')).pid)

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

async function remember({ adminDatabaseUrl, redisUrl, s3 }: Stack): Promise<void> {
  const sql = postgres(adminDatabaseUrl, { max: 1 })
  await sql`create table kept (word text)`
  await sql`insert into kept values ('слово')`
  await sql.end()
  const redis = new Bun.RedisClient(redisUrl)
  await redis.set('kept', 'слово')
  redis.close()
  const storage = createStorage(s3)
  await storage.put('kept', new TextEncoder().encode('слово'), { contentType: 'text/plain' })
  storage.close()
}

async function recall({ adminDatabaseUrl, redisUrl, s3 }: Stack): Promise<unknown[]> {
  const sql = postgres(adminDatabaseUrl, { max: 1 })
  const [row] = await sql`select word, lower('ЁЖ') as folded from kept`
  await sql.end()
  const redis = new Bun.RedisClient(redisUrl)
  const value = await redis.get('kept')
  redis.close()
  const storage = createStorage(s3)
  const object = new TextDecoder().decode(await storage.get('kept'))
  storage.close()
  return [row?.word, row?.folded, value, object]
}

describe('a start', () => {
  test('from an empty folder, stopped and started again, keeps everything', async () => {
    const home = join(newFolder(), 'дом с "пробелом"', 'state')
    const first = await start(home)
    expect(first.embedded).toEqual({ database: true, redis: true, storage: true })
    await remember(first)
    const pids = ['postgres', 'redis', 'storage'].map((service) => pidOf(home, service))
    await first.stop()
    expect(pids.map(isRunning)).toEqual([false, false, false])
    const second = await start(home)
    expect(await recall(second)).toEqual(['слово', 'ёж', 'слово', 'слово'])
    const { stop: _, ...addresses } = first
    expect({ ...second, stop: undefined }).toEqual({ ...addresses, stop: undefined })
  })

  test('keeps its secrets private and different for each installation', async () => {
    const [one, other] = [newFolder(), newFolder()]
    const first = await start(one, outside)
    const second = await start(other, outside)
    expect(statSync(join(one, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(statSync(one).mode & 0o066).toBe(0)
    expect(Object.values(first.secrets)).not.toEqual(Object.values(second.secrets))
    for (const secret of Object.values(first.secrets)) {
      expect(Buffer.from(secret, 'base64').length).toBe(32)
    }
  })

  test('starts nothing that has an outside address', async () => {
    const home = newFolder()
    const stack = await start(home, outside)
    expect(stack).toMatchObject({
      databaseUrl: outside.databaseUrl,
      adminDatabaseUrl: outside.databaseAdminUrl,
      redisUrl: outside.redisUrl,
      s3: { endpoint: outside.s3Endpoint, accessKeyId: 'key', bucket: 'aam' },
      embedded: { database: false, redis: false, storage: false },
    })
    expect(readdirSync(join(home, 'run'))).toEqual([])
    const half = start(newFolder(), { ...outside, s3SecretAccessKey: undefined })
    expect((await refusal(half)).code).toBe('storage_credentials_missing')
  })

  test('admits nobody without the passwords', async () => {
    const stack = await start(newFolder())
    const wrong = stack.adminDatabaseUrl.replace(/:[^:@]+@/, ':wrong@')
    const sql = postgres(wrong, { max: 1 })
    await expect(sql`select 1`.execute()).rejects.toThrow('password authentication failed')
    await sql.end()
    const { port } = new URL(stack.redisUrl)
    const redis = new Bun.RedisClient(`redis://127.0.0.1:${port}`, { autoReconnect: false })
    await expect(redis.get('anything')).rejects.toThrow('NOAUTH')
    redis.close()
    expect((await fetch(`${stack.s3.endpoint}/aam`)).status).toBe(403)
  })

  test('uses another port when the kept one is taken', async () => {
    const home = newFolder()
    const first = await start(home, onlyRedis)
    await first.stop()
    const { port } = new URL(first.redisUrl)
    const other = Bun.listen({ hostname: '127.0.0.1', port: Number(port), socket: { data() {} } })
    const second = await start(home, onlyRedis)
    other.stop(true)
    expect(new URL(second.redisUrl).port).not.toBe(port)
  })

  test('can be cancelled without leaving anything running', async () => {
    const home = newFolder()
    const cancel = new AbortController()
    const starting = start(home, {}, { signal: cancel.signal })
    await eventually(() => pidOf(home, 'storage'))
    cancel.abort()
    expect((await refusal(starting)).code).toBe('aborted')
    const services = readdirSync(join(home, 'run')).filter((name) => /^[a-z]+\.json$/.test(name))
    expect(services.map((name) => isRunning(pidOf(home, name.replace('.json', ''))))).not.toContain(
      true,
    )
  })

  test('creates the database again after an interrupted first try', async () => {
    const home = newFolder()
    await (await start(home, outside)).stop()
    mkdirSync(join(home, 'postgres/unfinished-1/base'), { recursive: true })
    writeFileSync(join(home, 'postgres/unfinished-1/PG_VERSION'), '18\n')
    await start(home, onlyDatabase)
    expect(existsSync(join(home, 'postgres/unfinished-1'))).toBe(false)
  })
})

describe('after a crash', () => {
  const crash = (home: string) => {
    const code = `
      import { startStack } from ${JSON.stringify(join(import.meta.dir, 'stack.ts'))}
      await startStack({ home: ${JSON.stringify(home)}, external: {}, onProgress() {} })
      process.kill(process.pid, 'SIGKILL')`
    return Bun.spawn([process.execPath, '-e', code], { stdio: ['ignore', 'ignore', 'inherit'] })
      .exited
  }

  test('adopts the services that survived, and stops them in the end', async () => {
    const home = newFolder()
    await crash(home)
    const pids = ['postgres', 'redis', 'storage'].map((service) => pidOf(home, service))
    expect(pids.map(isRunning)).toEqual([true, true, true])
    const stack = await start(home)
    expect(['postgres', 'redis', 'storage'].map((name) => pidOf(home, name))).toEqual(pids)
    expect(lines.filter((line) => line.includes('was still running')).length).toBe(3)
    await remember(stack)
    expect((await recall(stack)).length).toBe(4)
    await stack.stop()
    expect(pids.map(isRunning)).toEqual([false, false, false])
  })

  test('restarts an adopted service that ends', async () => {
    const home = newFolder()
    await crash(home)
    const stack = await start(home)
    await remember(stack)
    for (const name of ['postgres', 'redis', 'storage']) process.kill(pidOf(home, name), 'SIGKILL')
    expect(await eventually(() => recall(stack))).toEqual(['слово', 'ёж', 'слово', 'слово'])
  })

  test('ignores a process number that now belongs to another program', async () => {
    const home = newFolder()
    await (await start(home, onlyDatabase)).stop()
    const stranger = Bun.spawn(['sleep', '600'])
    const stale = [stranger.pid, join(home, 'postgres/data'), 1, 5432, '', '127.0.0.1', '', 'ready']
    writeFileSync(join(home, 'postgres/data/postmaster.pid'), stale.join('\n'))
    const state = JSON.stringify({ pid: stranger.pid, startedAt: 'another', port: 23_456 })
    writeFileSync(join(home, 'run/postgres.json'), state)
    const stack = await start(home, onlyDatabase)
    expect(pidOf(home, 'postgres')).not.toBe(stranger.pid)
    await stack.stop()
    expect(isRunning(stranger.pid)).toBe(true)
    stranger.kill()
    await stranger.exited
  })
})

describe('while it runs', () => {
  test('restarts a killed Redis with every acknowledged write', async () => {
    const home = newFolder()
    const { redisUrl } = await start(home, onlyRedis)
    const redis = new Bun.RedisClient(redisUrl, { enableOfflineQueue: false })
    let acknowledged = 0
    const writeUntil = async (enough: () => boolean) => {
      while (!enough()) {
        await redis.set(`key:${acknowledged + 1}`, 'value').then(
          () => acknowledged++,
          () => Bun.sleep(5),
        )
      }
    }
    await writeUntil(() => acknowledged === 500)
    const killed = pidOf(home, 'redis')
    const afterwards = writeUntil(() => pidOf(home, 'redis') !== killed && acknowledged > 1_000)
    process.kill(killed, 'SIGKILL')
    await eventually(async () => expect(await redis.send('PING', [])).toBe('PONG'))
    await afterwards
    const keys = Array.from({ length: acknowledged }, (_, index) => `key:${index + 1}`)
    expect(await redis.send('EXISTS', keys)).toBe(acknowledged)
    redis.close()
  })

  test('restarts a killed object storage with every acknowledged object', async () => {
    const home = newFolder()
    const { s3 } = await start(home, onlyStorage)
    const storage = createStorage(s3)
    const bytes = new Uint8Array(300_000).fill(7)
    const stored: string[] = []
    const put = async (key: string) => {
      await storage.put(key, bytes, { contentType: 'audio/mpeg' })
      stored.push(key)
    }
    await Promise.all(Array.from({ length: 8 }, (_, index) => put(`before/${index}`)))
    const killed = pidOf(home, 'storage')
    const during = Promise.allSettled(
      Array.from({ length: 24 }, (_, index) => put(`during/${index}`)),
    )
    await eventually(() => expect(stored.length).toBeGreaterThan(8))
    process.kill(killed, 'SIGKILL')
    await during
    await eventually(() => storage.ping())
    for (const key of stored) expect((await storage.get(key)).length).toBe(bytes.length)
    expect(readdirSync(join(home, 'objects/incoming'))).toEqual([])
    storage.close()
  })

  test('leaves nothing running when it is stopped during a restart', async () => {
    const home = newFolder()
    const stack = await start(home, onlyDatabase)
    process.kill(pidOf(home, 'postgres'), 'SIGKILL')
    await eventually(() => expect(lines.join('\n')).toContain('Postgres ended unexpectedly'))
    await stack.stop()
    expect(isRunning(pidOf(home, 'postgres'))).toBe(false)
  })
})

describe('explains what prevents a start', () => {
  const isRoot = process.getuid?.() === 0
  const script = (home: string, external: object) => `
    import { startStack } from ${JSON.stringify(join(import.meta.dir, 'stack.ts'))}
    try {
      const stack = await startStack({ home: ${JSON.stringify(home)}, external: ${JSON.stringify(external)}, onProgress() {} })
      await stack.stop()
      console.log('started')
    } catch (error) {
      console.log(error.code ?? error)
    }
    process.exit()`

  const runAs = async (
    prefix: string[],
    code: string,
    env: Record<string, string> = {},
    program = process.execPath,
  ) => {
    const path = Bun.env.PATH ?? ''
    const child = Bun.spawn([...prefix, program, '-e', code], {
      env: { PATH: path, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return (await new Response(child.stdout).text()).trim()
  }

  test('another AAM on the same folder, with its process number', async () => {
    const home = newFolder()
    await start(home, outside)
    const second = await refusal(start(home, outside))
    expect(second.code).toBe('home_in_use')
    expect(second.message).toContain(`process ${process.pid}`)
    expect(second.remedy).toContain('--home')
    expect(await runAs([], script(home, outside))).toBe('home_in_use')
  })

  test('a folder with other files', async () => {
    const home = newFolder()
    writeFileSync(join(home, 'thesis.docx'), 'precious')
    const error = await refusal(start(home, outside))
    expect(error.code).toBe('home_foreign')
    expect(error.message).toContain('thesis.docx')
    expect(readdirSync(home)).toEqual(['thesis.docx'])
  })

  test('a database folder of another program, or of another version', async () => {
    const home = newFolder()
    await (await start(home, outside)).stop()
    mkdirSync(join(home, 'postgres/data'), { recursive: true })
    writeFileSync(join(home, 'postgres/data/PG_VERSION'), '18\n')
    expect((await refusal(start(home, onlyDatabase))).code).toBe('data_foreign')
    writeFileSync(join(home, 'postgres/data/aam-cluster'), '')
    writeFileSync(join(home, 'postgres/data/PG_VERSION'), '12\n')
    const error = await refusal(start(home, onlyDatabase))
    expect(error.code).toBe('data_version')
    expect(error.message).toContain('Postgres 12')
  })

  test('a Redis folder of another program', async () => {
    const home = newFolder()
    await (await start(home, outside)).stop()
    mkdirSync(join(home, 'redis'))
    writeFileSync(join(home, 'redis/dump.rdb'), 'REDIS0011')
    expect((await refusal(start(home, onlyRedis))).code).toBe('data_foreign')
  })

  test('secrets that are missing or damaged', async () => {
    const home = newFolder()
    await (await start(home, onlyStorage)).stop()
    const file = join(home, 'secrets.json')
    writeFileSync(file, '{"masterKey":"only"}')
    expect((await refusal(start(home, onlyStorage))).code).toBe('secrets_unreadable')
    rmSync(file)
    const error = await refusal(start(home, onlyStorage))
    expect(error.code).toBe('secrets_unreadable')
    expect(error.remedy).toContain('backup')
  })

  test('an invalid path', async () => {
    const folder = newFolder()
    const long = join(folder, 'x'.repeat(200), 'x'.repeat(200), 'x'.repeat(200), 'x'.repeat(200))
    expect((await refusal(start(long, outside))).code).toBe('home_path')
    expect((await refusal(start(`${folder}/line\nbreak`, outside))).code).toBe('home_path')
    writeFileSync(join(folder, 'file'), '')
    expect((await refusal(start(join(folder, 'file/home'), outside))).code).toBe(
      'home_not_writable',
    )
  })

  test('a machine without Redis', async () => {
    const home = newFolder()
    const answer = await runAs([], script(home, onlyRedis), { PATH: join(home, 'no-programs') })
    expect(answer).toBe('no_redis')
  })

  // Containers may forbid user namespaces: then there is no small disk to test with.
  const inNamespace = ['unshare', '--user', '--map-root-user', '--mount']
  const hasNamespaces =
    Bun.which('unshare') !== null && Bun.spawnSync([...inNamespace, 'true']).exitCode === 0

  if (hasNamespaces) {
    test('a full disk', async () => {
      const folder = newFolder()
      const mount = `mount -t tmpfs -o size=20m tmpfs ${folder} && exec "$0" -e "$1"`
      const prefix = [...inNamespace, 'sh', '-c', mount]
      const code = script(join(folder, 'home'), outside)
      const child = Bun.spawn([...prefix, process.execPath, code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      expect((await new Response(child.stdout).text()).trim()).toBe('disk_full')
    })
  }

  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
  const othersRead = (path: string) => Bun.spawnSync([...nobody, 'test', '-r', path]).exitCode === 0
  if (isRoot && othersRead(import.meta.path)) {
    const users = [['an ordinary user', '65534']]
    if (hasNamespaces) users.push(['a user id without a name', '54321'])
    test.each(users)('nothing for %s', async (_, uid) => {
      const folder = newFolder()
      const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--']
      const home = join(folder, 'home')
      // The runtime may be inside root's own home, which nobody else can reach.
      const bun = join(folder, 'bun')
      copyFileSync(process.execPath, bun)
      expect(await runAs(prefix, script(home, {}), {}, bun)).toBe('home_not_writable')
      chmodSync(folder, 0o777)
      expect(await runAs(prefix, script(home, {}), {}, bun)).toBe('started')
      expect(await runAs(prefix, script(home, {}), {}, bun)).toBe('started')
      expect((await refusal(start(home, {}))).code).toBe('data_owner')
    })

    if (hasNamespaces) {
      test('nothing for root below a folder that is closed to others', async () => {
        const folder = newFolder()
        chmodSync(folder, 0o700)
        expect(await runAs([], script(join(folder, 'home'), {}))).toBe('started')
        expect(await runAs([], script(join(folder, 'home'), {}))).toBe('started')
      })
    }
  }
})
