import { readFileSync } from 'node:fs'

/** The memory of a process in bytes; null when it has ended or cannot be read. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return readStatus(pid, 'VmRSS')
  const asked = Bun.spawn(['/bin/ps', '-o', 'rss=', '-p', String(pid)], { stderr: 'ignore' })
  const kib = Number(await new Response(asked.stdout).text())
  return kib > 0 ? kib * 1024 : null
}

/** Clock ticks per second in `/proc`, the same on every Linux that Bun supports (sysconf(3), _SC_CLK_TCK). */
const ticksPerSecond = 100

/** The processor time of a process in milliseconds; null where the system does not report it. */
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

/** The highest memory use of a process in bytes, where the system records it. */
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
