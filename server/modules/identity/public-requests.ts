import { accessCookie, formatCookie, refreshCookie } from '../../http/session/cookies.ts'
import { tenantOf } from '../../http/session/session.ts'
import { insecureTransport, refuseCrossSite, type Visit } from '../../http/session/visit.ts'
import { type Ctx, systemCtx } from '../../platform/context.ts'
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

/** Hands out the session that was opened: the tokens as cookies, and the access token for programs. */
export function answerSignedIn(
  set: { headers: Record<string, unknown> },
  { view, refreshToken }: SignedIn,
) {
  set.headers['cache-control'] = 'no-store'
  set.headers['set-cookie'] = [
    formatCookie(accessCookie, view.accessToken, 15 * 60),
    formatCookie(refreshCookie, refreshToken, sessionDays * 86_400),
  ]
  return view
}
