import { withTenant } from '../../../db/tenant.ts'
import { publish } from '../../jobs/outbox.ts'
import { audit } from '../../platform/audit.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { sessionNeeded } from '../../http/session/visit.ts'
import type { IdentityDeps } from './deps.ts'
import { endSession } from './repo.ts'

/** Ends the session: its tokens stop working at once and its open streams close. */
export async function signOut(
  deps: IdentityDeps,
  ctx: Ctx & { principal: UserPrincipal },
): Promise<void> {
  const { credential } = ctx.principal
  if (credential.kind !== 'session') throw sessionNeeded()
  const sessionId = credential.id
  // First, so that nothing is half done while Redis is away: a session that it still calls live would come back with it.
  await deps.credentials.end(ctx.tenantId, [sessionId])
  await withTenant(deps.db, ctx, async (tx) => {
    await endSession(tx, sessionId)
    await audit(tx, ctx, 'session.ended', sessionId)
    await publish(tx, { name: 'session.ended', sessionId })
  })
}
