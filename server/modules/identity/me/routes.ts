import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { beforeFactor, named, needs, sessionOnly, steppedUp } from '../../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../../http/session/session.ts'
import type { IdentityDeps } from '../deps.ts'
import { siteOf } from '../factors/verify-passkey.ts'
import { anonymousCtx, requireTrusted } from '../public-requests.ts'
import { changePassword } from './change-password.ts'
import {
  ChangePassword,
  MySessionList,
  MySessionsQuery,
  PasswordLink,
  ResetConfirm,
  ResetRequest,
  StepUpBody,
} from './contract.ts'
import { sessionIdOf, stepUp } from './step-up.ts'
import { confirmReset, makePasswordLink, requestReset } from './reset-password.ts'
import { endMySessions, listMySessions } from './sessions.ts'

const group = 'Sign-in'
const done = { response: { 204: t.Void() } } as const

export const ownRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post(
      '/auth/step-up',
      async ({ ctx, requestContext, body, set }) => {
        await stepUp(deps, ctx, siteOf(requestContext), body)
        set.status = 204
      },
      {
        ...named(
          'stepUp',
          beforeFactor(
            sessionOnly(
              needs(
                'session',
                group,
                'Confirm who you are, for what asks for it within 15 minutes',
                ['wrong_credentials', 'wrong_proof', 'too_many_requests', 'session_needed'],
              ),
            ),
          ),
        ),
        body: StepUpBody,
        ...done,
      },
    )
    .post(
      '/me/password',
      async ({ ctx, requestContext, body, set }) => {
        await changePassword(deps, ctx, tenantOf(requestContext), body)
        set.status = 204
      },
      {
        ...named(
          'changePassword',
          sessionOnly(
            needs('session', group, 'Change your password; all your other sessions end', [
              'invalid_request',
              'too_many_requests',
              'session_needed',
            ]),
          ),
        ),
        body: ChangePassword,
        ...done,
      },
    )
    .get('/me/sessions', ({ ctx, query }) => listMySessions(deps, ctx, query as MySessionsQuery), {
      ...named(
        'listMySessions',
        sessionOnly(
          needs('session', group, 'Where you are signed in', ['session_needed', 'invalid_request']),
        ),
      ),
      query: MySessionsQuery,
      response: { 200: MySessionList },
    })
    .delete(
      '/me/sessions',
      async ({ ctx, set }) => {
        await endMySessions(deps, ctx, { except: sessionIdOf(ctx) })
        set.status = 204
      },
      {
        ...named(
          'endOtherSessions',
          sessionOnly(needs('session', group, 'End all sessions but this one', ['session_needed'])),
        ),
        ...done,
      },
    )
    .delete(
      '/me/sessions/:id',
      async ({ ctx, params, set }) => {
        await endMySessions(deps, ctx, { only: params.id })
        set.status = 204
      },
      {
        ...named(
          'endMySession',
          sessionOnly(
            needs('session', group, 'End one of your sessions', ['not_found', 'session_needed']),
          ),
        ),
        params: IdParams,
        ...done,
      },
    )

export const passwordRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post(
      '/auth/password-reset',
      async ({ requestContext, body, set }) => {
        await requestReset(deps, anonymousCtx(requestContext), body, requestContext.home)
        set.status = 202
      },
      {
        ...named(
          'requestPasswordReset',
          needs('public', group, 'Ask for a link to choose a new password', [
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        body: ResetRequest,
        response: { 202: t.Void() },
      },
    )
    .post(
      '/auth/password-reset/confirm',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        await confirmReset(deps, anonymousCtx(requestContext), tenantOf(requestContext), body)
        set.status = 204
      },
      {
        ...named(
          'confirmPasswordReset',
          needs('public', group, 'Choose a new password by a link; all sessions end', [
            'link_over',
            'too_many_requests',
            'unknown_tenant',
            'invalid_request',
          ]),
        ),
        body: ResetConfirm,
        ...done,
      },
    )
    .post(
      '/members/:id/password-link',
      async ({ ctx, params, requestContext, set }) => {
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return makePasswordLink(deps, ctx, params.id, requestContext.home)
      },
      {
        ...named(
          'makePasswordLink',
          sessionOnly(
            steppedUp(
              needs('members:write', 'Members', 'Make a link for a member’s new password', [
                'not_found',
                'wrong_state',
                'session_needed',
              ]),
            ),
          ),
        ),
        params: IdParams,
        response: { 201: PasswordLink },
      },
    )
