import { and, eq, inArray } from 'drizzle-orm'
import { runs } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import type { RunRow } from '../repo/runs.ts'

const maxRuns = 200

export async function insertRunRow(
  tx: TenantTx,
  row: Omit<typeof runs.$inferInsert, 'tenantId'>,
): Promise<RunRow> {
  const [run] = await tx.orm
    .insert(runs)
    .values({ tenantId: tx.tenantId, ...row })
    .returning()
  if (!run) throw new Error('the run was not stored')
  return run
}

export const findRuns = (tx: TenantTx, ids: string[]): Promise<RunRow[]> =>
  tx.orm
    .select()
    .from(runs)
    .where(and(eq(runs.tenantId, tx.tenantId), inArray(runs.id, ids)))

/** The content shown with a result: the transcript that it cites, and the recording that was shown with it. */
export async function readSource(tx: TenantTx, transcriptId: string) {
  const [source] = await tx.sql<{ media_id: string | null; duration_ms: number | null }[]>`
    select coalesce(media_id, beside_media_id) as media_id, duration_ms::float8 from transcripts
    where tenant_id = ${tx.tenantId} and id = ${transcriptId}`
  return {
    currentTranscriptId: transcriptId,
    currentMediaId: source?.media_id ?? null,
    durationMs: source?.duration_ms ?? null,
  }
}

interface NewestRun {
  runId: string
  meetingId: string
  title: string
  currentRunId: string
}

/** The newest run of the scenario in each meeting that the principal may see, unless it is the current one. */
export const listNewestRuns = (
  tx: TenantTx,
  ctx: Ctx,
  scenarioId: string,
  version: string | null,
) => tx.sql<NewestRun[]>`
  select n.id as "runId", m.id as "meetingId", m.title, m.current_run_id as "currentRunId"
  from (
    select distinct on (meeting_id) id, meeting_id from runs
    where tenant_id = ${tx.tenantId} and pack_id = ${scenarioId}
      and (${version}::text is null or pack_version = ${version})
    order by meeting_id, id desc
  ) n
  join meetings m on m.tenant_id = ${tx.tenantId} and m.id = n.meeting_id
  where m.current_run_id <> n.id
    and (${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
      where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = ${actorId(ctx)}))
  order by n.id desc limit ${maxRuns}`

/** Whether the scenario is one of the organisation's own. */
export async function isOwnScenario(tx: TenantTx, scenarioId: string): Promise<boolean> {
  const own = await tx.sql`
    select 1 from scenarios where tenant_id = ${tx.tenantId} and id = ${scenarioId}`
  return own.length > 0
}

/** Characters of speech in the current transcripts of these meetings. */
export async function countSpokenChars(
  tx: TenantTx,
  meetingIds: readonly string[],
): Promise<number> {
  const [spoken] = await tx.sql<{ chars: number }[]>`
    select coalesce(sum(length(s.text)), 0)::int as chars
    from meetings m join segments s on s.tenant_id = m.tenant_id and s.transcript_id = m.current_transcript_id
    where m.tenant_id = ${tx.tenantId} and m.id = any(${[...meetingIds]}::uuid[])`
  return spoken?.chars ?? 0
}
