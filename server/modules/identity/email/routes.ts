import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { named, needs, sessionOnly, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import type { IdentityDeps } from '../deps.ts'
import { MemberView } from '../members/contract.ts'
import { anonymousCtx } from '../public-requests.ts'
import {
  requestEmailChange,
  cancelEmailChange,
  changeMemberEmail,
  confirmEmailChange,
} from './change-email.ts'
import { requestEmailProof } from './prove-email.ts'
import { ConfirmEmail, EmailChangeView, NewEmail } from './contract.ts'

const group = 'Sign-in'

export const emailRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post(
      '/me/email',
      async ({ ctx, body, requestContext, set }) => {
        await requestEmailChange(deps, ctx, body, requestContext.home)
        set.status = 202
      },
      {
        ...named(
          'askForEmailChange',
          sessionOnly(
            steppedUp(
              needs(
                'session',
                group,
                'Change your email: links go to the old and the new address, and both must be opened',
                ['wrong_state', 'too_many_requests', 'session_needed', 'invalid_request'],
              ),
            ),
          ),
        ),
        body: NewEmail,
        response: { 202: t.Void() },
      },
    )
    .delete(
      '/me/email',
      async ({ ctx, set }) => {
        await cancelEmailChange(deps, ctx)
        set.status = 204
      },
      {
        ...named(
          'cancelEmailChange',
          sessionOnly(
            needs('session', group, 'Withdraw a change of email that waits', ['session_needed']),
          ),
        ),
        response: { 204: t.Void() },
      },
    )
    .post(
      '/me/email/proof',
      async ({ ctx, requestContext, set }) => {
        await requestEmailProof(deps, ctx, requestContext.home)
        set.status = 202
      },
      {
        ...named(
          'askForEmailProof',
          sessionOnly(
            needs(
              'session',
              group,
              'Prove that your address is yours: a link goes there, and works with your password',
              ['wrong_state', 'too_many_requests', 'session_needed', 'mail_limit_reached'],
            ),
          ),
        ),
        response: { 202: t.Void() },
      },
    )
    .post(
      '/auth/email-change/confirm',
      ({ requestContext, body }) =>
        confirmEmailChange(deps, anonymousCtx(requestContext), body.token),
      {
        ...named(
          'confirmEmailChange',
          needs('public', group, 'Agree to a change of email by a link', [
            'link_over',
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        body: ConfirmEmail,
        response: { 200: EmailChangeView },
      },
    )
    .post(
      '/members/:id/email',
      ({ ctx, params, body }) => changeMemberEmail(deps, ctx, params.id, body),
      {
        ...named(
          'changeMemberEmail',
          sessionOnly(
            steppedUp(
              needs(
                'members:write',
                'Members',
                'Give a member another email, where no mail is sent that could prove it',
                ['not_found', 'wrong_state', 'already_exists', 'session_needed'],
              ),
            ),
          ),
        ),
        params: IdParams,
        body: NewEmail,
        response: { 200: MemberView },
      },
    )
