import { readFileSync } from 'node:fs'

/** Distinguishes a process from a later one with the same number. */
export interface ProcessIdentity {
  pid: number
  startedAt: string
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** The identity of a running process; undefined when it has ended (zombies count as ended). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid < 2) return undefined
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : psStart(pid)
  return startedAt === undefined ? undefined : { pid, startedAt }
}

export const isAlive = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startedAt === identity.startedAt

/** The arguments of a running process, empty when they cannot be read. */
export function argumentsOf(pid: number): string[] {
  if (process.platform === 'linux') {
    return (readText(`/proc/${pid}/cmdline`) ?? '').split('\0').filter((part) => part !== '')
  }
  return psField(pid, 'command')?.split(' ') ?? []
}

function linuxStart(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name in parentheses may contain spaces, so fields are counted after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state] = fields
  const startTicks = fields[19]
  if (state === 'Z' || state === 'X' || startTicks === undefined) return undefined
  const boot = readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
  return `${boot}/${startTicks}`
}

function psStart(pid: number): string | undefined {
  const state = psField(pid, 'stat')
  return state === undefined || state.startsWith('Z') ? undefined : psField(pid, 'lstart')
}

function psField(pid: number, field: string): string | undefined {
  const result = Bun.spawnSync(['ps', '-p', String(pid), '-o', `${field}=`])
  const text = result.stdout.toString().trim()
  return result.exitCode === 0 && text !== '' ? text : undefined
}
