import { and, eq, type SQL, sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { meetings } from '../../../../../db/schema/index.ts'
import type { WorkState } from '../../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import { notFound } from '../../../../platform/errors.ts'
import type { MeetingFacts, Status } from '../states.ts'

type MeetingColumns = Omit<Partial<typeof meetings.$inferInsert>, 'fence'> & { fence?: SQL }

/** The columns that only the state machine writes. */
export type StateColumn =
  | 'status'
  | 'stage'
  | 'reason'
  | 'canRetry'
  | 'fence'
  | 'claimedAt'
  | 'progress'

/** The columns that others may change too. */
export type MeetingFields = Omit<MeetingColumns, StateColumn> & { [Column in StateColumn]?: never }

interface FactsRow {
  status: Status
  stage: string | null
  reason: string | null
  can_retry: boolean
  fence: number
  before_replacement: WorkState | null
  has_refused: boolean
  current_media: { id: string; isIngested: boolean } | null
  pending_media: { id: string; isIngested: boolean; fileName: string } | null
  current_transcript: { id: string; isUpToDate: boolean } | null
  pending_transcript_id: string | null
  current_run: { id: string; transcriptId: string } | null
}

/** Locks a meeting and reads the facts that decide its next state. Throws `not_found` if it was deleted. */
export async function lockMeeting(tx: TenantTx, id: string): Promise<MeetingFacts> {
  const recording = (column: postgres.Fragment) => tx.sql`(
    select jsonb_build_object('id', d.id, 'isIngested', d.ingested_at is not null, 'fileName', d.file_name)
    from media d where d.tenant_id = m.tenant_id and d.id = ${column})`
  const [row] = await tx.sql<FactsRow[]>`
    select m.status, m.stage, m.reason, m.can_retry, m.fence, m.before_replacement, m.pending_transcript_id,
      m.refused_recording is not null as has_refused,
      ${recording(tx.sql`m.current_media_id`)} as current_media,
      ${recording(tx.sql`m.pending_media_id`)} as pending_media,
      (select jsonb_build_object('id', t.id, 'isUpToDate', case
          when t.media_id is not null then t.media_id is not distinct from m.current_media_id
          else not exists (select from media d where d.tenant_id = m.tenant_id and d.id = m.current_media_id
            and d.created_at > t.created_at) end)
        from transcripts t where t.tenant_id = m.tenant_id and t.id = m.current_transcript_id) as current_transcript,
      (select jsonb_build_object('id', r.id, 'transcriptId', r.transcript_id)
        from runs r where r.tenant_id = m.tenant_id and r.id = m.current_run_id) as current_run
    from meetings m where m.tenant_id = ${tx.tenantId} and m.id = ${id} for update of m`
  if (!row) throw notFound('meeting')
  const { status, stage, reason, fence } = row
  return {
    id,
    status,
    stage,
    reason,
    fence,
    canRetry: row.can_retry,
    hasRefusedRecording: row.has_refused,
    before: row.before_replacement,
    pendingMediaId: row.pending_media?.id ?? null,
    pendingTranscriptId: row.pending_transcript_id,
    currentMedia: row.current_media,
    pendingMedia: row.pending_media,
    currentTranscript: row.current_transcript,
    currentRun: row.current_run,
  }
}

async function writeMeeting(tx: TenantTx, id: string, columns: MeetingColumns): Promise<void> {
  await tx.orm
    .update(meetings)
    .set({ ...columns, rev: sql`${meetings.rev} + 1`, updatedAt: sql`now()` })
    .where(and(eq(meetings.tenantId, tx.tenantId), eq(meetings.id, id)))
}

/** Changes a meeting without its state. */
export const updateMeeting = (tx: TenantTx, id: string, fields: MeetingFields): Promise<void> =>
  writeMeeting(tx, id, fields)

/** Saves a new state of the work and raises the fence, so that an attempt still running can no longer write. */
export const saveWork = (
  tx: TenantTx,
  id: string,
  work: WorkState,
  fields: MeetingFields = {},
): Promise<void> =>
  writeMeeting(tx, id, {
    ...fields,
    status: work.status,
    stage: work.stage,
    reason: work.reason,
    canRetry: work.canRetry,
    pendingMediaId: work.pendingMediaId,
    pendingTranscriptId: work.pendingTranscriptId,
    beforeReplacement: work.before,
    progress: null,
    claimedAt: null,
    fence: sql`${meetings.fence} + 1`,
  })

/** Accepts the result of a meeting in review. */
export const markAccepted = (tx: TenantTx, id: string, userId: string | null): Promise<void> =>
  writeMeeting(tx, id, { status: 'accepted', acceptedAt: new Date(), acceptedBy: userId })

/** Returns an accepted meeting to review. */
export const markReopened = (tx: TenantTx, id: string): Promise<void> =>
  writeMeeting(tx, id, { status: 'in_review', acceptedAt: null, acceptedBy: null })

/** Whether the recording or transcript was deleted because its retention ended. */
export async function isExpired(
  tx: TenantTx,
  table: 'transcripts' | 'media',
  id: string | null,
): Promise<boolean> {
  const expired = await tx.sql`
    select 1 from ${tx.sql(table)}
    where tenant_id = ${tx.tenantId} and id = ${id} and expired_at is not null`
  return expired.length > 0
}
