import { Elysia, t } from 'elysia'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { ScenarioParams } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { AddGolden, GoldenList, GoldenParams, GoldenView } from './contract.ts'
import { addGolden, deleteGolden, listGoldens } from './goldens.ts'

const group = 'Scenarios'

export const goldenRoutes = (deps: ScenarioDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios/:id/goldens', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, params }) => listGoldens(deps, ctx, params.id), {
      ...needs(
        'scenarios:write',
        group,
        'Example meetings: accepted meetings that new versions are tested with',
        ['not_found'],
      ),
      params: ScenarioParams,
      response: { 200: GoldenList },
    })
    .post(
      '/',
      async ({ ctx, params, body, set }) => {
        set.status = 201
        return addGolden(deps, ctx, params.id, body.meetingId)
      },
      {
        ...needs(
          'scenarios:write',
          group,
          'Add an accepted meeting as an example that new versions are tested with',
          ['not_found', 'wrong_state'],
        ),
        params: ScenarioParams,
        body: AddGolden,
        response: { 201: GoldenView },
      },
    )
    .delete(
      '/:goldenId',
      async ({ ctx, params, set }) => {
        await deleteGolden(deps, ctx, params.id, params.goldenId)
        set.status = 204
      },
      {
        ...needs('scenarios:write', group, 'Remove an example meeting', ['not_found']),
        params: GoldenParams,
        response: { 204: t.Void() },
      },
    )
