import { Elysia, t } from 'elysia'
import { Closed, IdParams, OneOf, Uuid } from '../../http/contract.ts'
import { needs } from '../../http/needs.ts'
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import { attachment } from '../transcription/index.ts'
import {
  AdoptLosses,
  ArtifactQuery,
  ArtifactView,
  Backfill,
  BackfillList,
  BackfillQuery,
  BackfillView,
  ComparisonView,
  CoverageQuery,
  CoverageView,
  RunList,
  RunView,
  StartRun,
} from './contract.ts'
import { backfill } from './runs/backfill.ts'
import { compareRuns } from './runs/compare-runs.ts'
import { listBackfill } from './runs/list-backfill.ts'
import type { AnalysisDeps, BackfillDeps } from './deps.ts'
import { exportMarkdown } from './export/export-markdown.ts'
import { listRuns, readArtifacts, readCoverage } from './read-results.ts'
import { readAdoptLosses } from './runs/adopt-losses.ts'
import { adoptRun, startRun } from './runs/start-run.ts'

const group = 'Results'
const CompareParams = Closed({ id: Uuid(), runId: Uuid(), otherId: Uuid() })
const RunParams = Closed({ id: Uuid(), runId: Uuid() })

export const analysisRoutes = (
  deps: AnalysisDeps & { session: SessionPlugin; notes: AuditNotes },
) =>
  new Elysia({ prefix: '/api/v1/meetings/:id', normalize: false })
    .use(deps.session)
    .get('/artifacts', ({ ctx, params, query }) => readArtifacts(deps, ctx, params.id, query), {
      ...needs('meetings:read', group, 'Sections with their items and evidence', [
        'not_found',
        'unknown_scenario',
        'scenario_outdated',
      ]),
      params: IdParams,
      query: ArtifactQuery,
      response: { 200: ArtifactView },
    })
    .get('/coverage', ({ ctx, params, query }) => readCoverage(deps, ctx, params.id, query), {
      ...needs('meetings:read', group, 'Which parts of the transcript the items cite', [
        'not_found',
      ]),
      params: IdParams,
      query: CoverageQuery,
      response: { 200: CoverageView },
    })
    .get(
      '/export',
      async ({ ctx, params, query, set }) => {
        if (query.format === 'json') {
          set.headers['content-type'] = 'application/json'
          const result = await readArtifacts(deps, ctx, params.id)
          deps.notes.read(ctx, 'result.exported', params.id)
          return JSON.stringify(result, null, 2)
        }
        const { title, text } = await exportMarkdown(deps, ctx, params.id)
        deps.notes.read(ctx, 'result.exported', params.id)
        set.headers['content-type'] = 'text/markdown; charset=utf-8'
        set.headers['content-disposition'] = attachment(title, 'md')
        return text
      },
      {
        ...needs('meetings:read', group, 'The result as a Markdown document or as JSON', [
          'not_found',
        ]),
        params: IdParams,
        query: Closed({ format: t.Optional(OneOf(['md', 'json'] as const)) }),
        response: { 200: t.String() },
      },
    )
    .get('/runs', ({ ctx, params }) => listRuns(deps, ctx, params.id), {
      ...needs('meetings:read', group, 'Runs over the meeting’s transcripts, newest first', [
        'not_found',
      ]),
      params: IdParams,
      response: { 200: RunList },
    })
    .post(
      '/runs',
      async ({ ctx, params, body, set }) => {
        set.status = 202
        return startRun(deps, ctx, params.id, body ?? {})
      },
      {
        ...needs('meetings:write', group, 'Run a scenario again beside the result that is shown', [
          'not_found',
          'wrong_state',
          'unknown_scenario',
          'scenario_outdated',
        ]),
        params: IdParams,
        body: t.Optional(StartRun),
        response: { 202: RunView },
      },
    )
    .post('/runs/:runId/adopt', ({ ctx, params }) => adoptRun(deps, ctx, params.id, params.runId), {
      ...needs('meetings:write', group, 'Show this run’s result; decisions move with it', [
        'not_found',
        'wrong_state',
      ]),
      params: RunParams,
      response: { 200: ArtifactView },
    })
    .get(
      '/runs/:runId/losses',
      ({ ctx, params }) => readAdoptLosses(deps, ctx, params.id, params.runId),
      {
        ...needs('meetings:read', group, 'What would not move along if this run were adopted', [
          'not_found',
          'unknown_scenario',
        ]),
        params: RunParams,
        response: { 200: AdoptLosses },
      },
    )
    .get(
      '/runs/:runId/compare/:otherId',
      ({ ctx, params }) =>
        compareRuns(deps, ctx, params.id, { a: params.runId, b: params.otherId }),
      {
        ...needs('meetings:read', group, 'Two runs side by side, field by field', [
          'not_found',
          'wrong_state',
        ]),
        params: CompareParams,
        response: { 200: ComparisonView },
      },
    )

const BackfillParams = Closed({ id: t.String({ pattern: '^[a-z0-9-]{1,80}$' }) })

export const backfillRoutes = (deps: BackfillDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/api/v1/scenarios/:id', normalize: false })
    .use(deps.session)
    .post(
      '/backfill',
      async ({ ctx, params, body, set }) => {
        set.status = 202
        return backfill(deps, ctx, params.id, body)
      },
      {
        ...needs(
          'scenarios:write',
          'Scenarios',
          'Run a version over past meetings beside what they show; nothing accepted changes',
          ['not_found', 'wrong_state', 'unknown_scenario', 'scenario_outdated', 'cost_unconfirmed'],
        ),
        params: BackfillParams,
        body: Backfill,
        response: { 202: BackfillView },
      },
    )
    .get('/backfill', ({ ctx, params, query }) => listBackfill(deps, ctx, params.id, query), {
      ...needs(
        'scenarios:write',
        'Scenarios',
        'How far runs of a version over past meetings have come; the newest of each meeting',
        ['not_found'],
      ),
      params: BackfillParams,
      query: BackfillQuery,
      response: { 200: BackfillList },
    })
