import type { SessionCache } from '../../modules/identity/ports.ts'
import { type RedisConnections, tenantPrefix } from './open-redis.ts'

const rememberSeconds = 60
/** Longer than any access token lives: an ended session stays ended without asking Postgres. */
const endedSeconds = 20 * 60

/** Which sessions live, for a minute each, under the tenant's prefix. */
export function createSessionCache({ commands }: RedisConnections): SessionCache {
  const keyOf = (tenantId: string, sessionId: string) =>
    `${tenantPrefix(tenantId)}:session:${sessionId}`
  return {
    async read(tenantId, sessionId) {
      const text = await commands.get(keyOf(tenantId, sessionId))
      if (text === null) return null
      if (text === 'ended') return { state: 'ended', role: '', name: '' }
      const { role, name } = JSON.parse(text) as { role: string; name: string }
      return { state: 'live', role, name }
    },
    async remember(tenantId, sessionId, role, name) {
      // NX: an end that was noted in the meantime wins.
      await commands.set(
        keyOf(tenantId, sessionId),
        JSON.stringify({ role, name }),
        'EX',
        rememberSeconds,
        'NX',
      )
    },
    async markEnded(tenantId, sessionId) {
      await commands.set(keyOf(tenantId, sessionId), 'ended', 'EX', endedSeconds)
    },
  }
}
