export interface Slots {
  /** Runs as soon as a slot is free, in the order asked. Throws the signal's reason when it aborts before. */
  run: <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>
}

/** Limits how much runs at once: a browser has six connections for each host, and parts take memory. */
export function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const take = (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted()
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      const onAbort = (): void => {
        waiting.splice(waiting.indexOf(onTurn), 1)
        reject(signal.reason)
      }
      waiting.push(onTurn)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }
  const give = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }
  return {
    async run(signal, work) {
      await take(signal)
      try {
        return await work()
      } finally {
        give()
      }
    },
  }
}
