/** Waits, or returns at once when the signal aborts. Never throws. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}

/** Waits for `work`, but no longer than `ms`; whether it was done. A failure of `work` counts as done. */
export async function settledWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = new AbortController()
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => true,
      ),
      pause(ms, late.signal).then(() => false),
    ])
  } finally {
    late.abort()
  }
}
