import { chownSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { StackError } from '../stack-error.ts'

/** How a service that refuses root is started, and who owns its files. */
export interface RunAs {
  /** Put before the command; empty for an ordinary user. */
  prefix: string[]
  /** Chowns a folder made by root; does nothing for an ordinary user. */
  own(folder: string): void
}

const nobodyId = 65_534
const plain: RunAs = { prefix: [], own: () => undefined }
const mapped: RunAs = {
  prefix: ['unshare', '--user', `--map-user=${nobodyId}`, '--'],
  own: () => undefined,
}

/**
 * Chooses the user for a service: an ordinary user runs it as itself; root as an unprivileged user or, when that user
 * cannot reach the files, in a user namespace that hides root. `folder` is the service's folder, `program` the file
 * that it must be able to execute.
 */
export function chooseRunAs(folder: string, program: string): RunAs {
  if (process.getuid?.() !== 0) return plain
  const owner = statSync(folder).uid
  const isUsed = readdirSync(folder).length > 0
  if (owner === 0 && isUsed) return requireMapped(folder)
  const user = owner === 0 ? unprivilegedUser() : { uid: owner, gid: statSync(folder).gid }
  const dropped = dropTo(user)
  if (dropped === undefined) return requireMapped(folder)
  dropped.own(folder)
  if (canReach(dropped, folder, program)) return dropped
  if (isUsed) throw unreachable(folder, user.uid)
  chownSync(folder, 0, 0)
  return requireMapped(folder)
}

/** initdb looks up its user by name: an id without a name needs the user namespace. */
export function withUserName(runAs: RunAs): RunAs {
  if (runAs.prefix.length > 0) return runAs
  const id = Bun.which('id')
  if (id === null) return runAs
  const named = Bun.spawnSync([id, '-un'], { stdout: 'ignore', stderr: 'ignore' })
  return named.exitCode === 0 || !works(mapped) ? runAs : mapped
}

function dropTo(user: { uid: number; gid: number }): RunAs | undefined {
  if (Bun.which('setpriv') === null) return undefined
  return {
    prefix: ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'],
    own: (folder) => chownSync(folder, user.uid, user.gid),
  }
}

function unprivilegedUser(): { uid: number; gid: number } {
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : []
  for (const name of ['aam', 'postgres']) {
    const fields = users.find((line) => line.startsWith(`${name}:`))?.split(':')
    const uid = Number(fields?.[2])
    const gid = Number(fields?.[3])
    if (uid > 0 && gid > 0) return { uid, gid }
  }
  return { uid: nobodyId, gid: nobodyId }
}

function canReach(runAs: RunAs, folder: string, program: string): boolean {
  const test = (...condition: string[]) =>
    Bun.spawnSync([...runAs.prefix, 'test', ...condition], { cwd: '/' }).exitCode === 0
  return test('-w', folder) && test('-x', program)
}

const works = (runAs: RunAs): boolean =>
  Bun.which('unshare') !== null &&
  Bun.spawnSync([...runAs.prefix, 'true'], { stdout: 'ignore', stderr: 'ignore' }).exitCode === 0

function requireMapped(folder: string): RunAs {
  if (works(mapped)) return mapped
  throw new StackError(
    'home_not_writable',
    `Databases are not run as root, and no unprivileged user can reach ${folder}.`,
    'Start AAM as an ordinary user, or choose a folder that others may pass through (such as /var/lib/aam) with --home or AAM_HOME.',
  )
}

const unreachable = (folder: string, uid: number): StackError =>
  new StackError(
    'data_owner',
    `The data in ${folder} belongs to the user with id ${uid}, who cannot reach it.`,
    'Let others pass through the folders above it (chmod o+x), then start again.',
  )
