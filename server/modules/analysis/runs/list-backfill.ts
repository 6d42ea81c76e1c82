import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { BackfillList, FoundCounts } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { listItemsOfRuns } from '../repo/items.ts'
import { toRunView } from '../read-results.ts'
import type { RunRow } from '../repo/runs.ts'
import { findRuns, isOwnScenario, listNewestRuns } from './repo.ts'
import { countFound } from './compare-runs.ts'

/** The most runs that one backfill can start. */
const maxCounted = 50

/**
 * Lists the progress of runs over past meetings, of one version or all: the newest of each meeting, unless it is
 * current.
 */
export async function listBackfill(
  deps: AnalysisDeps,
  ctx: Ctx,
  scenarioId: string,
  { version }: { version?: string },
): Promise<BackfillList> {
  authorize(ctx, 'scenarios:write')
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const isKnown = deps.packs.findBuiltIn(scenarioId) ?? (await isOwnScenario(tx, scenarioId))
    if (!isKnown) throw notFound('scenario')
    const found = await listNewestRuns(tx, ctx, scenarioId, version ?? null)
    if (found.length === 0) return { data: [] }
    const ids = found.flatMap(({ runId, currentRunId }) => [runId, currentRunId])
    const rows = await findRuns(tx, ids)
    const byId = new Map(rows.map((run) => [run.id, run]))
    const counts = await countAll(deps, tx, found, byId)
    return {
      data: found.flatMap((row) => {
        const run = byId.get(row.runId)
        if (!run) return []
        return {
          meeting: { id: row.meetingId, title: row.title },
          run: toRunView(run, row.currentRunId),
          besideRunId: row.currentRunId,
          found: counts.get(run.id) ?? null,
        }
      }),
    }
  })
}

/**
 * Compares the newest finished runs with the current runs of their meetings. Returns no counts while a run is in
 * progress, because clients then poll the list.
 */
async function countAll(
  deps: AnalysisDeps,
  tx: TenantTx,
  found: { runId: string; currentRunId: string }[],
  byId: Map<string, RunRow>,
): Promise<Map<string, FoundCounts>> {
  const isAnyRunning = found.some(({ runId }) => byId.get(runId)?.state === 'running')
  if (isAnyRunning) return new Map()
  const pairs = found
    .map((row) => ({ a: byId.get(row.currentRunId), b: byId.get(row.runId) }))
    .filter((pair): pair is { a: RunRow; b: RunRow } => pair.a !== undefined && isDone(pair.b))
    .slice(0, maxCounted)
  const counts = new Map<string, FoundCounts>()
  if (pairs.length === 0) return counts
  const items = await listItemsOfRuns(
    tx,
    pairs.flatMap(({ a, b }) => [a.id, b.id]),
  )
  const of = ({ id }: RunRow) => items.get(id) ?? []
  for (const pair of pairs) {
    counts.set(pair.b.id, await countFound(deps, tx, pair, { a: of(pair.a), b: of(pair.b) }))
  }
  return counts
}

const isDone = (run: RunRow | undefined): boolean => run?.state === 'done'
