const steps = 8

/**
 * Calls `passed` once, after `ms` during which the event loop was responsive; returns a function that cancels it. The
 * time is measured in steps. A late step means that the event loop was blocked: it does not count, so that responses
 * that arrived meanwhile are read first. At most eight late steps are excused.
 */
export function startDeadline(ms: number, passed: () => void): () => void {
  const stepMs = ms / steps
  let stepsLeft = steps
  let lateLeft = steps
  let timer: ReturnType<typeof setTimeout>
  const startStep = (): void => {
    const dueAtMs = performance.now() + stepMs
    timer = setTimeout(() => {
      const isLate = performance.now() - dueAtMs > stepMs
      if (isLate && lateLeft > 0) lateLeft -= 1
      else stepsLeft -= 1
      if (stepsLeft === 0) passed()
      else startStep()
    }, stepMs)
  }
  startStep()
  return () => clearTimeout(timer)
}

/** Resolves with the result of `work`; rejects with the error from `late` once the deadline has passed. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const passed = Promise.withResolvers<never>()
  const cancel = startDeadline(ms, () => passed.reject(late()))
  try {
    return await Promise.race([work, passed.promise])
  } finally {
    cancel()
  }
}
