import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StackError } from '../stack-error.ts'
import type { OnProgress } from '../supervision/service.ts'

export interface RedisBinary {
  program: string
  environment: Record<string, string>
}

const oldestMajor = 7
const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const depthOfLibraries = 3

/**
 * Finds Redis or Valkey on this machine, else unpacks the distribution's packages into the home: installing them would
 * start a daemon and require root.
 */
export async function findRedis(homePath: string, onProgress: OnProgress): Promise<RedisBinary> {
  const installed = fromPath()
  if (installed !== undefined) return installed
  const folder = join(homePath, 'redis-packages')
  return fromFolder(folder) ?? (await download(folder, onProgress))
}

function fromPath(): RedisBinary | undefined {
  for (const name of ['valkey-server', 'redis-server']) {
    const program = Bun.which(name, { PATH: Bun.env.PATH ?? '' })
    if (program !== null && isRecent({ program, environment: {} })) {
      return { program, environment: { PATH: searchPath } }
    }
  }
  return undefined
}

function fromFolder(folder: string): RedisBinary | undefined {
  const program = ['redis-server', 'valkey-server']
    .map((name) => join(folder, 'usr/bin', name))
    .find((path) => existsSync(path))
  if (program === undefined) return undefined
  const libraries = [join(folder, 'usr/lib'), join(folder, 'lib')].flatMap((root) => [
    root,
    ...(existsSync(root) ? readdirSync(root).map((name) => join(root, name)) : []),
  ])
  const environment = { PATH: searchPath, LD_LIBRARY_PATH: libraries.join(':') }
  return isRecent({ program, environment }) ? { program, environment } : undefined
}

function isRecent({ program, environment }: RedisBinary): boolean {
  const result = Bun.spawnSync([program, '--version'], { env: environment, stderr: 'ignore' })
  const major = /\bv=(\d+)\./.exec(result.stdout.toString())?.[1]
  return result.exitCode === 0 && Number(major) >= oldestMajor
}

async function download(folder: string, onProgress: OnProgress): Promise<RedisBinary> {
  if (Bun.which('apt-get') === null || Bun.which('dpkg-deb') === null) throw noRedis('')
  onProgress('Fetching Redis from the Debian packages (once, a few seconds)')
  const unfinished = `${folder}.unfinished-${process.pid}`
  try {
    mkdirSync(unfinished, { recursive: true, mode: 0o755 })
    for (const server of ['redis', 'valkey']) {
      if (await unpackServer(server, unfinished)) break
    }
    rmSync(folder, { recursive: true, force: true })
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  const redis = fromFolder(folder)
  if (redis === undefined) {
    rmSync(folder, { recursive: true, force: true })
    throw noRedis(' Fetching it with apt-get did not work either.')
  }
  return redis
}

/** Unpacks a server and the libraries that this machine lacks. */
async function unpackServer(name: string, folder: string): Promise<boolean> {
  // The server is a link to a program of the tools package, which must be beside it.
  const server = [`${name}-server`, `${name}-tools`]
  // Each call of apt takes a second, so packages that are usually missing come with the first one.
  const likely = await missingOf(['libatomic1', 'libjemalloc2', 'liblzf1'])
  let dependencies =
    (await unpack([...server, ...likely], folder)) ?? (await unpack(server, folder))
  const unpacked = new Set([...server, ...likely])
  for (let depth = 0; depth < depthOfLibraries && dependencies !== undefined; depth++) {
    const wanted = (await missingOf(dependencies)).filter((library) => !unpacked.has(library))
    if (wanted.length === 0) return true
    for (const library of wanted) unpacked.add(library)
    dependencies = await unpack(wanted, folder)
  }
  return dependencies !== undefined
}

/** Downloads and unpacks packages; the libraries they depend on, or undefined when that failed. */
async function unpack(packages: string[], folder: string): Promise<string[] | undefined> {
  const archives = join(folder, 'archives')
  mkdirSync(archives, { recursive: true })
  try {
    if (!(await run(['apt-get', 'download', ...packages], archives)).ok) return undefined
    const libraries: string[] = []
    for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      if (!(await run(['dpkg-deb', '-x', archive, folder], archives)).ok) return undefined
      const { output } = await run(['dpkg-deb', '-f', archive, 'Depends'], archives)
      libraries.push(...output.split(',').map((entry) => entry.trim().split(/[\s:|]/, 1)[0] ?? ''))
    }
    return libraries.filter((library) => library.startsWith('lib'))
  } finally {
    rmSync(archives, { recursive: true, force: true })
  }
}

async function missingOf(packages: string[]): Promise<string[]> {
  const format = '${Package} ${db:Status-Status}\n'
  const { output } = await run(['dpkg-query', '-W', '-f', format, ...packages], '/')
  const installed = new Set(output.split('\n'))
  return packages.filter((name) => !installed.has(`${name} installed`))
}

async function run(command: string[], cwd: string): Promise<{ ok: boolean; output: string }> {
  const child = Bun.spawn(command, { cwd, stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' })
  const [output, exitCode] = await Promise.all([new Response(child.stdout).text(), child.exited])
  return { ok: exitCode === 0, output }
}

const noRedis = (more: string): StackError =>
  new StackError(
    'no_redis',
    `No Redis or Valkey ${oldestMajor} or newer was found on this machine.${more}`,
    'Install one (on Debian: apt-get update && apt-get install redis-server), or set REDIS_URL to a running server.',
  )
