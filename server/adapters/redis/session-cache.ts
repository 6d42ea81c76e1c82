import { dropOldest } from '../../platform/drop-oldest.ts'
import type { SessionCache } from '../../modules/identity/ports.ts'
import { type RedisConnections, tenantPrefix } from './open-redis.ts'

type Entry = NonNullable<Awaited<ReturnType<SessionCache['read']>>>

const rememberSeconds = 60
/** Longer than any access token lives: an ended session stays ended without asking Postgres. */
const endedSeconds = 20 * 60
const endedChannel = 'aam:sessions:ended'
const keptLocallyMs = 5_000
const keptAtMost = 20_000

/**
 * Which sessions live: in Redis for a minute under the tenant's prefix, and in this process for five seconds. An end is
 * announced to every process; one that cannot hear the announcements keeps nothing of its own and asks Redis each time.
 */
export function createSessionCache(redis: RedisConnections): SessionCache {
  const { commands } = redis
  const local = new Map<string, { entry: Entry; untilMs: number }>()
  const ended = new Set<string>()
  const hears = listenForEnds(
    redis,
    (sessionId) => {
      local.delete(sessionId)
      dropOldest(ended, keptAtMost)
      ended.add(sessionId)
    },
    () => local.clear(),
  )
  const keyOf = (tenantId: string, sessionId: string) =>
    `${tenantPrefix(tenantId)}:session:${sessionId}`
  const keep = (sessionId: string, entry: Entry): Entry => {
    dropOldest(local, keptAtMost)
    // An end may be heard before the answer that was asked for earlier.
    if (hears() && !ended.has(sessionId))
      local.set(sessionId, { entry, untilMs: Date.now() + keptLocallyMs })
    return entry
  }
  return {
    async read(tenantId, sessionId) {
      const known = local.get(sessionId)
      if (known && known.untilMs > Date.now() && hears()) return known.entry
      const text = await commands.get(keyOf(tenantId, sessionId))
      if (text === null) return null
      if (text === 'ended') return { state: 'ended', role: '', name: '' }
      const { role, name } = JSON.parse(text) as { role: string; name: string }
      return keep(sessionId, { state: 'live', role, name })
    },
    async remember(tenantId, sessionId, role, name) {
      // NX: an end that was noted in the meantime wins.
      const value = JSON.stringify({ role, name })
      await commands.set(keyOf(tenantId, sessionId), value, 'EX', rememberSeconds, 'NX')
    },
    async markEnded(tenantId, sessionId) {
      local.delete(sessionId)
      await commands.set(keyOf(tenantId, sessionId), 'ended', 'EX', endedSeconds)
      await commands.publish(endedChannel, sessionId)
    },
  }
}

/** Follows sessions that end anywhere; `forget` wherever an end may have been missed. Returns whether the announcements are being heard. */
function listenForEnds(
  redis: RedisConnections,
  onEnd: (sessionId: string) => void,
  forget: () => void,
): () => boolean {
  const subscriber = redis.open('sessions')
  let subscribed = false
  const subscribe = async (): Promise<void> => {
    // Ends may have been missed while the connection was away.
    forget()
    await subscriber.subscribe(endedChannel)
    subscribed = true
  }
  const retry = () => void subscribe().catch(() => undefined)
  subscriber.on('message', (_channel: string, sessionId: string) => onEnd(sessionId))
  subscriber.on('ready', retry)
  subscriber.on('close', () => {
    subscribed = false
    forget()
  })
  if (subscriber.status === 'ready') retry()
  return () => subscribed
}
