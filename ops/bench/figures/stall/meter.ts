import { readFileSync } from 'node:fs'

/** How an event loop did since the last question, in milliseconds. */
export interface LoopFigures {
  longestMs: number
  p99Ms: number
}

const tickMs = 5

/**
 * Measures how long the event loop of this process is held, from inside: between two ticks it may be late by the clock
 * and have worked; the lesser of the two is what held it, so that a machine that is busy with other programs counts for
 * nothing. Off Linux, where a thread's own work cannot be read, it is the lateness.
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
