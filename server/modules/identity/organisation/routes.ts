import { Elysia, t } from 'elysia'
import { named, needs, sessionOnly, steppedUp } from '../../../http/needs.ts'
import { anyTenantOf, type SessionPlugin } from '../../../http/session/session.ts'
import { systemCtx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import { MemberView } from '../members/contract.ts'
import { requireTrusted } from '../public-requests.ts'
import { closeOrganisation, reopenOrganisation } from './close.ts'
import { ClosedView, HandOverBody, ReopenBody } from './contract.ts'
import { transferOrganisation } from './transfer-organisation.ts'

const group = 'Members'

export const organisationRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/organisation', normalize: false })
    .use(deps.session)
    .post(
      '/transfer',
      ({ ctx, body }) => transferOrganisation(deps, ctx, body.userId.toLowerCase()),
      {
        ...named(
          'handOverOrganisation',
          sessionOnly(
            steppedUp(
              needs(
                'organisation:write',
                group,
                'Make another member the owner in your place; you become an administrator',
                ['not_found', 'invalid_request', 'session_needed'],
              ),
            ),
          ),
        ),
        body: HandOverBody,
        response: { 200: MemberView },
      },
    )
    .post('/close', ({ ctx }) => closeOrganisation(deps, ctx), {
      ...named(
        'closeOrganisation',
        sessionOnly(
          steppedUp(
            needs(
              'organisation:write',
              group,
              'Close the organisation; for 30 days its owner can open it again',
              ['wrong_state', 'session_needed', 'conflict', 'unavailable'],
              'What it pays for by card ends at once, and nothing is paid back.',
            ),
          ),
        ),
      ),
      response: { 200: ClosedView },
    })
    .post(
      '/reopen',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        const tenant = anyTenantOf(requestContext)
        const ctx = {
          ...systemCtx(tenant.id, 'reopen', requestContext.requestId),
          address: requestContext.address,
          locale: requestContext.locale,
        }
        await reopenOrganisation(deps, ctx, tenant, body)
        set.status = 204
      },
      {
        ...named(
          'reopenOrganisation',
          needs('public', group, 'Open an organisation again that its owner closed', [
            'wrong_credentials',
            'wrong_proof',
            'wrong_state',
            'too_many_requests',
            'unknown_tenant',
          ]),
        ),
        body: ReopenBody,
        response: { 204: t.Void() },
      },
    )
