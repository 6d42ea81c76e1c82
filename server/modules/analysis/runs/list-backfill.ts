import { and, eq, inArray } from 'drizzle-orm'
import { runs } from '../../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { BackfillList, FoundCounts } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { listItemsOfRuns } from '../items.ts'
import { type RunRow, toRunView } from '../read-results.ts'
import { countFound } from './compare-runs.ts'

const maxRuns = 200
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
    if (!deps.packs.findBuiltIn(scenarioId)) await requireOwn(tx, scenarioId)
    const found = await tx.sql<
      { run_id: string; meeting_id: string; title: string; current_run_id: string }[]
    >`
      select n.id as run_id, m.id as meeting_id, m.title, m.current_run_id
      from (
        select distinct on (meeting_id) id, meeting_id from runs
        where tenant_id = ${tx.tenantId} and pack_id = ${scenarioId}
          and (${version ?? null}::text is null or pack_version = ${version ?? null})
        order by meeting_id, id desc
      ) n
      join meetings m on m.tenant_id = ${tx.tenantId} and m.id = n.meeting_id
      where m.current_run_id <> n.id
        and (${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
          where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = ${actorId(ctx)}))
      order by n.id desc limit ${maxRuns}`
    if (found.length === 0) return { data: [] }
    const ids = found.flatMap(({ run_id, current_run_id }) => [run_id, current_run_id])
    const rows = await tx.orm
      .select()
      .from(runs)
      .where(and(eq(runs.tenantId, tx.tenantId), inArray(runs.id, ids)))
    const byId = new Map(rows.map((run) => [run.id, run]))
    const counts = await countAll(deps, tx, found, byId)
    return {
      data: found.flatMap((row) => {
        const run = byId.get(row.run_id)
        if (!run) return []
        return {
          meeting: { id: row.meeting_id, title: row.title },
          run: toRunView(run, row.current_run_id),
          besideRunId: row.current_run_id,
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
  found: { run_id: string; current_run_id: string }[],
  byId: Map<string, RunRow>,
): Promise<Map<string, FoundCounts>> {
  const isAnyRunning = found.some(({ run_id }) => byId.get(run_id)?.state === 'running')
  if (isAnyRunning) return new Map()
  const pairs = found
    .map((row) => ({ a: byId.get(row.current_run_id), b: byId.get(row.run_id) }))
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

async function requireOwn(tx: TenantTx, scenarioId: string): Promise<void> {
  const [own] = await tx.sql`
    select 1 from scenarios where tenant_id = ${tx.tenantId} and id = ${scenarioId}`
  if (!own) throw notFound('scenario')
}
