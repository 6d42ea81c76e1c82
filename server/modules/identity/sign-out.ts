import { withTenant } from '../../../db/tenant.ts'
import { publish } from '../../jobs/outbox.ts'
import { audit } from '../../../db/audit/audit.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { sessionNeeded } from '../../http/session/request-context.ts'
import type { IdentityDeps } from './deps.ts'
import { endSession } from './repo.ts'

/** Ends the session: its tokens stop working and its open streams close immediately. */
export async function signOut(
  deps: IdentityDeps,
  ctx: Ctx & { principal: UserPrincipal },
): Promise<void> {
  const { credential } = ctx.principal
  if (credential.kind !== 'session') throw sessionNeeded()
  const sessionId = credential.id
  // Redis first: if it is down, nothing changes, and no session ends in Postgres while Redis still caches it as live.
  await deps.credentials.end(ctx.tenantId, [sessionId])
  await withTenant(deps.db, ctx, async (tx) => {
    await endSession(tx, sessionId)
    await audit(tx, ctx, 'session.ended', sessionId)
    await publish(tx, { name: 'session.ended', sessionId })
  })
}
