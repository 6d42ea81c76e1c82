import { Elysia, t } from 'elysia'
import {
  accessCookie,
  formatCookie,
  readCookie,
  refreshCookie,
} from '../../http/session/cookies.ts'
import { beforeFactor, needs, sessionOnly } from '../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../http/session/session.ts'
import { refuseCrossSite } from '../../http/session/request-context.ts'
import { AppError } from '../../platform/errors.ts'
import { LoginBody, MeView, PatchMe, SessionView, TenantHere } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import { emailRoutes } from './email/routes.ts'
import { SignInAnswer } from './factors/contract.ts'
import { factorRoutes } from './factors/routes.ts'
import { requirementRoutes, secondStepRoutes } from './factors/sign-in-routes.ts'
import { changeMe, getMe } from './profile.ts'
import { invitationRoutes, joiningRoutes } from './invitations/routes.ts'
import { domainRoutes } from './joining/routes.ts'
import type { RulesDeps } from './joining/rules.ts'
import { organisationRoutes } from './organisation/routes.ts'
import { memberRoutes } from './members/routes.ts'
import { refreshSession } from './refresh-session.ts'
import { ownRoutes, passwordRoutes } from './me/routes.ts'
import { answerSignedIn, anonymousCtx, signInPlaceOf, requireTrusted } from './public-requests.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { toTenantHere } from './view.ts'

export const identityRoutes = (deps: IdentityDeps & RulesDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/auth/tenant', ({ requestContext }) => toTenantHere(tenantOf(requestContext)), {
      ...needs('public', 'Sign-in', 'Whether people can sign in at this address', [
        'no_tenant',
        'unknown_tenant',
        'tenant_suspended',
      ]),
      response: { 200: TenantHere },
    })
    .post(
      '/auth/login',
      async ({ requestContext, body, request, set }) => {
        const ctx = anonymousCtx(requestContext)
        requireTrusted(request, requestContext)
        return answerSignedIn(
          set,
          await signIn(deps, ctx, body, signInPlaceOf(request, requestContext)),
        )
      },
      {
        ...needs(
          'public',
          'Sign-in',
          'Sign in with email and password',
          ['wrong_credentials', 'too_many_requests', 'unknown_tenant', 'invalid_request'],
          'Opens a session. For somebody with a second factor it answers `pending` and `methods` instead, and sets no cookie: send `pending` with a code or a passkey’s assertion to `/auth/second-factor` within 5 minutes.',
        ),
        body: LoginBody,
        response: { 200: SignInAnswer },
      },
    )
    .post(
      '/auth/refresh',
      async ({ requestContext, request, set }) => {
        const ctx = anonymousCtx(requestContext)
        refuseCrossSite(request, requestContext.host)
        const token = readCookie(request, refreshCookie)
        if (!token)
          throw new AppError('unauthenticated', 'Sign in first.', [], {}, 'Сначала войдите.')
        return answerSignedIn(set, await refreshSession(deps, ctx, token))
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
        ...beforeFactor(
          sessionOnly(needs('session', 'Sign-in', 'End this session at once', ['session_needed'])),
        ),
        response: { 204: t.Void() },
      },
    )
    .get('/me', ({ ctx, requestContext }) => getMe(deps, ctx, tenantOf(requestContext)), {
      ...beforeFactor(needs('session', 'Sign-in', 'Who is signed in, and what they may do')),
      response: { 200: MeView },
    })
    .patch(
      '/me',
      ({ ctx, requestContext, body }) => changeMe(deps, ctx, tenantOf(requestContext), body),
      {
        ...beforeFactor(
          needs('session', 'Sign-in', 'Change your own name, language or time zone', [
            'invalid_request',
          ]),
        ),
        body: PatchMe,
        response: { 200: MeView },
      },
    )
    .use(memberRoutes(deps))
    .use(invitationRoutes(deps))
    .use(joiningRoutes(deps))
    .use(ownRoutes(deps))
    .use(passwordRoutes(deps))
    .use(organisationRoutes(deps))
    .use(domainRoutes(deps))
    .use(factorRoutes(deps))
    .use(secondStepRoutes(deps))
    .use(requirementRoutes(deps))
    .use(emailRoutes(deps))
