import { readFileSync } from 'node:fs'

/** Memory that a process has, in bytes; null when it is gone or cannot be asked. */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return readStatus(pid, 'VmRSS')
  const asked = Bun.spawn(['/bin/ps', '-o', 'rss=', '-p', String(pid)], { stderr: 'ignore' })
  const kib = Number(await new Response(asked.stdout).text())
  return kib > 0 ? kib * 1024 : null
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
