import type { TenantTx } from '../../../../../db/tenant.ts'

/** Whether another transcript of the meeting was made from this stored response. */
export async function isAnswerUsed(
  tx: TenantTx,
  meetingId: string,
  { keptAt, transcriptId }: { keptAt: string; transcriptId: string },
): Promise<boolean> {
  const earlier = await tx.sql`
    select 1 from transcripts where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId}
      and object_key = ${keptAt} and id <> ${transcriptId} limit 1`
  return earlier.length > 0
}

interface QueuedRecording {
  meetingId: string
  ownerId: string
  contentType: string
  sizeBytes: number
  durationMs: number | null
}

/** The recordings that these meetings are to have transcribed, in the order of the ids. */
export const listRecordings = (tx: TenantTx, meetingIds: readonly string[]) =>
  tx.sql<QueuedRecording[]>`
    select m.id as "meetingId", m.owner_id as "ownerId", d.content_type as "contentType",
      d.size_bytes::float8 as "sizeBytes", d.duration_ms::float8 as "durationMs"
    from unnest(${[...meetingIds]}::uuid[]) with ordinality as w(id, ord)
    join meetings m on m.tenant_id = ${tx.tenantId} and m.id = w.id
    join media d on d.tenant_id = m.tenant_id and d.meeting_id = m.id
      and d.id = coalesce(m.pending_media_id, m.current_media_id)
    order by w.ord`

/** Whether the organisation has its own speech provider. */
export async function hasOwnSpeech(tx: TenantTx): Promise<boolean> {
  const own = await tx.sql`
    select 1 from own_providers where tenant_id = ${tx.tenantId} and kind = 'speech'`
  return own.length > 0
}
