import { dropOldest } from '../../platform/drop-oldest.ts'
import type { CredentialCache, KnownCredential } from '../../modules/identity/ports.ts'
import { type RedisConnections, tenantPrefix } from './open-redis.ts'

const rememberSeconds = 60
/** Longer than any access token lives: an ended session stays ended without asking Postgres. */
const endedSeconds = 20 * 60
/** Longer than any transaction that changes somebody's way in may take. */
const forgottenSeconds = 10
const channel = 'aam:credentials'
const keptLocallyMs = 5_000
const keptAtMost = 20_000

/**
 * Which sessions and keys are in force: in Redis for a minute under the tenant's prefix, and in this process for five
 * seconds. An end or a change is announced to every process; one that cannot hear the announcements keeps nothing of its
 * own and asks Redis each time.
 */
export function createCredentialCache(redis: RedisConnections): CredentialCache {
  const { commands } = redis
  const local = new Map<string, { known: KnownCredential; untilMs: number }>()
  /** What must not be kept here: an announcement may be heard before the answer that was asked for earlier. */
  const barred = new Map<string, number>()
  const hears = listen(
    redis,
    (place, seconds) => {
      local.delete(place)
      dropOldest(barred, keptAtMost)
      barred.set(place, Date.now() + seconds * 1_000)
    },
    () => local.clear(),
  )
  const placeOf = (tenantId: string, id: string) => `${tenantPrefix(tenantId)}:session:${id}`
  const mark = async (
    tenantId: string,
    ids: string[],
    mark: 'ended' | 'changing',
    seconds: number,
  ): Promise<void> => {
    const places = ids.map((id) => placeOf(tenantId, id))
    for (const place of places) local.delete(place)
    await Promise.all(places.map((place) => commands.set(place, mark, 'EX', seconds)))
    await Promise.all(places.map((place) => commands.publish(channel, `${seconds} ${place}`)))
  }
  return {
    async read(tenantId, id) {
      const place = placeOf(tenantId, id)
      const kept = local.get(place)
      if (kept && kept.untilMs > Date.now() && hears()) return kept.known
      const text = await commands.get(place)
      if (text === null || text === 'changing') return null
      if (text === 'ended') return 'ended'
      const known = JSON.parse(text) as KnownCredential
      if (hears() && (barred.get(place) ?? 0) < Date.now()) {
        dropOldest(local, keptAtMost)
        local.set(place, { known, untilMs: Date.now() + keptLocallyMs })
      }
      return known
    },
    async remember(tenantId, id, known) {
      // NX: an end or a change that was noted in the meantime wins.
      await commands.set(placeOf(tenantId, id), JSON.stringify(known), 'EX', rememberSeconds, 'NX')
    },
    end: (tenantId, ids) => mark(tenantId, ids, 'ended', endedSeconds),
    forget: (tenantId, ids) => mark(tenantId, ids, 'changing', forgottenSeconds),
  }
}

/** Follows what ends or changes anywhere; `forgetAll` wherever that may have been missed. Returns whether it is being heard. */
function listen(
  redis: RedisConnections,
  onChange: (place: string, seconds: number) => void,
  forgetAll: () => void,
): () => boolean {
  const subscriber = redis.open('credentials')
  let subscribed = false
  const subscribe = async (): Promise<void> => {
    // Changes may have been missed while the connection was away.
    forgetAll()
    await subscriber.subscribe(channel)
    subscribed = true
  }
  const retry = () => void subscribe().catch(() => undefined)
  subscriber.on('message', (_channel: string, message: string) => {
    const at = message.indexOf(' ')
    onChange(message.slice(at + 1), Number(message.slice(0, at)))
  })
  subscriber.on('ready', retry)
  subscriber.on('close', () => {
    subscribed = false
    forgetAll()
  })
  if (subscriber.status === 'ready') retry()
  return () => subscribed
}
