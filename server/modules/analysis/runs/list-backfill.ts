import { and, eq, inArray } from 'drizzle-orm'
import { runs } from '../../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { BackfillList } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { toRunView } from '../read-results.ts'

const mostRuns = 200

/** How far runs of a version, or of all, over past meetings have come: the newest of each meeting, unless it is what that shows. */
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
      order by n.id desc limit ${mostRuns}`
    if (found.length === 0) return { data: [] }
    const ids = found.map(({ run_id }) => run_id)
    const rows = await tx.orm
      .select()
      .from(runs)
      .where(and(eq(runs.tenantId, tx.tenantId), inArray(runs.id, ids)))
    const byId = new Map(rows.map((run) => [run.id, run]))
    return {
      data: found.flatMap((row) => {
        const run = byId.get(row.run_id)
        if (!run) return []
        return {
          meeting: { id: row.meeting_id, title: row.title },
          run: toRunView(run, row.current_run_id),
          besideRunId: row.current_run_id,
        }
      }),
    }
  })
}

async function requireOwn(tx: TenantTx, scenarioId: string): Promise<void> {
  const [own] = await tx.sql`
    select 1 from scenarios where tenant_id = ${tx.tenantId} and id = ${scenarioId}`
  if (!own) throw notFound('scenario')
}
