import { readFileSync } from 'node:fs'

/** Memory that a process has, in bytes; null when it is gone or cannot be asked. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return readStatus(pid, 'VmRSS')
  const asked = Bun.spawn(['/bin/ps', '-o', 'rss=', '-p', String(pid)], { stderr: 'ignore' })
  const kib = Number(await new Response(asked.stdout).text())
  return kib > 0 ? kib * 1024 : null
}

/** Clock ticks a second as `/proc` counts them: the same on every Linux that Bun runs on (sysconf(3), _SC_CLK_TCK). */
const ticksPerSecond = 100

/** Time that a process has spent on a processor, in milliseconds; null where the system does not tell. */
export function processorMs(pid: number): number | null {
  if (process.platform !== 'linux') return null
  try {
    // proc(5): utime and stime are fields 14 and 15; the name before them may hold spaces.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond
  } catch {
    return null
  }
}

/** The most memory that a process ever had, in bytes, where the system keeps count of it. */
export function peakBytes(pid: number): number | null {
  return process.platform === 'linux' ? readStatus(pid, 'VmHWM') : null
}

function readStatus(pid: number, field: string): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kib = Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
    return kib > 0 ? kib * 1024 : null
  } catch {
    return null
  }
}
