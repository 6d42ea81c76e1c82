import { Elysia, t } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { named, needs, steppedUp } from '../../../http/needs.ts'
import { type SessionPlugin, tenantOf } from '../../../http/session/session.ts'
import type { IdentityDeps } from '../deps.ts'
import { SignInAnswer } from '../factors/contract.ts'
import { answerSignedIn, anonymousCtx, signInPlaceOf, requireTrusted } from '../public-requests.ts'
import { acceptInvitation, describeInvitation } from './accept.ts'
import {
  AcceptBody,
  InvitationList,
  InvitationLook,
  InvitationsQuery,
  InviteBody,
  LookBody,
  SentInvitation,
  SentInvitations,
} from './contract.ts'
import { invite, listInvitations, resendInvitation, withdrawInvitation } from './invite.ts'

const group = 'Members'

export const invitationRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/invitations', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listInvitations(deps, ctx, query as InvitationsQuery), {
      ...named(
        'listInvitations',
        needs('members:write', group, 'Invitations that are open', ['invalid_request']),
      ),
      query: InvitationsQuery,
      response: { 200: InvitationList },
    })
    .post(
      '/',
      async ({ ctx, body, requestContext, set }) => {
        const sent = await invite(deps, ctx, body, requestContext.home)
        set.status = 201
        set.headers['cache-control'] = 'no-store'
        return sent
      },
      {
        ...named(
          'inviteMembers',
          steppedUp(
            needs('members:write', group, 'Invite people, each by a link of their own', [
              'already_exists',
              'invalid_request',
            ]),
          ),
        ),
        body: InviteBody,
        response: { 201: SentInvitations },
      },
    )
    .post(
      '/:id/resend',
      async ({ ctx, params, requestContext, set }) => {
        set.headers['cache-control'] = 'no-store'
        return resendInvitation(deps, ctx, params.id, requestContext.home)
      },
      {
        ...named(
          'resendInvitation',
          steppedUp(
            needs('members:write', group, 'Send a new link; the earlier one stops working', [
              'not_found',
            ]),
          ),
        ),
        params: IdParams,
        response: { 200: SentInvitation },
      },
    )
    .delete(
      '/:id',
      async ({ ctx, params, set }) => {
        await withdrawInvitation(deps, ctx, params.id)
        set.status = 204
      },
      {
        ...named(
          'withdrawInvitation',
          needs('members:write', group, 'Withdraw an invitation; its link stops working', [
            'not_found',
          ]),
        ),
        params: IdParams,
        response: { 204: t.Void() },
      },
    )

/** For unauthenticated holders of a link. */
export const joiningRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/auth/invitations', normalize: false })
    .use(deps.session)
    .post(
      '/look',
      ({ requestContext, body }) =>
        describeInvitation(
          deps,
          anonymousCtx(requestContext),
          tenantOf(requestContext),
          body.token,
        ),
      {
        ...named(
          'lookAtInvitation',
          needs('public', 'Sign-in', 'What an invitation is to', [
            'link_over',
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        body: LookBody,
        response: { 200: InvitationLook },
      },
    )
    .post(
      '/accept',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        const tenant = tenantOf(requestContext)
        const from = signInPlaceOf(request, requestContext)
        return answerSignedIn(
          set,
          await acceptInvitation(deps, anonymousCtx(requestContext), tenant, body, from),
        )
      },
      {
        ...named(
          'acceptInvitation',
          needs('public', 'Sign-in', 'Accept an invitation and sign in', [
            'link_over',
            'member_limit_reached',
            'too_many_requests',
            'unknown_tenant',
            'invalid_request',
          ]),
        ),
        body: AcceptBody,
        response: { 200: SignInAnswer },
      },
    )
