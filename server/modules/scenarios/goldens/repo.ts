import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { toJson } from '../../../../db/json.ts'
import { goldens } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { isVisible } from '../../../../db/visible-meetings.ts'
import type { Ctx } from '../../../platform/context.ts'

const goldenColumns = columnsOf(goldens, 'id', 'meetingId', 'transcriptId', 'runId', 'expected')
/** A golden with the version of the scenario that its results were found with. */
export type GoldenRow = RowOf<typeof goldenColumns> & { version: string }

/** The goldens of a scenario, oldest first. */
export const listGoldenRows = (tx: TenantTx, scenarioId: string) => tx.sql<GoldenRow[]>`
  select ${goldenColumns(tx, 'g')}, r.pack_version as version
  from goldens g join runs r on r.tenant_id = g.tenant_id and r.id = g.run_id
  where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId} order by g.created_at, g.id`

const listedColumns = columnsOf(goldens, 'id', 'meetingId', 'runId', 'createdAt')
export type ListedGolden = RowOf<typeof listedColumns> & {
  title: string
  count: number
  isVisible: boolean
}

/** The same for a list: the title of the meeting, and whether the principal may see it. */
export const listGoldensFor = (tx: TenantTx, ctx: Ctx, scenarioId: string) => tx.sql<
  ListedGolden[]
>`
  select ${listedColumns(tx, 'g')}, m.title, jsonb_array_length(g.expected) as count,
    ${isVisible(tx, ctx, 'g', 'meeting_id')} as "isVisible"
  from goldens g join meetings m on m.tenant_id = g.tenant_id and m.id = g.meeting_id
  where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId} order by g.created_at, g.id`

/** Adds a golden or replaces the one of the meeting; returns its id. */
export async function saveGolden(
  tx: TenantTx,
  golden: Pick<typeof goldens.$inferSelect, 'scenarioId' | 'meetingId' | 'runId' | 'expected'> & {
    id: string
    createdBy: string | null
  },
): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    insert into goldens (tenant_id, id, scenario_id, meeting_id, run_id, transcript_id, expected, created_by)
    select ${tx.tenantId}, ${golden.id}, ${golden.scenarioId}, ${golden.meetingId}, r.id, r.transcript_id,
      ${toJson(tx, golden.expected)}, ${golden.createdBy}
    from runs r where r.tenant_id = ${tx.tenantId} and r.id = ${golden.runId}
    on conflict (tenant_id, scenario_id, meeting_id) do update set run_id = excluded.run_id,
      transcript_id = excluded.transcript_id, expected = excluded.expected,
      created_by = excluded.created_by, created_at = now()
    returning id`
  return row?.id
}

/** Goldens of the scenario from other meetings. */
export async function countOtherGoldens(
  tx: TenantTx,
  scenarioId: string,
  meetingId: string,
): Promise<number> {
  const [others] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from goldens
    where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and meeting_id <> ${meetingId}`
  return others?.count ?? 0
}

/** False when there is no such golden. */
export async function deleteGoldenRow(
  tx: TenantTx,
  scenarioId: string,
  id: string,
): Promise<boolean> {
  const deleted = await tx.sql`
    delete from goldens
    where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and id = ${id} returning 1`
  return deleted.length > 0
}

/** Number of goldens and characters of their transcripts. */
export async function measureGoldens(
  tx: TenantTx,
  scenarioId: string,
): Promise<{ goldens: number; chars: number }> {
  const [row] = await tx.sql<{ goldens: number; chars: number }[]>`
    select count(distinct g.id)::int as goldens, coalesce(sum(length(s.text)), 0)::int as chars
    from goldens g left join segments s on s.tenant_id = g.tenant_id and s.transcript_id = g.transcript_id
    where g.tenant_id = ${tx.tenantId} and g.scenario_id = ${scenarioId}`
  return row ?? { goldens: 0, chars: 0 }
}
