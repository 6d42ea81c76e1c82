import type { Log } from './log.ts'

/** Whose requests are counted together: those of an API key, or of all sessions of a person. */
export interface Caller {
  userId: string
  keyId: string | null
}

export interface CountedHour extends Caller {
  /** Start of the hour. */
  at: Date
  requests: number
}

/** Hourly request counts of all processes. */
export interface RequestCountStore {
  /**
   * Adds a batch to the current hour. `writer` identifies the process, and `number` increases with each batch, so that
   * a repeated batch is ignored.
   */
  add(
    tenantId: string,
    batch: { writer: string; number: number; counts: ReadonlyMap<string, number> },
  ): Promise<void>
  /** Past hours that were not dropped yet; nothing is added to them any more. */
  readClosed(tenantId: string): Promise<CountedHour[]>
  drop(tenantId: string, hours: readonly CountedHour[]): Promise<void>
}

export const callerKey = ({ userId, keyId }: Caller): string => `${userId}|${keyId ?? ''}`

export interface RequestCounter {
  count(tenantId: string, caller: Caller): void
  /** Sends the counts so far to the store. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const flushEveryMs = 2_000

interface Batch {
  number: number
  counts: Map<string, number>
}

/**
 * Counts requests in memory and sends them to the store every two seconds. Counts that cannot be sent are kept for the
 * next time; a killed process loses its last two seconds.
 */
export function createRequestCounter(
  store: RequestCountStore,
  log: Pick<Log, 'warn'>,
): RequestCounter {
  const writer = Bun.randomUUIDv7()
  let last = 0
  let open = new Map<string, Map<string, number>>()
  /** Sent but not acknowledged batches, which are sent again unchanged. */
  const sent = new Map<string, Batch[]>()
  let flushing: Promise<void> | null = null
  let isFailing = false

  const sendBatches = async (): Promise<void> => {
    const taken = open
    open = new Map()
    for (const [tenantId, counts] of taken) {
      sent.set(tenantId, [...(sent.get(tenantId) ?? []), { number: ++last, counts }])
    }
    for (const [tenantId, batches] of sent) {
      for (let next = batches[0]; next; next = batches[0]) {
        await store.add(tenantId, { writer, ...next })
        batches.shift()
      }
      sent.delete(tenantId)
    }
  }
  const flush = (): Promise<void> =>
    (flushing ??= sendBatches()
      .then(
        () => void (isFailing = false),
        (error: unknown) => {
          if (!isFailing) log.warn({ err: error }, 'Counted requests wait until Redis is back')
          isFailing = true
        },
      )
      .finally(() => (flushing = null)))
  const timer = setInterval(() => void flush(), flushEveryMs)
  timer.unref()
  return {
    count(tenantId, caller) {
      const name = callerKey(caller)
      const counts = open.get(tenantId) ?? new Map<string, number>()
      counts.set(name, (counts.get(name) ?? 0) + 1)
      open.set(tenantId, counts)
    },
    flush,
    async stop() {
      clearInterval(timer)
      // A running flush does not include the latest counts.
      await flushing
      await flush()
    },
  }
}
