import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { beforeFactor, named, needs, sessionOnly, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { SessionView } from '../contract.ts'
import type { IdentityDeps } from '../deps.ts'
import { stepUpOptions } from '../me/step-up.ts'
import { answerSignedIn, anonymousCtx, signInPlaceOf, requireTrusted } from '../public-requests.ts'
import {
  AssertionBody,
  PasskeyOptions,
  PendingBody,
  RequirementBody,
  RequirementView,
  SecondStepBody,
} from './contract.ts'
import { passkeySignInOptions, signInByPasskey } from './passkey-sign-in.ts'
import { readRequirement, requireFactors } from './requirement.ts'
import { resetFactors } from './reset-factors.ts'
import { secondStepOptions, takeSecondStep } from './second-step.ts'
import { siteOf } from './verify-passkey.ts'

const group = 'Sign-in'

/** The second step of a sign-in, and sign-in by passkey alone. */
export const secondStepRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/auth', normalize: false })
    .use(deps.session)
    .post(
      '/second-factor',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        const from = signInPlaceOf(request, requestContext)
        return answerSignedIn(
          set,
          await takeSecondStep(
            deps,
            anonymousCtx(requestContext),
            siteOf(requestContext),
            body,
            from,
          ),
        )
      },
      {
        ...named(
          'takeSecondStep',
          needs('public', group, 'Take the second step of a sign-in, by code or passkey', [
            'wrong_proof',
            'sign_in_over',
            'too_many_requests',
            'unknown_tenant',
            'invalid_request',
          ]),
        ),
        body: SecondStepBody,
        response: { 200: SessionView },
      },
    )
    .post(
      '/second-factor/passkey',
      async ({ requestContext, body, set }) => {
        set.headers['cache-control'] = 'no-store'
        return secondStepOptions(
          deps,
          anonymousCtx(requestContext),
          siteOf(requestContext),
          body.pending,
        )
      },
      {
        ...named(
          'startSecondPasskey',
          needs('public', group, 'What a passkey is to sign as the second step', [
            'sign_in_over',
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        body: PendingBody,
        response: { 200: PasskeyOptions },
      },
    )
    .post(
      '/passkey/start',
      async ({ requestContext, set }) => {
        set.headers['cache-control'] = 'no-store'
        return passkeySignInOptions(deps, anonymousCtx(requestContext), siteOf(requestContext))
      },
      {
        ...named(
          'startPasskeySignIn',
          needs('public', group, 'What a passkey is to sign to sign in by itself', [
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        response: { 200: PasskeyOptions },
      },
    )
    .post(
      '/passkey',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        const from = signInPlaceOf(request, requestContext)
        const ctx = anonymousCtx(requestContext)
        return answerSignedIn(
          set,
          await signInByPasskey(deps, ctx, siteOf(requestContext), body.assertion, from),
        )
      },
      {
        ...named(
          'signInByPasskey',
          needs('public', group, 'Sign in by a passkey alone', [
            'wrong_proof',
            'too_many_requests',
            'unknown_tenant',
            'invalid_request',
          ]),
        ),
        body: AssertionBody,
        response: { 200: SessionView },
      },
    )
    .post(
      '/step-up/passkey',
      async ({ ctx, requestContext, set }) => {
        set.headers['cache-control'] = 'no-store'
        return stepUpOptions(deps, ctx, siteOf(requestContext))
      },
      {
        ...named(
          'startStepUpPasskey',
          beforeFactor(
            sessionOnly(
              needs('session', group, 'What a passkey is to sign to confirm who you are', [
                'session_needed',
              ]),
            ),
          ),
        ),
        response: { 200: PasskeyOptions },
      },
    )

/** An organisation's second-factor requirement. */
export const requirementRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/organisation/second-factor', ({ ctx }) => readRequirement(deps, ctx), {
      ...named(
        'readSecondFactorRequirement',
        needs('settings:read', 'Members', 'Whether everybody here needs a second factor'),
      ),
      response: { 200: RequirementView },
    })
    .put('/organisation/second-factor', ({ ctx, body }) => requireFactors(deps, ctx, body), {
      ...named(
        'requireSecondFactor',
        sessionOnly(
          steppedUp(
            needs(
              'settings:write',
              'Members',
              'Require a second factor of everybody after some days of grace, or no longer',
              ['session_needed', 'invalid_request'],
            ),
          ),
        ),
      ),
      body: RequirementBody,
      response: { 200: RequirementView },
    })
    .delete(
      '/members/:id/factors',
      async ({ ctx, params, set }) => {
        await resetFactors(deps, ctx, params.id)
        set.status = 204
      },
      {
        ...named(
          'resetMemberFactors',
          sessionOnly(
            steppedUp(
              needs('members:write', 'Members', 'Take away the factors of somebody who lost them', [
                'not_found',
                'wrong_state',
                'session_needed',
              ]),
            ),
          ),
        ),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )
