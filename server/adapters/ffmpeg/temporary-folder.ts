import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

// Names contain the machine and process: several workers, also on several machines, may share a folder.
const inUse = new Set<string>()
const lead = 'ingest~'
const ownLead = `${lead}${hostname().replaceAll(/[^\w.-]/g, '_')}~`

/** Gives `work` a folder below `root` and always removes it. */
export async function withFolder<T>(
  root: string,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(root, `${ownLead}${process.pid}~`))
  inUse.add(folder)
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    inUse.delete(folder)
  }
}

/** Longer than any job takes. */
const abandonedAfterMs = 24 * 60 * 60_000

/**
 * Removes folders that killed processes of this machine left behind, and those of other machines after a day: a
 * re-created container counts as another machine. Returns how many were removed.
 */
export function sweepFolders(root: string): number {
  const left = listNames(root).filter((name) =>
    name.startsWith(ownLead)
      ? isLeftByUs(root, name)
      : name.startsWith(lead) && isAbandoned(join(root, name)),
  )
  for (const name of left) rmSync(join(root, name), { recursive: true, force: true })
  return left.length
}

function isLeftByUs(root: string, name: string): boolean {
  const pid = Number(name.slice(ownLead.length).split('~')[0])
  // In a container the previous process had the same number.
  const isOther = pid !== process.pid && isAlive(pid)
  return Number.isInteger(pid) && !isOther && !inUse.has(join(root, name))
}

const isAbandoned = (folder: string): boolean =>
  (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < Date.now() - abandonedAfterMs

function listNames(root: string): string[] {
  try {
    return readdirSync(root)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
