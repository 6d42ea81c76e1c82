import { accessCookie, formatCookie, refreshCookie } from '../../http/session/cookies.ts'
import { tenantOf } from '../../http/session/session.ts'
import {
  insecureTransport,
  refuseCrossSite,
  type RequestContext,
} from '../../http/session/request-context.ts'
import { type Ctx, systemCtx } from '../../platform/context.ts'
import type { SessionView } from './contract.ts'
import type { PendingSignIn } from './factors/contract.ts'
import { sessionDays, type SignedIn, type SignInPlace } from './open-session.ts'

/** The context of an unauthenticated request. */
export const anonymousCtx = (requestContext: RequestContext): Ctx => ({
  ...systemCtx(tenantOf(requestContext).id, 'sign-in', requestContext.requestId),
  address: requestContext.address,
})

export const signInPlaceOf = (request: Request, requestContext: RequestContext): SignInPlace => ({
  address: requestContext.address,
  userAgent: request.headers.get('user-agent'),
})

/**
 * Rejects unencrypted requests, which expose passwords, and cross-site forms, which could sign a person in to an
 * attacker's account.
 */
export function requireTrusted(request: Request, requestContext: RequestContext): void {
  if (!requestContext.isPrivate) throw insecureTransport()
  if (request.headers.has('origin')) refuseCrossSite(request, requestContext.host)
}

/**
 * Answers a sign-in: sets the tokens as cookies and returns the access token for programs. If a second step is
 * required, returns what it accepts and sets no cookies.
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
