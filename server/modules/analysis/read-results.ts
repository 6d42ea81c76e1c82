import semver from 'semver'
import { withTenant } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import { getMeeting } from '../meetings/index.ts'
import { type ItemFault, sectionTitle } from '../scenarios/index.ts'
import type {
  ArtifactQuery,
  ArtifactView,
  CoverageQuery,
  CoverageView,
  RunList,
  RunView,
} from './contract.ts'
import type { AnalysisDeps } from './deps.ts'
import { toItemView } from './item-view.ts'
import { type ItemRow, listRunItems } from './repo/items.ts'
import { findRun, listRunRows, readCited, type RunRow } from './repo/runs.ts'
import { migrateItems, migrateSectionName } from './runs/migrate-items.ts'

export const toRunView = (run: RunRow, currentRunId: string | null): RunView => ({
  id: run.id,
  state: run.state,
  provider: run.provider,
  scenario: { id: run.packId, version: run.packVersion, hash: run.packHash },
  transcriptId: run.transcriptId,
  current: run.id === currentRunId,
  reason: run.reason,
  createdAt: run.createdAt.toISOString(),
  finishedAt: run.finishedAt?.toISOString() ?? null,
  expiredAt: run.expiredAt?.toISOString() ?? null,
})

/**
 * The sections of a run with their items as they stand after review; empty while there is no run. Opened under a newer
 * version, what does not fit it even so is named among the section's errors.
 */
export async function readArtifacts(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  { run: runId, version }: ArtifactQuery = {},
): Promise<ArtifactView> {
  authorize(ctx, 'meetings:read')
  const read = await withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const wanted = runId ?? meeting.current_run_id
    if (!wanted) return null
    const run = await findRun(tx, meetingId, wanted)
    const pack = await deps.packs.find(tx, run.packId, version ?? run.packVersion)
    if (version !== undefined) refuseOlder(pack, run.packVersion)
    const items = await listRunItems(tx, run.id)
    return { run, pack, items, view: toRunView(run, meeting.current_run_id) }
  })
  if (!read) return { run: null, sections: [] }
  const { run, pack, items, view } = read
  return {
    run: view,
    sections: pack ? await toSections(deps, ctx, { pack, run, rows: items }) : [],
  }
}

function refuseOlder(pack: LoadedPack | undefined, since: string): void {
  if (pack && !semver.lt(pack.manifest.version, since)) return
  const detail = `no version of this scenario from ${since} on`
  throw new AppError(
    'unknown_scenario',
    'A result opens under the version that it was made with, or a newer one.',
    [{ pointer: '?version', detail, inRussian: `нет версии этого сценария начиная с ${since}` }],
    {},
    'Результат открывается в той версии сценария, по которой он сделан, или в более новой.',
  )
}

async function toSections(
  deps: AnalysisDeps,
  ctx: Ctx,
  { pack, run, rows }: { pack: LoadedPack; run: RunRow; rows: ItemRow[] },
): Promise<ArtifactView['sections']> {
  const items = migrateItems(rows, run, pack)
  const misfitsOf = items === rows ? () => [] : await judgeItems(deps, ctx, pack, items)
  const bySection = Map.groupBy(items, (item) => item.section)
  return pack.sections
    .toSorted((a, b) => a.order - b.order)
    .flatMap((spec) => {
      const found = findSection(run, pack, spec.name)
      if (!found) return []
      const inSection = bySection.get(spec.name) ?? []
      const misfits = inSection.flatMap(misfitsOf)
      return [
        {
          name: spec.name,
          title: sectionTitle(pack, spec.name),
          render: spec.render,
          state: inSection.length > 0 && found.state !== 'failed' ? ('ok' as const) : found.state,
          errors: [...found.errors, ...misfits],
          items: inSection.map(toItemView),
        },
      ]
    })
}

/** The run's record of a section, under the section's name in the run's version. */
const findSection = (run: RunRow, pack: LoadedPack, name: string) =>
  run.output?.sections.find((section) => migrateSectionName(section.name, run, pack) === name)

/** The values that do not fit the pack, by item. */
async function judgeItems(
  { judge }: AnalysisDeps,
  ctx: Ctx,
  pack: LoadedPack,
  items: ItemRow[],
): Promise<(item: ItemRow) => ItemFault[]> {
  const judged = await judge.judge(
    claimantOf(ctx),
    pack,
    items.map(({ section, value }) => ({ section, value })),
  )
  const faults = new Map(items.map((item, at) => [item, judged[at] ?? []]))
  return (item) =>
    (faults.get(item) ?? []).map(({ pointer, detail }) => ({
      pointer: `/items/${item.id}${pointer}`,
      detail,
    }))
}

export async function listRuns(deps: AnalysisDeps, ctx: Ctx, meetingId: string): Promise<RunList> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const rows = await listRunRows(tx, meetingId)
    return { data: rows.map((run) => toRunView(run, meeting.current_run_id)) }
  })
}

/** Reads which segments the current items cite. A rejected item cites nothing. */
export async function readCoverage(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  query: CoverageQuery,
): Promise<CoverageView> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const runId = query.run ?? meeting.current_run_id
    if (!runId) throw notFound('result')
    const run = await findRun(tx, meetingId, runId)
    const cited = await readCited(tx, run)
    return {
      segmentCount: run.coverage?.segmentCount ?? 0,
      seenCount: run.coverage?.seenCount ?? 0,
      citedSegmentIds: cited.ordinals,
      citedShare: Math.round(cited.share * 1_000) / 1_000,
      uncitedTailMs: cited.tailMs,
    }
  })
}
