import { Elysia, t } from 'elysia'
import { setEtag } from '../../../http/etag.ts'
import { MAX_BUNDLE_BYTES } from '../../../../plugins/engine/index.ts'
import { needs, upTo } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import { expectedRev } from '../../../http/session/request-context.ts'
import {
  CheckFiles,
  CheckNewFiles,
  CheckView,
  CreateScenario,
  DraftView,
  FilesCheckView,
  SaveDraft,
  ScenarioParams,
} from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { checkDraft, checkNewFiles } from './check-draft.ts'
import { createScenario } from './create-scenario.ts'
import { deleteDraft, readDraft, saveDraft } from './draft.ts'

const group = 'Scenarios'

export const draftRoutes = (deps: ScenarioDeps & { session: SessionPlugin }) =>
  new Elysia({ normalize: false })
    .use(deps.session)
    .post(
      '/',
      async ({ ctx, body, set }) => {
        set.status = 201
        return setEtag(set, await createScenario(deps, ctx, body))
      },
      {
        ...upTo(
          MAX_BUNDLE_BYTES,
          needs(
            'scenarios:write',
            group,
            'Create a scenario of your own: empty, as a copy, or from the files of an exported one',
            ['already_exists', 'unknown_scenario', 'scenario_limit_reached'],
          ),
        ),
        body: CreateScenario,
        response: { 201: DraftView },
      },
    )
    .post('/check', ({ ctx, body }) => checkNewFiles(deps, ctx, body), {
      ...upTo(
        MAX_BUNDLE_BYTES,
        needs('scenarios:write', group, 'Check the files of an exported scenario', ['unavailable']),
      ),
      body: CheckNewFiles,
      response: { 200: FilesCheckView },
    })
    .get(
      '/:id/draft',
      async ({ ctx, params, set }) => setEtag(set, await readDraft(deps, ctx, params.id)),
      {
        ...needs('scenarios:write', group, 'Read the draft’s files', ['not_found']),
        params: ScenarioParams,
        response: { 200: DraftView },
      },
    )
    .put(
      '/:id/draft',
      async ({ ctx, params, body, headers, set }) =>
        setEtag(set, await saveDraft(deps, ctx, params.id, body.files, expectedRev(headers))),
      {
        ...upTo(
          MAX_BUNDLE_BYTES,
          needs('scenarios:write', group, 'Save the draft’s files, valid or not', [
            'not_found',
            'precondition_failed',
            'scenario_limit_reached',
          ]),
        ),
        params: ScenarioParams,
        body: SaveDraft,
        response: { 200: DraftView },
      },
    )
    .delete(
      '/:id/draft',
      async ({ ctx, params, headers, set }) => {
        await deleteDraft(deps, ctx, params.id, expectedRev(headers))
        set.status = 204
      },
      {
        ...needs(
          'scenarios:write',
          group,
          'Delete the draft, and with it a scenario that was never published',
          ['not_found', 'precondition_failed'],
        ),
        params: ScenarioParams,
        response: { 204: t.Void() },
      },
    )
    .post('/:id/check', ({ ctx, params, body }) => checkDraft(deps, ctx, params.id, body?.files), {
      ...upTo(
        MAX_BUNDLE_BYTES,
        needs(
          'scenarios:write',
          group,
          'Check the draft: its problems, its changes, and the version that they require',
          ['not_found', 'unavailable'],
        ),
      ),
      params: ScenarioParams,
      body: t.Optional(CheckFiles),
      response: { 200: CheckView },
    })
