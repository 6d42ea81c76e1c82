import { Elysia, t } from 'elysia'
import { needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { ScenarioParams } from '../contract.ts'
import { cancelTrial } from './cancel-trial.ts'
import { StartDryRun, StartRegression, TrialList, TrialParams, TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { listTrials, readTrial } from './read-trial.ts'
import { startDryRun } from './start-dry-run.ts'
import { startRegression } from './start-regression.ts'

const group = 'Scenarios'

export const trialRoutes = (deps: TrialDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios/:id', normalize: false })
    .use(deps.session)
    .post(
      '/dry-run',
      async ({ ctx, params, body, set }) => {
        set.status = 202
        return startDryRun(deps, ctx, params.id, body)
      },
      {
        ...needs(
          'scenarios:write',
          group,
          'Run the draft on a meeting’s transcript without changing the meeting',
          [
            'not_found',
            'wrong_state',
            'cost_unconfirmed',
            'scenario_invalid',
            'too_many_requests',
            'unavailable',
          ],
        ),
        params: ScenarioParams,
        body: StartDryRun,
        response: { 202: TrialView },
      },
    )
    .post(
      '/regression',
      async ({ ctx, params, body, set }) => {
        set.status = 202
        return startRegression(deps, ctx, params.id, body ?? {})
      },
      {
        ...needs(
          'scenarios:write',
          group,
          'Run the draft’s test cases and the scenario’s example meetings; publishing needs a green run',
          ['not_found', 'cost_unconfirmed', 'scenario_invalid', 'too_many_requests', 'unavailable'],
        ),
        params: ScenarioParams,
        body: t.Optional(StartRegression),
        response: { 202: TrialView },
      },
    )
    .get('/trials', ({ ctx, params }) => listTrials(deps, ctx, params.id), {
      ...needs('scenarios:write', group, 'The newest trials of the draft', ['not_found']),
      params: ScenarioParams,
      response: { 200: TrialList },
    })
    .get('/trials/:trialId', ({ ctx, params }) => readTrial(deps, ctx, params.id, params.trialId), {
      ...needs('scenarios:write', group, 'State and report of a trial, which is kept for a day', [
        'not_found',
      ]),
      params: TrialParams,
      response: { 200: TrialView },
    })
    .post(
      '/trials/:trialId/cancel',
      ({ ctx, params }) => cancelTrial(deps, ctx, params.id, params.trialId),
      {
        ...needs(
          'scenarios:write',
          group,
          'Cancel a trial that you started, so that it makes no more calls to a model',
          ['not_found'],
        ),
        params: TrialParams,
        response: { 200: TrialView },
      },
    )
