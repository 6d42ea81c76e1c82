import { Elysia, t } from 'elysia'
import { setEtag } from '../../../http/etag.ts'
import { named, needs, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { expectedRev } from '../../../http/session/request-context.ts'
import type { IdentityDeps } from '../deps.ts'
import { anonymousCtx, requireTrusted } from '../public-requests.ts'
import { requestToJoin } from './request-to-join.ts'
import { AskToJoin, JoiningView, PatchJoining } from './contract.ts'
import { changeJoining, readJoining, type RulesDeps } from './rules.ts'

const group = 'Settings'

export const domainRoutes = (deps: IdentityDeps & RulesDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .get('/settings/joining', async ({ ctx, set }) => setEtag(set, await readJoining(deps, ctx)), {
      ...named('readJoining', needs('settings:read', group, 'Who may join by email domain')),
      response: { 200: JoiningView },
    })
    .patch(
      '/settings/joining',
      async ({ ctx, body, headers, set }) =>
        setEtag(set, await changeJoining(deps, ctx, body, expectedRev(headers))),
      {
        ...named(
          'changeJoining',
          steppedUp(
            needs(
              'settings:write',
              group,
              'Change who may join by email domain, and as what',
              ['precondition_failed', 'invalid_request', 'wrong_state'],
              'Only the domain of an address that an owner has proved, never that of a public mail provider. Subdomains are domains of their own.',
            ),
          ),
        ),
        body: PatchJoining,
        response: { 200: JoiningView },
      },
    )
    .post(
      '/auth/join',
      async ({ requestContext, body, request, set }) => {
        requireTrusted(request, requestContext)
        await requestToJoin(deps, anonymousCtx(requestContext), body.email, requestContext.home)
        set.status = 202
      },
      {
        ...named(
          'askToJoin',
          needs('public', 'Sign-in', 'Have a link sent to join, where the domain is allowed', [
            'too_many_requests',
            'unknown_tenant',
            'invalid_request',
          ]),
        ),
        body: AskToJoin,
        response: { 202: t.Void() },
      },
    )
