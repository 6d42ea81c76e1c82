import { accessCookie, formatCookie, refreshCookie } from '../../http/session/cookies.ts'
import { tenantOf } from '../../http/session/session.ts'
import { insecureTransport, refuseCrossSite, type Visit } from '../../http/session/visit.ts'
import { type Ctx, systemCtx } from '../../platform/context.ts'
import type { SessionView } from './contract.ts'
import type { PendingSignIn } from './factors/contract.ts'
import { sessionDays, type SignedIn, type SignInPlace } from './open-session.ts'

/** The request of somebody who is nobody yet. */
export const openCtx = (visit: Visit): Ctx => ({
  ...systemCtx(tenantOf(visit).id, 'sign-in', visit.requestId),
  address: visit.address,
})

export const placeOf = (request: Request, visit: Visit): SignInPlace => ({
  address: visit.address,
  userAgent: request.headers.get('user-agent'),
})

/** A password must not be readable on its way, nor a form on another site sign somebody into a stranger's account. */
export function refuseUntrusted(request: Request, visit: Visit): void {
  if (!visit.isPrivate) throw insecureTransport()
  if (request.headers.has('origin')) refuseCrossSite(request, visit.host)
}

/**
 * Hands out the session that was opened: the tokens as cookies, and the access token for programs. Where a second step is
 * needed, what it takes; and no cookie.
 */
export function answerSignedIn(
  set: { headers: Record<string, unknown> },
  outcome: SignedIn,
): SessionView
export function answerSignedIn(
  set: { headers: Record<string, unknown> },
  outcome: SignedIn | PendingSignIn,
): SessionView | PendingSignIn
export function answerSignedIn(
  set: { headers: Record<string, unknown> },
  outcome: SignedIn | PendingSignIn,
): SessionView | PendingSignIn {
  set.headers['cache-control'] = 'no-store'
  if ('pending' in outcome) return outcome
  const { view, refreshToken } = outcome
  set.headers['set-cookie'] = [
    formatCookie(accessCookie, view.accessToken, 15 * 60),
    formatCookie(refreshCookie, refreshToken, sessionDays * 86_400),
  ]
  return view
}
