import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { publishAll } from '../../../jobs/outbox.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { auditAll } from '../../../../db/audit/audit.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import { notFound } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import type { MySessionList, MySessionsQuery } from './contract.ts'
import { sessionIdOf } from './step-up.ts'
import { endSessionsOf, listOpenSessions } from './repo.ts'

const listName = 'my-sessions'

/** The person's open sessions, last used first. */
export async function listMySessions(
  deps: IdentityDeps,
  ctx: UserCtx,
  { cursor, limit = 20 }: MySessionsQuery,
): Promise<MySessionList> {
  const current = sessionIdOf(ctx)
  const after = readCursor(deps.cursors, listName, cursor)
  const open = await withTenant(deps.db, ctx, (tx) =>
    listOpenSessions(tx, ctx.principal.userId, after, limit + 1),
  )
  return toPage(
    open,
    limit,
    ({ session }) => ({
      id: session.id,
      isCurrent: session.id === current,
      createdAt: session.createdAt.toISOString(),
      lastUsedAt: session.lastUsedAt.toISOString(),
      address: session.address,
      userAgent: session.userAgent,
    }),
    ({ position, session }) => deps.cursors.sign(listName, [position, session.id]),
  )
}

/** Ends one of the person's own sessions, or all others: their tokens and streams stop immediately. */
export async function endMySessions(
  deps: IdentityDeps,
  ctx: UserCtx,
  which: { only: string } | { except: string },
): Promise<void> {
  const { userId } = ctx.principal
  const ended = await withCredentialsEvicted(deps, ctx.tenantId, userId, () =>
    withTenant(deps.db, ctx, async (tx) => {
      const ids = await endSessionsOf(tx, userId, which)
      if ('only' in which && ids.length === 0) throw notFound('session')
      await recordEndedSessions(tx, ctx, ids)
      return ids
    }),
  )
  await deps.credentials.end(ctx.tenantId, ended)
}

/** Runs in the transaction that ends the sessions: closes open streams and writes the audit. */
export async function recordEndedSessions(
  tx: TenantTx,
  ctx: Parameters<typeof auditAll>[1],
  ids: string[],
) {
  await auditAll(tx, ctx, 'session.ended', ids)
  await publishAll(
    tx,
    ids.map((sessionId) => ({ name: 'session.ended', sessionId })),
  )
}
