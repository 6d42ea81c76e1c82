import { Elysia } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { InteractionBodyView, InteractionsView } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { listInteractions, readInteractionBody } from './read-interactions.ts'

const group = 'Calls to models'

export const interactionRoutes = (deps: AnalysisDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1', normalize: false })
    .use(deps.session)
    .get(
      '/meetings/:id/interactions',
      ({ ctx, params }) => listInteractions(deps, ctx, params.id),
      {
        ...needs('interactions:read', group, 'Calls to a language model for a meeting', [
          'not_found',
        ]),
        params: IdParams,
        response: { 200: InteractionsView },
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
