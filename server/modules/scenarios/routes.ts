import { Elysia } from 'elysia'
import { needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { ScenarioList, ScenarioParams, ScenarioVersionView, VersionParams } from './contract.ts'
import type { ScenarioDeps } from './deps.ts'
import { draftRoutes } from './drafts/routes.ts'
import { listScenarios, readVersion } from './list-scenarios.ts'
import { Scorecard, ScoreSummaries } from './scorecard/contract.ts'
import { readScorecard, readScoreSummaries } from './scorecard/read-scorecard.ts'
import { versionRoutes } from './versions/routes.ts'

const group = 'Scenarios'

export const scenarioRoutes = (deps: ScenarioDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx }) => listScenarios(deps, ctx), {
      ...needs('scenarios:read', group, 'Scenarios that a meeting can use, built-in and own'),
      response: { 200: ScenarioList },
    })
    .get(
      '/:id/versions/:version',
      ({ ctx, params }) => readVersion(deps, ctx, params.id, params.version),
      {
        ...needs('scenarios:read', group, 'One version with its sections and fields', [
          'not_found',
        ]),
        params: VersionParams,
        response: { 200: ScenarioVersionView },
      },
    )
    .get('/:id/scorecard', ({ ctx, params }) => readScorecard(deps, ctx, params.id), {
      ...needs('scenarios:read', group, 'Scores of each version over the organisation’s meetings', [
        'not_found',
      ]),
      params: ScenarioParams,
      response: { 200: Scorecard },
    })
    .get('/scorecards', ({ ctx }) => readScoreSummaries(deps, ctx), {
      ...needs('scenarios:read', group, 'Main scores of all versions'),
      response: { 200: ScoreSummaries },
    })
    .use(draftRoutes(deps))
    .use(versionRoutes(deps))
