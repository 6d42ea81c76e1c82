import { Elysia } from 'elysia'
import { setEtag } from '../../../http/etag.ts'
import { named, needs } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { expectedRev } from '../../../http/session/request-context.ts'
import type { SettingsDeps } from '../deps.ts'
import { PutScenarioRules, ScenarioRulesView } from './contract.ts'
import { putScenarioRules, readScenarioRules } from './rules.ts'

const group = 'Settings'

export const proposalRoutes = (deps: SettingsDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/settings/scenario-rules', normalize: false })
    .use(deps.session)
    .get('/', async ({ ctx, set }) => setEtag(set, await readScenarioRules(deps, ctx)), {
      ...named(
        'readScenarioRules',
        needs('scenarios:read', group, 'Which scenario is proposed for which new meetings'),
      ),
      response: { 200: ScenarioRulesView },
    })
    .put(
      '/',
      async ({ ctx, body, headers, set }) =>
        setEtag(set, await putScenarioRules(deps, ctx, body, expectedRev(headers))),
      {
        ...named(
          'putScenarioRules',
          needs('settings:write', group, 'Say which scenario is proposed for which new meetings', [
            'precondition_failed',
            'invalid_request',
          ]),
        ),
        body: PutScenarioRules,
        response: { 200: ScenarioRulesView },
      },
    )
