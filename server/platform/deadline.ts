const steps = 8

/**
 * Calls `passed` once, after `ms` in which this process could work; returns what cancels that. Answers that came while
 * the process itself was held up are read first: a step that comes late does not count, until eight of them have.
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

/** What `work` resolves with; rejects with what `late` returns once the deadline has passed. */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const passed = Promise.withResolvers<never>()
  const cancel = startDeadline(ms, () => passed.reject(late()))
  try {
    return await Promise.race([work, passed.promise])
  } finally {
    cancel()
  }
}
