import { Elysia, t } from 'elysia'
import {
  accessCookie,
  formatCookie,
  readCookie,
  refreshCookie,
} from '../../http/session/cookies.ts'
import { needs, sessionOnly } from '../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../http/session/session.ts'
import { insecureTransport, refuseCrossSite, type Visit } from '../../http/session/visit.ts'
import { type Ctx, systemCtx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { LoginBody, MemberList, MeView, PatchMe, SessionView, TenantHere } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import { changeMe, getMe, listMembers } from './profile.ts'
import { refreshSession } from './refresh-session.ts'
import { sessionDays, type SignedIn, signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

export const identityRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/auth/tenant', ({ visit }) => ({ slug: tenantOf(visit).slug }), {
      ...needs('public', 'Sign-in', 'Whether people can sign in at this address', [
        'no_tenant',
        'unknown_tenant',
        'tenant_suspended',
      ]),
      response: { 200: TenantHere },
    })
    .post(
      '/auth/login',
      async ({ visit, body, request, set }) => {
        const ctx = openCtx(visit)
        refuseInsecure(visit)
        refuseForeignOrigin(request, visit)
        const from = { address: visit.address, userAgent: request.headers.get('user-agent') }
        return answer(set, await signIn(deps, ctx, body, from))
      },
      {
        ...needs('public', 'Sign-in', 'Sign in with e-mail and password', [
          'wrong_credentials',
          'too_many_requests',
          'unknown_tenant',
          'invalid_request',
        ]),
        body: LoginBody,
        response: { 200: SessionView },
      },
    )
    .post(
      '/auth/refresh',
      async ({ visit, request, set }) => {
        const ctx = openCtx(visit)
        refuseCrossSite(request, visit.host)
        const token = readCookie(request, refreshCookie)
        if (!token) throw new AppError('unauthenticated', 'Sign in first.')
        return answer(set, await refreshSession(deps, ctx, token))
      },
      {
        ...needs('public', 'Sign-in', 'Renew the session by its refresh cookie', [
          'unauthenticated',
          'session_ended',
        ]),
        response: { 200: SessionView },
      },
    )
    .post(
      '/auth/logout',
      async ({ ctx, set }) => {
        await signOut(deps, ctx)
        set.headers['set-cookie'] = [
          formatCookie(accessCookie, '', 0),
          formatCookie(refreshCookie, '', 0),
        ] as never
        set.status = 204
      },
      {
        ...sessionOnly(needs('session', 'Sign-in', 'End this session at once', ['session_needed'])),
        response: { 204: t.Void() },
      },
    )
    .get('/me', ({ ctx, visit }) => getMe(deps, ctx, tenantOf(visit)), {
      ...needs('session', 'Sign-in', 'Who is signed in, and what they may do'),
      response: { 200: MeView },
    })
    .patch('/me', ({ ctx, visit, body }) => changeMe(deps, ctx, tenantOf(visit), body), {
      ...needs('session', 'Sign-in', 'Change your own name or language', ['invalid_request']),
      body: PatchMe,
      response: { 200: MeView },
    })
    .get('/members', ({ ctx }) => listMembers(deps, ctx), {
      ...needs('members:read', 'Members', 'People of this organisation'),
      response: { 200: MemberList },
    })

const openCtx = (visit: Visit): Ctx => ({
  ...systemCtx(tenantOf(visit).id, 'sign-in', visit.requestId),
  address: visit.address,
})

function answer(set: { headers: Record<string, unknown> }, { view, refreshToken }: SignedIn) {
  set.headers['cache-control'] = 'no-store'
  set.headers['set-cookie'] = [
    formatCookie(accessCookie, view.accessToken, 15 * 60),
    formatCookie(refreshCookie, refreshToken, sessionDays * 86_400),
  ]
  return view
}

function refuseInsecure(visit: Visit): void {
  if (visit.isPrivate) return
  throw insecureTransport()
}

/** A form on another site could otherwise sign somebody into a stranger's account. */
function refuseForeignOrigin(request: Request, visit: Visit): void {
  if (request.headers.has('origin')) refuseCrossSite(request, visit.host)
}
