import { setPriority } from 'node:os'
import { peakBytes, processorMs, residentBytes } from './resident.ts'

export interface SandboxLimits {
  /** Processor time of one task in milliseconds; wall-clock time where the system does not measure it. */
  deadlineMs: number
  /** Memory limit of the process in bytes. */
  memoryBytes: number
}

/** Why a task has no result: too slow, too much memory, or the process ended by itself. */
export class SandboxFailure extends Error {
  override readonly name = 'SandboxFailure'
  constructor(readonly code: 'slow' | 'hungry' | 'lost') {
    super(`The sandbox ended its process: ${code}.`)
  }
}

/** A process that does one task at a time. Unusable once it has ended. */
export interface Sandbox {
  readonly hasEnded: boolean
  /** The highest memory use that was observed, in bytes. */
  readonly peakBytes: number
  /** Performs a task; a task that is too slow or too large ends the process. Rejects with SandboxFailure. */
  run(task: object): Promise<unknown>
  end(): void
}

/** What a sandboxed module sends: once that it is ready, then one answer for each task. */
export type FromSandbox = { kind: 'ready' } | { kind: 'done'; result: unknown }

/** Starting depends on no task: only a very busy machine takes this long. */
const bootMs = 60_000
const watchEveryMs = 10
/** Wall-clock limit of a task as a multiple of its processor time: large, because other processes have priority. */
const clockFactor = 15
/** The kernel's limit covers the moments in which the parent cannot check. */
const withKernelLimit = 'ulimit -d 786432 2>/dev/null; exec "$0" "$@"'

/** Processes that serve people have priority over one that judges for seconds. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 5)
  } catch {
    // The process has ended, or the system does not allow it; then it competes with equal priority.
  }
}

/** Starts a process that executes `entry`. It lives until it is ended, or until this process ends. */
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
  lowerPriority(child.pid)
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
  /**
   * On a busy machine a task is not to blame for elapsed time, so processor time counts; the clock is only a far bound.
   */
  const watch = async (): Promise<void> => {
    const startedAt = performance.now()
    const spentBefore = processorMs(child.pid)
    const maxMs = limits.deadlineMs * (spentBefore === null ? 1 : clockFactor)
    const spentMs = (): number => (processorMs(child.pid) ?? 0) - (spentBefore ?? 0)
    const isBusy = (): boolean => running !== null && !hasEnded
    while (isBusy()) {
      const isLate = performance.now() - startedAt > maxMs
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
