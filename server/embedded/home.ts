import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { diskFull, explainFolderError, pathTooLong, StackError } from './stack-error.ts'

export interface Home {
  path: string
  runFolder: string
  logFolder: string
  /** A folder of one service inside the home, created when missing. */
  folder(name: string): string
}

const markerName = 'aam-home.json'
// Postgres limits a path to 1,024 bytes; its own files and the object store need the rest.
const longestHomeBytes = 700
const freshMinimumBytes = 256 * 1024 * 1024
const startMinimumBytes = 64 * 1024 * 1024

/**
 * Creates or checks the state folder. Only an empty folder or one that AAM created is accepted, so that database files
 * never mix with other documents.
 */
export function prepareHome(path: string): Home {
  const home = resolve(path)
  checkPath(home)
  try {
    const known = existsSync(join(home, markerName))
    mkdirSync(home, { recursive: true, mode: homeMode() })
    if (known) checkOwner(home)
    else takeFolder(home)
    checkSpace(home, known ? startMinimumBytes : freshMinimumBytes)
    if (!known)
      writePrivate(join(home, markerName), `${JSON.stringify({ product: 'aam', format: 1 })}\n`)
    const runFolder = subfolder(home, 'run')
    const logFolder = subfolder(home, 'logs')
    return { path: home, runFolder, logFolder, folder: (name) => subfolder(home, name) }
  } catch (error) {
    throw explainFolderError(error, home)
  }
}

/** Writes a file that only its owner may read, atomically: readers see the old content or the new. */
export function writePrivate(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content, { mode: 0o600, flush: true })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw explainFolderError(error, path)
  }
}

/** Reads one of our JSON files; undefined when it is missing or not JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

// Root's services run as an unprivileged user, which must be able to reach its own folder.
const homeMode = (): number => (process.getuid?.() === 0 ? 0o711 : 0o700)

function checkPath(home: string): void {
  if (Buffer.byteLength(home) > longestHomeBytes) throw pathTooLong(home)
  if (/\p{Cc}/u.test(home)) {
    throw new StackError(
      'home_path',
      'The path of the state folder holds a control character.',
      'Choose another folder with --home or AAM_HOME.',
    )
  }
}

function checkOwner(home: string): void {
  const owner = statSync(home).uid
  const user = process.getuid?.()
  if (user === undefined || owner === user) return
  throw new StackError(
    'data_owner',
    `The state folder ${home} belongs to the user with id ${owner}, and AAM runs as the user with id ${user}.`,
    'Start AAM as the user that owns the folder, or choose another folder with --home or AAM_HOME.',
  )
}

function takeFolder(home: string): void {
  const entries = readdirSync(home).filter((name) => name !== 'lost+found')
  if (entries.length > 0) {
    throw new StackError(
      'home_foreign',
      `${home} holds files that AAM did not make (${entries.slice(0, 3).join(', ')}${entries.length > 3 ? ', …' : ''}).`,
      'Choose an empty or new folder with --home or AAM_HOME.',
    )
  }
  chmodSync(home, homeMode())
}

function checkSpace(home: string, minimumBytes: number): void {
  const disk = statfsSync(home)
  const freeBytes = disk.bavail * disk.bsize
  if (freeBytes >= minimumBytes) return
  if (freeBytes === 0) throw diskFull(home)
  const mebibytes = (bytes: number) => Math.floor(bytes / 1024 / 1024)
  throw new StackError(
    'disk_full',
    `The disk that holds ${home} has ${mebibytes(freeBytes)} MB free; AAM needs ${mebibytes(minimumBytes)} MB to start.`,
    'Free some space there, or choose a folder on another disk with --home or AAM_HOME, then start again.',
  )
}

function subfolder(home: string, name: string): string {
  const path = join(home, name)
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw explainFolderError(error, path)
  }
  return path
}
