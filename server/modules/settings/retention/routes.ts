import { Elysia } from 'elysia'
import { setEtag } from '../../../http/etag.ts'
import { named, needs, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { expectedRev } from '../../../http/session/request-context.ts'
import type { SettingsDeps } from '../deps.ts'
import { DryRunBody, DryRunView, PatchRetention, RetentionView } from './contract.ts'
import { changeRetention, readRetention, previewRetention } from './rules.ts'

const group = 'Settings'

export const retentionRoutes = (deps: SettingsDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/settings/retention', normalize: false })
    .use(deps.session)
    .get('/', async ({ ctx, set }) => setEtag(set, await readRetention(deps, ctx)), {
      ...named('readRetention', needs('settings:read', group, 'How long what is kept')),
      response: { 200: RetentionView },
    })
    .patch(
      '/',
      async ({ ctx, body, headers, set }) =>
        setEtag(set, await changeRetention(deps, ctx, body, expectedRev(headers))),
      {
        ...named(
          'changeRetention',
          steppedUp(
            needs(
              'settings:write',
              group,
              'Change how long what is kept; what is older goes from the next full hour on',
              ['precondition_failed', 'invalid_request', 'retention_limit_reached'],
              'Quotes belong to the result: they stay when the transcript goes. Meetings that are worked on, and uploads under way, are never touched.',
            ),
          ),
        ),
        body: PatchRetention,
        response: { 200: RetentionView },
      },
    )
    .post('/dry-run', ({ ctx, body }) => previewRetention(deps, ctx, body), {
      ...named(
        'tryRetention',
        needs('settings:read', group, 'What would go under these rules; nothing is changed', [
          'invalid_request',
        ]),
      ),
      body: DryRunBody,
      response: { 200: DryRunView },
    })
