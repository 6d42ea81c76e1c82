import { setPriority } from 'node:os'
import { peakBytes, processorMs, residentBytes } from './resident.ts'

export interface SandboxLimits {
  /** Processor time that one task may take, in milliseconds; time by the clock where the system does not count it. */
  deadlineMs: number
  /** How much memory the process may have, in bytes. */
  memoryBytes: number
}

/** Why a task has no result: it was too slow, took too much memory, or its process ended by itself. */
export class SandboxFailure extends Error {
  override readonly name = 'SandboxFailure'
  constructor(readonly code: 'slow' | 'hungry' | 'lost') {
    super(`The sandbox ended its process: ${code}.`)
  }
}

/** A process that does one task at a time. Once it has ended it does no more. */
export interface Sandbox {
  readonly hasEnded: boolean
  /** The most memory that it was seen with, in bytes. */
  readonly peakBytes: number
  /** Does a task; one that is too slow or too large takes the process with it. Rejects with SandboxFailure. */
  run(task: object): Promise<unknown>
  end(): void
}

/** What a sandboxed module sends: once that it is ready, then one answer to each task. */
export type FromSandbox = { kind: 'ready' } | { kind: 'done'; result: unknown }

/** No task has a part in it: only a machine that is very busy takes so long. */
const bootMs = 60_000
const watchEveryMs = 10
/** How many times its processor time a task may take by the clock: much, where others go first. */
const clockFactor = 15
/** The kernel's own limit stands behind the watch, for a moment at which the parent cannot look. */
const withKernelLimit = 'ulimit -d 786432 2>/dev/null; exec "$0" "$@"'

/** Whoever answers people goes first: one that judges for seconds may wait a little longer. */
function giveWay(pid: number): void {
  try {
    setPriority(pid, 5)
  } catch {
    // It has ended, or the system does not let us; then it competes like any other.
  }
}

/** Starts a process that executes `entry`. It lives until it is ended, and no longer than this process. */
export function startSandbox(entry: string, limits: SandboxLimits): Sandbox {
  const ready = Promise.withResolvers<boolean>()
  let running: PromiseWithResolvers<unknown> | null = null
  let hasEnded = false
  let seenBytes = 0
  const child = Bun.spawn(['/bin/sh', '-c', withKernelLimit, process.execPath, '--smol', entry], {
    cwd: import.meta.dir,
    env: {},
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    serialization: 'json',
    ipc(message: FromSandbox) {
      if (message.kind === 'ready') ready.resolve(true)
      else running?.resolve(message.result)
    },
    onExit() {
      hasEnded = true
      ready.resolve(false)
      running?.reject(new SandboxFailure('lost'))
    },
  })
  child.unref()
  giveWay(child.pid)
  const end = (): void => {
    hasEnded = true
    child.kill('SIGKILL')
  }
  const note = (bytes: number | null): number => {
    seenBytes = Math.max(seenBytes, bytes ?? 0)
    return bytes ?? 0
  }
  const stop = (code: SandboxFailure['code']): void => {
    end()
    running?.reject(new SandboxFailure(code))
  }
  /** A busy machine makes nobody's task slow: what counts is the work, and the clock only far beyond it. */
  const watch = async (): Promise<void> => {
    const startedAt = performance.now()
    const spentBefore = processorMs(child.pid)
    const mostMs = limits.deadlineMs * (spentBefore === null ? 1 : clockFactor)
    const spentMs = (): number => (processorMs(child.pid) ?? 0) - (spentBefore ?? 0)
    const isBusy = (): boolean => running !== null && !hasEnded
    while (isBusy()) {
      const isLate = performance.now() - startedAt > mostMs
      if (isLate || (spentBefore !== null && spentMs() > limits.deadlineMs)) stop('slow')
      if (note(await residentBytes(child.pid)) > limits.memoryBytes) stop('hungry')
      await Bun.sleep(watchEveryMs)
    }
  }
  return {
    get hasEnded() {
      return hasEnded
    },
    get peakBytes() {
      return seenBytes
    },
    end,
    async run(task) {
      child.ref()
      const boot = setTimeout(end, bootMs)
      const isReady = await ready.promise
      clearTimeout(boot)
      if (!isReady || hasEnded) throw new SandboxFailure('lost')
      running = Promise.withResolvers<unknown>()
      try {
        child.send(task)
        void watch()
        return await running.promise
      } finally {
        running = null
        note(peakBytes(child.pid))
        child.unref()
      }
    },
  }
}
