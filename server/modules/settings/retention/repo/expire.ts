import type { RetentionKind } from '../../../../../plugins/vocabulary.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import { mediaFolder } from '../../../media/index.ts'
import type { DueRow } from './due.ts'
import { addExpiredObjects } from './rules.ts'

/** Deletes due rows in one transaction and records which files to delete. */
export const expireOf: Record<RetentionKind, (tx: TenantTx, due: DueRow[]) => Promise<void>> = {
  media: expireMedia,
  transcript: expireTranscripts,
  results: expireResults,
  modelCalls: expireModelCalls,
}

const idsOf = (due: DueRow[]): string[] => due.map(({ id }) => id)

/** Keeps the recording's row, so that a player can explain its absence. */
async function expireMedia(tx: TenantTx, due: DueRow[]): Promise<void> {
  await tx.sql`
    update media set expired_at = now(), audio_key = null, audio_content_type = null, audio_size_bytes = null,
      peaks_key = null, sound = sound || '{"speech": null, "heardIn": "recording"}'
    where tenant_id = ${tx.tenantId} and id = any(${idsOf(due)}::uuid[])`
  await addExpiredObjects(
    tx,
    due.map(({ id, meetingId }) => ({
      meetingId,
      prefix: mediaFolder(tx.tenantId, meetingId, id),
    })),
  )
}

/**
 * Deletes the text. Segments cited by a result keep number, speaker and times: the quote, which belongs to the result,
 * still says who said it and when.
 */
async function expireTranscripts(tx: TenantTx, due: DueRow[]): Promise<void> {
  const ids = idsOf(due)
  const files = await tx.sql<{ meetingId: string; prefix: string }[]>`
    update transcripts set expired_at = now(), warnings = coalesce((
        select jsonb_agg(w - 'example') from jsonb_array_elements(warnings) w), '[]')
    where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])
    returning meeting_id as "meetingId", object_key as prefix`
  await deleteUncited(tx, ids)
  await tx.sql`
    update segments set text = '', words = null
    where tenant_id = ${tx.tenantId} and transcript_id = any(${ids}::uuid[])`
  await tx.sql`
    delete from goldens where tenant_id = ${tx.tenantId} and transcript_id = any(${ids}::uuid[])`
  await addExpiredObjects(tx, [...files])
}

/** Deletes items with all decisions on them; keeps the run's row. */
async function expireResults(tx: TenantTx, due: DueRow[]): Promise<void> {
  const ids = idsOf(due)
  await tx.sql`delete from items where tenant_id = ${tx.tenantId} and run_id = any(${ids}::uuid[])`
  await tx.sql`delete from goldens where tenant_id = ${tx.tenantId} and run_id = any(${ids}::uuid[])`
  const runs = await tx.sql<{ transcriptId: string }[]>`
    update runs set expired_at = now(), output = null, coverage = null
    where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[]) returning transcript_id as "transcriptId"`
  await tx.sql`
    update meetings set item_count = 0, decided_count = 0
    where tenant_id = ${tx.tenantId} and current_run_id = any(${ids}::uuid[])`
  const gone = await tx.sql<{ id: string }[]>`
    select id from transcripts where tenant_id = ${tx.tenantId} and expired_at is not null
      and id = any(${runs.map(({ transcriptId }) => transcriptId)}::uuid[])`
  await deleteUncited(
    tx,
    gone.map(({ id }) => id),
  )
}

/** Keeps that a call was made and what it cost. */
async function expireModelCalls(tx: TenantTx, due: DueRow[]): Promise<void> {
  const files = await tx.sql<{ meetingId: string; prefix: string }[]>`
    with bodies as (
      select id, body_key from interactions
      where tenant_id = ${tx.tenantId} and id = any(${idsOf(due)}::uuid[]) and body_key is not null
    )
    update interactions i set body_key = null, body_size_bytes = null, server_message = null
    from bodies b where i.tenant_id = ${tx.tenantId} and i.id = b.id
    returning i.meeting_id as "meetingId", b.body_key as prefix`
  await addExpiredObjects(tx, [...files])
}

/** Deletes segments of these transcripts that no item quotes. */
async function deleteUncited(tx: TenantTx, transcriptIds: string[]): Promise<void> {
  if (transcriptIds.length === 0) return
  await tx.sql`
    delete from segments s where s.tenant_id = ${tx.tenantId} and s.transcript_id = any(${transcriptIds}::uuid[])
      and not exists (
        select from runs r
        join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
        join evidence e on e.tenant_id = i.tenant_id and e.item_id = i.id
        where r.tenant_id = s.tenant_id and r.transcript_id = s.transcript_id and e.ordinal = s.ordinal)`
}
