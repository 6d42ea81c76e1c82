import { Database } from 'bun:sqlite'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { type Home, readJson, writePrivate } from './home.ts'
import { explainFolderError, StackError } from './stack-error.ts'

/**
 * Locks the state folder for this process. SQLite takes the operating system's file lock, which is released however the
 * process ends, so no stale lock can remain.
 */
export function lockHome(home: Home): { release(): void } {
  const holderFile = join(home.path, 'lock.json')
  const database = openLock(join(home.path, 'lock.sqlite'))
  try {
    database.run('PRAGMA locking_mode = EXCLUSIVE')
    database.run('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw explainFolderError(error, home.path)
    throw inUse(home, holderFile, error)
  }
  writePrivate(holderFile, JSON.stringify({ pid: process.pid }))
  return { release: () => database.close() }
}

function openLock(path: string): Database {
  try {
    const database = new Database(path, { create: true })
    chmodSync(path, 0o600)
    return database
  } catch (error) {
    throw explainFolderError(error, path)
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

function inUse(home: Home, holderFile: string, cause: unknown): StackError {
  const holder = readJson(holderFile)
  const pid =
    typeof holder === 'object' && holder !== null && 'pid' in holder
      ? String(holder.pid)
      : undefined
  return new StackError(
    'home_in_use',
    `Another AAM already runs on ${home.path}${pid === undefined ? '' : ` (process ${pid})`}.`,
    'Stop that one first, or give this one its own folder with --home or AAM_HOME.',
    { cause },
  )
}
