/** Runs at most `atMost` pieces of work at once, in order. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>

/** Makes a limiter; `atMost` below 1 counts as 1. */
export function createLimiter(atMost: number): Limiter {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= Math.max(1, atMost)) {
      const turn = Promise.withResolvers<void>()
      waiting.push(turn.resolve)
      await turn.promise
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

/** How long work on a shared thread may block it, in milliseconds. */
const PAUSE_EVERY_MS = 10

/** Awaited after each small part of long work, it yields to other work on the thread now and then. */
export function createPacer(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < PAUSE_EVERY_MS) return
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
}

/** Waits for all; the first failure stops the others and is thrown once none is running. */
export async function allOrStop<T>(work: Promise<T>[], stop: AbortController): Promise<T[]> {
  const failures: unknown[] = []
  const guarded = work.map(async (one) => {
    try {
      return await one
    } catch (error) {
      failures.push(error)
      stop.abort(error)
      throw error
    }
  })
  await Promise.allSettled(guarded)
  if (failures.length > 0) throw failures[0]
  return Promise.all(guarded)
}
