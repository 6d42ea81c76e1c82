import { Elysia } from 'elysia'
import { Closed, IdParams, PageQuery } from '../../../http/contract.ts'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { InteractionBodyView, InteractionPage } from '../contract.ts'
import type { Cursors } from '../../../platform/cursors.ts'
import type { AnalysisDeps } from '../deps.ts'
import { listInteractions, readInteractionBody } from './read-interactions.ts'

const group = 'Calls to models'

export const interactionRoutes = (
  deps: AnalysisDeps & { session: SessionPlugin; cursors: Cursors },
) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get(
      '/meetings/:id/interactions',
      ({ ctx, params, query }) => listInteractions(deps, ctx, params.id, query),
      {
        ...needs('interactions:read', group, 'Calls to a language model for a meeting', [
          'not_found',
        ]),
        params: IdParams,
        query: Closed(PageQuery),
        response: { 200: InteractionPage },
      },
    )
    .get('/interactions/:id/body', ({ ctx, params }) => readInteractionBody(deps, ctx, params.id), {
      ...needs('interactions:read', group, 'The prompt as it was sent and the answer; audited', [
        'not_found',
        'unavailable',
      ]),
      params: IdParams,
      response: { 200: InteractionBodyView },
    })
