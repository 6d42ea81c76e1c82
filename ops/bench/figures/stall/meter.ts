import { readFileSync } from 'node:fs'

/** The event loop's delays since the last call, in milliseconds. */
export interface LoopFigures {
  longestMs: number
  p99Ms: number
}

const tickMs = 5

/**
 * Measures from inside how long this process's event loop is blocked. Between two ticks it measures both the delay by
 * the clock and the processor time; the smaller one counts, so that other programs on the machine do not. Outside
 * Linux, where a thread's processor time cannot be read, the delay counts.
 */
export function startMeter(): { read(): LoopFigures } {
  let held: number[] = []
  let lastAt = performance.now()
  let workedBefore = workedMs()
  setInterval(() => {
    const now = performance.now()
    const worked = workedMs()
    const late = now - lastAt - tickMs
    const own = worked === null || workedBefore === null ? late : worked - workedBefore
    held.push(Math.max(0, Math.min(late, own)))
    lastAt = now
    workedBefore = worked
  }, tickMs)
  return {
    read() {
      const sorted = held.toSorted((a, b) => a - b)
      held = []
      return {
        longestMs: sorted.at(-1) ?? 0,
        p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      }
    },
  }
}

/** Processor time of the main thread, which runs the event loop: proc(5), `schedstat`, in nanoseconds. */
function workedMs(): number | null {
  try {
    const stat = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8')
    return Number(stat.split(' ')[0]) / 1e6
  } catch {
    return null
  }
}
