import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type FreezablePart = 'database' | 'redis' | 'storage'

/**
 * Stops a service of a stack as SIGSTOP does: its connections stay open and nothing answers. Of Postgres every process is
 * stopped, also those of its sessions. Returns what lets it go on.
 */
export function freezeService(home: string, part: FreezablePart): () => void {
  const frozen: number[] = []
  const root = part === 'database' ? readPostmaster(home) : readPid(home, part)
  // Sessions that begin meanwhile are stopped with the next look.
  for (let found = [root]; found.length > 0;) {
    for (const pid of found) if (signal(pid, 'SIGSTOP')) frozen.push(pid)
    found = part === 'database' ? childrenOf(root).filter((pid) => !frozen.includes(pid)) : []
  }
  return () => {
    for (const pid of frozen.reverse()) signal(pid, 'SIGCONT')
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    // A session that has ended since.
    return false
  }
}

const readPostmaster = (home: string): number =>
  Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

const readPid = (home: string, name: string): number =>
  (JSON.parse(readFileSync(join(home, 'run', `${name}.json`), 'utf8')) as { pid: number }).pid

function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'pid=', '--ppid', String(pid)])
  return stdout.toString().split('\n').map(Number).filter(Boolean)
}
