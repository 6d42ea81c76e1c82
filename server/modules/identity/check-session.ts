import { withTenant } from '../../../db/tenant.ts'
import type { Role, UserPrincipal } from '../../platform/context.ts'
import type { IdentityDeps } from './deps.ts'
import { findLiveSession } from './repo.ts'

/** The person behind a session while it lives, else null. Asks the cache first and Postgres behind it. */
export async function checkSession(
  deps: Pick<IdentityDeps, 'db' | 'sessionCache' | 'log'>,
  tenantId: string,
  claims: { sessionId: string; userId: string },
): Promise<UserPrincipal | null> {
  const { sessionId, userId } = claims
  const cached = await deps.sessionCache.read(tenantId, sessionId).catch(() => null)
  if (cached?.state === 'ended') return null
  if (cached) {
    return { kind: 'user', userId, sessionId, role: cached.role as Role, name: cached.name }
  }
  const live = await withTenant(deps.db, { tenantId }, (tx) => findLiveSession(tx, sessionId))
  if (!live || live.user.id !== userId) return null
  const { role, name } = live.user
  await deps.sessionCache.remember(tenantId, sessionId, role, name).catch(() => undefined)
  return { kind: 'user', userId, sessionId, role, name }
}
