import { dropOldest } from '../../platform/drop-oldest.ts'
import type { CredentialCache, KnownCredential } from '../../modules/identity/ports.ts'
import { openAnnouncements } from '../../platform/redis/announcements.ts'
import { type RedisConnections, tenantPrefix } from '../../platform/redis/open-redis.ts'

const rememberSeconds = 60
/** Longer than the lifetime of any access token: an ended session stays ended without a query to Postgres. */
const endedSeconds = 20 * 60
/** Longer than any transaction that changes credentials may take. */
const forgottenSeconds = 10
const channel = 'aam:credentials'
const keptLocallyMs = 5_000
const keptAtMost = 20_000

/**
 * Caches which sessions and keys are in force: in Redis for a minute under the tenant's prefix, and in this process for
 * five seconds. Ends and changes are announced to every process; a process that cannot receive the announcements keeps
 * nothing and asks Redis each time.
 */
export function createCredentialCache(redis: RedisConnections): CredentialCache {
  const { commands } = redis
  const local = new Map<string, { known: KnownCredential; untilMs: number }>()
  const announcements = openAnnouncements(redis, channel, {
    forget: (place) => local.delete(place),
    forgetAll: () => local.clear(),
  })
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
    await announcements.announce(places, seconds)
  }
  return {
    async read(tenantId, id) {
      const place = placeOf(tenantId, id)
      const kept = local.get(place)
      if (kept && kept.untilMs > Date.now() && announcements.isHearing()) return kept.known
      const text = await commands.get(place)
      if (text === null || text === 'changing') return null
      if (text === 'ended') return 'ended'
      const known = JSON.parse(text) as KnownCredential
      if (announcements.mayKeep(place)) {
        dropOldest(local, keptAtMost)
        local.set(place, { known, untilMs: Date.now() + keptLocallyMs })
      }
      return known
    },
    async remember(tenantId, id, known) {
      // NX: an end or a change that was recorded meanwhile wins.
      await commands.set(placeOf(tenantId, id), JSON.stringify(known), 'EX', rememberSeconds, 'NX')
    },
    end: (tenantId, ids) => mark(tenantId, ids, 'ended', endedSeconds),
    forget: (tenantId, ids) => mark(tenantId, ids, 'changing', forgottenSeconds),
  }
}
