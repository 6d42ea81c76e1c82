import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { Closed } from '../../http/contract.ts'
import { needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { ScenarioList, ScenarioVersionView } from './contract.ts'
import type { ScenarioDeps } from './deps.ts'
import { listScenarios, readVersion } from './list-scenarios.ts'

const group = 'Scenarios'

export const scenarioRoutes = (deps: ScenarioDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx }) => listScenarios(deps, ctx), {
      ...needs('scenarios:read', group, 'Scenarios that a meeting can use'),
      response: { 200: ScenarioList },
    })
    .get(
      '/:id/versions/:version',
      ({ ctx, params }) => readVersion(deps, ctx, params.id, params.version),
      {
        ...needs('scenarios:read', group, 'One version with its sections and fields', [
          'not_found',
        ]),
        params: Closed({
          id: Type.String({ maxLength: 80 }),
          version: Type.String({ maxLength: 40 }),
        }),
        response: { 200: ScenarioVersionView },
      },
    )
