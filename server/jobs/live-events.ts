import type { RedisConnections } from '../platform/redis/open-redis.ts'
import type { Log } from '../platform/log.ts'
import { createFaultLog } from './dispatch/fault-log.ts'
import { eventsChannel, eventsKey } from './dispatch/keys.ts'
import { pause } from './dispatch/wait.ts'

export type LiveMessage =
  | { id: string; name: string; data: Record<string, unknown> }
  /** Events were missed: what is shown must be read again. `id` names where the stream goes on. */
  | { reset: true; id: string }

export interface EventHub {
  /**
   * A tenant's events from now on, or after the event that `lastEventId` names; a reset when that one is gone. Ends when
   * the signal aborts or the hub closes. Nothing is kept for a slow reader beyond one batch: it reads at its own pace,
   * and gets a reset when the stream has moved past it.
   */
  subscribe(
    tenantId: string,
    lastEventId: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<LiveMessage, void>
  /** The id to resume from for whoever has seen everything up to now. */
  findNewestId(tenantId: string): Promise<string>
  /** Ends every subscription. */
  close(): void
  /** The process ends: whoever subscribes again does it elsewhere. */
  readonly isClosed: boolean
}

const batchSize = 100
const faultPauseMs = 1_000
const start = '0-0'
const idPattern = /^\d{1,15}-\d{1,10}$/

/** One Pub/Sub connection for the process says whose stream has grown; readers then read on where they were. */
export function createEventHub({
  redis,
  log,
}: {
  redis: RedisConnections
  log: Pick<Log, 'warn' | 'info'>
}): EventHub {
  const subscriber = redis.open('events')
  const faults = createFaultLog(log, 'Following live events')
  const closing = new AbortController()
  const readers = new Map<string, Set<Bell>>()
  const ring = (tenantId: string) => {
    for (const bell of readers.get(tenantId) ?? []) bell.ring()
  }
  // Whatever was published while the connection was away has to be looked for.
  const listen = async (): Promise<void> => {
    try {
      await subscriber.subscribe(eventsChannel)
      for (const tenantId of readers.keys()) ring(tenantId)
    } catch (error) {
      if (!closing.signal.aborted) faults.failed(error)
    }
  }
  subscriber.on('message', (_channel: string, tenantId: string) => ring(tenantId))
  subscriber.on('ready', () => void listen())
  if (subscriber.status === 'ready') void listen()

  return {
    findNewestId: (tenantId) => createStreamReader(redis, tenantId).findNewestId(),
    close: () => {
      closing.abort()
      subscriber.disconnect()
    },
    get isClosed() {
      return closing.signal.aborted
    },
    async *subscribe(tenantId, lastEventId, signal) {
      const ending = AbortSignal.any([signal, closing.signal])
      const bell = createBell(ending)
      const bells = readers.get(tenantId) ?? new Set()
      readers.set(tenantId, bells.add(bell))
      const stream = createStreamReader(redis, tenantId)
      let cursor = lastEventId
      try {
        while (!ending.aborted) {
          const batch = await stream.readAfter(cursor).catch(faults.failed)
          if (!batch) {
            await pause(faultPauseMs, ending)
            continue
          }
          faults.worked()
          cursor = batch.cursor
          for (const message of batch.messages) {
            if (ending.aborted) return
            yield message
          }
          if (!batch.more) await bell.rung()
        }
      } finally {
        bells.delete(bell)
        if (bells.size === 0 && readers.get(tenantId) === bells) readers.delete(tenantId)
      }
    },
  }
}

interface Bell {
  ring(): void
  /** Resolves when it was rung since the last time, or when the signal aborts. */
  rung(): Promise<void>
}

function createBell(signal: AbortSignal): Bell {
  let next = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => next.resolve())
  return {
    ring: () => next.resolve(),
    rung: async () => {
      await next.promise
      if (!signal.aborted) next = Promise.withResolvers()
    },
  }
}

interface Batch {
  messages: LiveMessage[]
  cursor: string
  more: boolean
}

function createStreamReader({ commands }: RedisConnections, tenantId: string) {
  const key = eventsKey(tenantId)
  const findNewestId = async (): Promise<string> => {
    const [entry] = await commands.xrevrange(key, '+', '-', 'COUNT', 1)
    return entry?.[0] ?? start
  }
  return {
    findNewestId,
    /** What follows the cursor. The cursor's own entry is read with it: when it is gone, others may be gone too. */
    readAfter: async (cursor: string | null): Promise<Batch> => {
      if (cursor === null) return { messages: [], cursor: await findNewestId(), more: true }
      const missed = async (): Promise<Batch> => {
        const id = await findNewestId()
        return { messages: [{ reset: true, id }], cursor: id, more: true }
      }
      if (!idPattern.test(cursor)) return missed()
      const entries = await commands.xrange(key, cursor, '+', 'COUNT', batchSize + 1)
      if (cursor !== start && entries.shift()?.[0] !== cursor) return missed()
      return {
        messages: entries.map(([id, fields]) => toMessage(id, fields)),
        cursor: entries.at(-1)?.[0] ?? cursor,
        more: entries.length >= batchSize,
      }
    },
  }
}

function toMessage(id: string, fields: string[]): LiveMessage {
  const [, name = '', , data = '{}'] = fields
  if (name === 'reset') return { reset: true, id }
  return { id, name, data: JSON.parse(data) as Record<string, unknown> }
}
