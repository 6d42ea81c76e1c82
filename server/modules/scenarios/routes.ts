import { Type } from '@sinclair/typebox'
import { Elysia } from 'elysia'
import { Closed } from '../../http/contract.ts'
import { needs } from '../../http/needs.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { notFound } from '../../platform/errors.ts'
import type { Packs } from './catalogue.ts'
import { ScenarioList, ScenarioVersionView } from './contract.ts'
import { toSummary, toVersionView } from './view.ts'

const group = 'Scenarios'

export const scenarioRoutes = (deps: { packs: Packs; session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios', normalize: false })
    .use(deps.session)
    .get('/', () => ({ data: deps.packs.list().map(toSummary) }), {
      ...needs('scenarios:read', group, 'Scenarios that a meeting can use'),
      response: { 200: ScenarioList },
    })
    .get(
      '/:id/versions/:version',
      ({ params }) => {
        const pack = deps.packs.find(params.id, params.version)
        if (!pack) throw notFound('scenario version')
        return toVersionView(pack)
      },
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
