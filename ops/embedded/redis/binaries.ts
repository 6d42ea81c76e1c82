import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from '../home.ts'
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
 * Redis or Valkey of this machine, else the distribution's packages unpacked into the home:
 * installing them would start a daemon, and would need root.
 */
export async function findRedis(home: Home, onProgress: OnProgress): Promise<RedisBinary> {
  const installed = fromPath()
  if (installed !== undefined) return installed
  const folder = join(home.path, 'redis-packages')
  return fromFolder(folder) ?? (await download(folder, onProgress))
}

function fromPath(): RedisBinary | undefined {
  for (const name of ['valkey-server', 'redis-server']) {
    const program = Bun.which(name)
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
    for (const server of ['redis-server', 'valkey-server']) {
      if (await unpack(server, unfinished)) break
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

/** Unpacks a server's package and whatever libraries it needs that this machine lacks. */
async function unpack(server: string, folder: string): Promise<boolean> {
  let wanted = [server]
  const unpacked = new Set<string>()
  for (let depth = 0; depth <= depthOfLibraries && wanted.length > 0; depth++) {
    const archives = join(folder, 'archives')
    mkdirSync(archives)
    if (!(await run(['apt-get', 'download', ...wanted], archives)).ok) return false
    for (const archive of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      if (!(await run(['dpkg-deb', '-x', archive, folder], archives)).ok) return false
    }
    rmSync(archives, { recursive: true })
    for (const name of wanted) unpacked.add(name)
    wanted = (await missingDependencies(wanted)).filter((name) => !unpacked.has(name))
  }
  return true
}

async function missingDependencies(packages: string[]): Promise<string[]> {
  const listed = await run(['apt-cache', 'depends', '--important', ...packages], '/')
  const names = new Set<string>()
  let isAlternative = false
  for (const line of listed.output.split('\n')) {
    const [, or, name] = /^\s+(\|?)(?:Pre)?Depends: (\S+)/.exec(line) ?? []
    if (name === undefined) continue
    if (!isAlternative && /^(lib|redis-tools|valkey-tools)/.test(name)) names.add(name)
    isAlternative = or === '|'
  }
  const checks = await Promise.all(
    [...names].map(async (name) => {
      const state = await run(['dpkg-query', '-W', '-f', '${db:Status-Status}\n', name], '/')
      return { name, installed: state.output.split('\n').includes('installed') }
    }),
  )
  return checks.filter(({ installed }) => !installed).map(({ name }) => name)
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
