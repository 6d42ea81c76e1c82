import type { Log } from '../log.ts'

/** Whose requests are counted together: a key's, or those of a person's sessions. */
export interface Caller {
  userId: string
  keyId: string | null
}

export interface CountedHour extends Caller {
  /** When the hour began. */
  at: Date
  requests: number
}

/** Where all processes count requests by the hour. */
export interface RequestCountStore {
  /**
   * Adds to the hour that is open. `writer` names the process and `batch` what it adds, in rising numbers: a batch that
   * arrived already adds nothing.
   */
  add(
    tenantId: string,
    batch: { writer: string; number: number; counts: ReadonlyMap<string, number> },
  ): Promise<void>
  /** Hours that are over and were not dropped; nothing is added to them any more. */
  readClosed(tenantId: string): Promise<CountedHour[]>
  drop(tenantId: string, hours: readonly CountedHour[]): Promise<void>
}

export const nameCaller = ({ userId, keyId }: Caller): string => `${userId}|${keyId ?? ''}`

export interface RequestCounter {
  count(tenantId: string, caller: Caller): void
  /** Hands over what was counted so far. */
  flush(): Promise<void>
  stop(): Promise<void>
}

const flushEveryMs = 2_000

interface Batch {
  number: number
  counts: Map<string, number>
}

/**
 * Counts requests in memory and hands them over every two seconds. What cannot be handed over is kept for the next time;
 * a process that is killed loses its last two seconds.
 */
export function createRequestCounter(
  store: RequestCountStore,
  log: Pick<Log, 'warn'>,
): RequestCounter {
  const writer = Bun.randomUUIDv7()
  let last = 0
  let open = new Map<string, Map<string, number>>()
  /** Handed over, but nobody said that they arrived: they go again as they are. */
  const sent = new Map<string, Batch[]>()
  let flushing: Promise<void> | null = null
  let isFailing = false

  const handOver = async (): Promise<void> => {
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
    (flushing ??= handOver()
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
      const name = nameCaller(caller)
      const counts = open.get(tenantId) ?? new Map<string, number>()
      counts.set(name, (counts.get(name) ?? 0) + 1)
      open.set(tenantId, counts)
    },
    flush,
    async stop() {
      clearInterval(timer)
      // A flush that is under way took none of what came since.
      await flushing
      await flush()
    },
  }
}
