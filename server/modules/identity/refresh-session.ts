import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import type { Ctx } from '../../platform/context.ts'
import { sessionEnded } from '../../platform/errors.ts'
import { isUuid } from '../../platform/ids.ts'
import type { IdentityDeps } from './deps.ts'
import { formatRefreshToken, hashSecret, parseRefreshToken, successorOf } from './refresh-token.ts'
import { endSession, findLiveSession, lockSession, rotateSession } from './repo.ts'
import { sessionDays, type SignedIn } from './open-session.ts'
import { toUserView } from './view.ts'

const repeatMs = 30_000

/**
 * Issues a new access token and replaces the refresh token. Repeating the same token within 30 s, as two tabs do,
 * returns the same successor; later reuse counts as theft and ends the session. Throws `session_ended`.
 */
export async function refreshSession(
  deps: IdentityDeps,
  ctx: Ctx,
  token: string,
): Promise<SignedIn> {
  const given = parseRefreshToken(token, deps.sessionSecret)
  if (!given || !isUuid(given.sessionId)) throw sessionEnded()
  const successor = successorOf(given.secret, deps.sessionSecret)
  const outcome = await withTenant(deps.db, ctx, async (tx) => {
    const session = await lockSession(tx, given.sessionId)
    // An expired or ended session is not revived.
    if (!session || session.endedAt || session.expiresAt.getTime() <= Date.now()) return null
    const hash = hashSecret(given.secret)
    if (session.refreshHash === hash) {
      const expiresAt = new Date(Date.now() + sessionDays * 86_400_000)
      await rotateSession(tx, session, hashSecret(successor), expiresAt)
    } else if (session.previousRefreshHash !== hash || !isRecent(session.rotatedAt)) {
      await endSession(tx, session.id)
      await audit(tx, ctx, 'session.refresh_reused', session.id)
      return { reused: session.id }
    }
    return findLiveSession(tx, session.id)
  })
  if (outcome && 'reused' in outcome) await deps.credentials.end(ctx.tenantId, [outcome.reused])
  if (!outcome || 'reused' in outcome) throw sessionEnded()
  const access = await deps.tokens.signAccess({
    tenantId: ctx.tenantId,
    userId: outcome.user.id,
    sessionId: outcome.session.id,
  })
  return {
    view: {
      accessToken: access.token,
      expiresAt: access.expiresAt.toISOString(),
      user: toUserView(outcome.user),
    },
    refreshToken: formatRefreshToken(
      { sessionId: given.sessionId, secret: successor },
      deps.sessionSecret,
    ),
  }
}

const isRecent = (at: Date | null): boolean => at !== null && Date.now() - at.getTime() < repeatMs
