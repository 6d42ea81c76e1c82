import { Elysia, t } from 'elysia'
import { named, needs } from '../../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../../http/session/session.ts'
import type { RequestContext } from '../../../http/session/request-context.ts'
import { type Ctx, systemCtx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { SignInAnswer } from '../factors/contract.ts'
import { answerSignedIn, signInPlaceOf, requireTrusted } from '../public-requests.ts'
import {
  ConfirmBody,
  FindBody,
  SignedUp,
  SignUpBody,
  SignUpState,
  SlugQuery,
  SlugView,
  TokenBody,
} from './contract.ts'
import type { SignUpDeps } from './deps.ts'
import { confirmEmail, signInByLink } from './sign-in-by-link.ts'
import { findOrganisations } from './find-organisation.ts'
import type { Newcomer } from './newcomer.ts'
import { checkSlug, signUp } from './sign-up.ts'

const group = 'Sign-up'

export const signUpRoutes = (deps: SignUpDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get('/sign-up', ({ requestContext }) => stateOf(deps, requestContext), {
      ...named(
        'readSignUp',
        needs('public', group, 'Whether organisations can sign up here', ['not_found']),
      ),
      response: { 200: SignUpState },
    })
    .get(
      '/sign-up/address',
      ({ requestContext, query }) => {
        requireBareHost(requestContext)
        return checkSlug(deps, requestContext, query as SlugQuery)
      },
      {
        ...named(
          'readAddress',
          needs('public', group, 'Propose an address for an organisation, or look at one', [
            'not_found',
            'sign_up_closed',
            'too_many_requests',
          ]),
        ),
        query: SlugQuery,
        response: { 200: SlugView },
      },
    )
    .post(
      '/sign-up',
      async ({ requestContext, body, request, set }) => {
        requireBareHost(requestContext)
        requireTrusted(request, requestContext)
        const done = await signUp(deps, newcomerOf(deps, requestContext, request), body)
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return done
      },
      {
        ...named(
          'signUp',
          needs('public', group, 'Make an organisation and its owner', [
            'not_found',
            'sign_up_closed',
            'link_over',
            'already_exists',
            'too_many_requests',
          ]),
        ),
        body: SignUpBody,
        response: { 201: SignedUp },
      },
    )
    .post(
      '/find-organisation',
      async ({ requestContext, body, request, set }) => {
        requireBareHost(requestContext)
        requireTrusted(request, requestContext)
        await findOrganisations(deps, newcomerOf(deps, requestContext, request), body.email)
        set.status = 202
      },
      {
        ...named(
          'findOrganisation',
          needs('public', group, 'Have it written to you where you sign in', [
            'not_found',
            'too_many_requests',
          ]),
        ),
        body: FindBody,
        response: { 202: t.Void() },
      },
    )
    .post(
      '/auth/enter',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        const ctx = ctxIn(tenantOf(requestContext).id, requestContext)
        return answerSignedIn(
          set,
          await signInByLink(deps, ctx, body.token, signInPlaceOf(request, requestContext)),
        )
      },
      {
        ...named(
          'enter',
          needs('public', 'Sign-in', 'Sign in by the link that signing up gave', [
            'link_over',
            'too_many_requests',
          ]),
        ),
        body: TokenBody,
        response: { 200: SignInAnswer },
      },
    )
    .post(
      '/auth/confirm-email',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        if (!requestContext.tenant)
          throw new AppError(
            'unknown_tenant',
            'There is no such organisation.',
            [],
            {},
            'Такой организации нет. Проверьте, нет ли опечатки.',
          )
        // Opens an unproved organisation; a suspended one stays suspended.
        const tenant =
          requestContext.tenant.status === 'unproved'
            ? requestContext.tenant
            : tenantOf(requestContext)
        const ctx = ctxIn(tenant.id, requestContext)
        return answerSignedIn(
          set,
          await confirmEmail(deps, ctx, body, signInPlaceOf(request, requestContext)),
        )
      },
      {
        ...named(
          'confirmEmail',
          needs('public', 'Sign-in', 'Prove your address; your organisation opens', [
            'link_over',
            'unknown_tenant',
            'wrong_credentials',
            'too_many_requests',
          ]),
        ),
        body: ConfirmBody,
        response: { 200: SignInAnswer },
      },
    )

function stateOf(deps: SignUpDeps, requestContext: RequestContext): SignUpState {
  requireBareHost(requestContext)
  return {
    mode: deps.signUp,
    provesEmail: deps.hasMail,
    baseHost: `${deps.tenantBaseDomain}${portOf(requestContext)}`,
  }
}

/** Sign-up is available only at a host without an organisation. */
function requireBareHost({ slug }: RequestContext): void {
  if (slug === null) return
  throw new AppError(
    'not_found',
    'Organisations sign up at the main address of this installation, not at that of another organisation.',
    [],
    {},
    'Организации регистрируются по общему адресу этого AAM, а не по адресу другой организации.',
  )
}

const portOf = ({ host }: RequestContext): string => /:\d+$/.exec(host)?.[0] ?? ''

const newcomerOf = (
  { homeOf }: SignUpDeps,
  requestContext: RequestContext,
  request: Request,
): Newcomer => ({
  requestId: requestContext.requestId,
  address: requestContext.address,
  locale: requestContext.locale,
  signal: request.signal,
  originOf: homeOf,
})

const ctxIn = (tenantId: string, requestContext: RequestContext): Ctx => ({
  ...systemCtx(tenantId, 'sign-in', requestContext.requestId),
  address: requestContext.address,
})
