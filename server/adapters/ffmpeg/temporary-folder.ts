import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

// Names carry who made them: several workers, also of several machines, may share a folder.
const inUse = new Set<string>()
const ownLead = `ingest~${hostname().replaceAll(/[^\w.-]/g, '_')}~`

/** Gives `work` a folder below `root` and removes it whatever happens. */
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

/** Removes what processes of this machine left behind when they were killed. Returns how many folders there were. */
export function sweepFolders(root: string): number {
  let swept = 0
  for (const name of listNames(root)) {
    if (!name.startsWith(ownLead)) continue
    const pid = Number(name.slice(ownLead.length).split('~')[0])
    // In a container the process before had the same number.
    const isOther = pid !== process.pid && isAlive(pid)
    if (!Number.isInteger(pid) || isOther || inUse.has(join(root, name))) continue
    rmSync(join(root, name), { recursive: true, force: true })
    swept++
  }
  return swept
}

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
