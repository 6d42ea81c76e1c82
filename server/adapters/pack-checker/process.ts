import { type PackFiles, type PackProblem, packProblem } from '../../../plugins/engine/index.ts'
import type { CheckedPack } from '../../modules/scenarios/ports.ts'
import type { FromChecker } from './messages.ts'
import { peakBytes, residentBytes } from './resident.ts'

export interface CheckLimits {
  /** How long one pack may take, in milliseconds. */
  deadlineMs: number
  /** How much memory the process may have, in bytes. */
  memoryBytes: number
}

/** A process that checks one pack at a time. Once it has ended it does no more. */
export interface CheckProcess {
  readonly hasEnded: boolean
  /** The most memory that it was seen with, in bytes. */
  readonly peakBytes: number
  /** Checks a pack; one that is too slow or too large takes the process with it. */
  check(files: PackFiles): Promise<CheckedPack>
  end(): void
}

/** No pack has a part in it: only a machine that is very busy takes so long. */
const bootMs = 60_000
const watchEveryMs = 10
/** The kernel's own limit stands behind the watch, for a moment at which the parent cannot look. */
const withKernelLimit = 'ulimit -d 786432 2>/dev/null; exec "$0" "$@"'

/** Starts a process that executes `entry`. It lives until it is ended, and no longer than this process. */
export function startCheckProcess(entry: string, limits: CheckLimits): CheckProcess {
  const ready = Promise.withResolvers<boolean>()
  let answered: ((result: CheckedPack) => void) | null = null
  let hasEnded = false
  let seenBytes = 0
  const child = Bun.spawn(['/bin/sh', '-c', withKernelLimit, process.execPath, '--smol', entry], {
    cwd: import.meta.dir,
    env: {},
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
    serialization: 'json',
    ipc(message: FromChecker) {
      if (message.kind === 'ready') ready.resolve(true)
      else answered?.(message.result)
    },
    onExit() {
      hasEnded = true
      ready.resolve(false)
      answered?.(refused('check-lost'))
    },
  })
  child.unref()
  const end = (): void => {
    hasEnded = true
    child.kill('SIGKILL')
  }
  const note = (bytes: number | null): number => {
    seenBytes = Math.max(seenBytes, bytes ?? 0)
    return bytes ?? 0
  }
  const stop = (result: CheckedPack): void => {
    end()
    answered?.(result)
  }
  const watch = async (): Promise<void> => {
    const isChecking = () => answered !== null && !hasEnded
    while (isChecking()) {
      const bytes = note(await residentBytes(child.pid))
      if (bytes > limits.memoryBytes) {
        stop(refused('check-too-hungry', { megabytes: Math.round(limits.memoryBytes / 1e6) }))
      }
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
    async check(files) {
      child.ref()
      const boot = setTimeout(end, bootMs)
      const isReady = await ready.promise
      clearTimeout(boot)
      if (!isReady || hasEnded) return refused('check-lost')
      const late = (): void =>
        stop(refused('check-too-slow', { seconds: limits.deadlineMs / 1_000 }))
      const deadline = setTimeout(late, limits.deadlineMs)
      try {
        return await new Promise<CheckedPack>((resolve) => {
          answered = resolve
          child.send(files)
          void watch()
        })
      } finally {
        answered = null
        clearTimeout(deadline)
        note(peakBytes(child.pid))
        child.unref()
      }
    },
  }
}

const refused = (code: PackProblem['code'], params: PackProblem['params'] = {}): CheckedPack => ({
  ok: false,
  hash: null,
  problems: [packProblem('#', code, params)],
})
