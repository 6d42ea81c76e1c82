import type { MediaSound, MediaStream } from '../../../../db/schema/media.ts'
import { selectMeetingEvent } from '../../meetings/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { newId } from '../../../platform/ids.ts'

/** What an attempt was given: the recording, and the fence its writes must show. */
export interface IngestClaim {
  meetingId: string
  fence: number
  mediaId: string
  objectKey: string
  kind: 'audio' | 'video'
  contentType: string
  sizeBytes: number
  /** SHA-256 of the whole file in hex, where its sender said it. */
  sha256: string | null
  isIngested: boolean
  /** It is to replace what is shown. */
  isReplacement: boolean
}

/** Takes the stage for this attempt; an older attempt can write no more. Undefined when there is nothing to do. */
export async function claimIngest(
  tx: TenantTx,
  meetingId: string,
): Promise<IngestClaim | undefined> {
  const [row] = await tx.sql<IngestClaim[]>`
    with claimed as (
      update meetings m set fence = m.fence + 1, claimed_at = now(), progress = null
      where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and m.stage = 'ingest'
        and m.status = 'queued' and coalesce(m.pending_media_id, m.current_media_id) is not null
      returning m.tenant_id, m.id, m.fence, coalesce(m.pending_media_id, m.current_media_id) as media_id,
        m.pending_media_id is not null as is_replacement
    )
    select c.id as "meetingId", c.fence, m.id as "mediaId", m.object_key as "objectKey", m.kind,
      m.content_type as "contentType", m.size_bytes::float8 as "sizeBytes", u.sha256,
      m.ingested_at is not null as "isIngested", c.is_replacement as "isReplacement"
    from claimed c
    join media m on m.tenant_id = c.tenant_id and m.id = c.media_id
    left join uploads u on u.tenant_id = m.tenant_id and u.id = m.id`
  return row
}

/** Shows that somebody is at it; false when the claim is lost: overtaken, cancelled or deleted. */
export async function renewIngest(
  tx: TenantTx,
  { meetingId, fence }: IngestClaim,
): Promise<boolean> {
  const still = await tx.sql`
    update meetings set claimed_at = now() where tenant_id = ${tx.tenantId} and id = ${meetingId}
      and fence = ${fence} and stage = 'ingest' and status = 'queued' returning 1`
  return still.length > 0
}

/** What was found out about a recording and made of it. */
export interface Ingested {
  kind: 'audio' | 'video'
  durationMs: number | null
  streams: MediaStream[] | null
  audio: { key: string; contentType: string; sizeBytes: number } | null
  peaksKey: string | null
  sound: MediaSound | null
}

/**
 * Stores it when this attempt still has the stage; false when another one took it over. The meeting stays locked. Where no
 * transcript stands beside the recording that was shown, the new one takes its place now.
 */
export async function saveIngested(
  tx: TenantTx,
  { meetingId, fence, mediaId }: IngestClaim,
  found: Ingested,
): Promise<boolean> {
  const takesPlace = tx.sql`(pending_media_id = ${mediaId} and current_transcript_id is null)`
  const saved = await tx.sql`
    with held as (
      update meetings m set
        current_media_id = case when ${takesPlace} then ${mediaId} else current_media_id end,
        pending_media_id = case when ${takesPlace} then null else pending_media_id end,
        before_replacement = case when ${takesPlace} then null else before_replacement end,
        duration_ms = case when ${takesPlace} then ${found.durationMs}::bigint when current_media_id = ${mediaId}
          then coalesce(${found.durationMs}::bigint, duration_ms) else duration_ms end
      where tenant_id = ${tx.tenantId} and id = ${meetingId} and fence = ${fence}
        and stage = 'ingest' and status = 'queued'
      returning 1
    )
    update media set kind = ${found.kind}, duration_ms = ${found.durationMs},
      streams = ${found.streams === null ? null : tx.sql.json(found.streams as never)},
      sound = ${found.sound === null ? null : tx.sql.json(found.sound as never)},
      audio_key = ${found.audio?.key ?? null},
      audio_content_type = ${found.audio?.contentType ?? null},
      audio_size_bytes = ${found.audio?.sizeBytes ?? null},
      peaks_key = ${found.peaksKey}, ingested_at = now()
    where tenant_id = ${tx.tenantId} and id = ${mediaId} and exists (select from held)
    returning 1`
  return saved.length > 0
}

/** History and live event in one statement, after the meeting was moved on. */
export async function recordIngested(tx: TenantTx, meetingId: string): Promise<void> {
  await tx.sql`
    with now as (
      select * from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'ingested', status, stage from now
    )
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    ${selectMeetingEvent(tx)} from now`
  tx.outboxUsed = true
}

/** Tells open dashboards where the work stands, while this attempt has the stage. */
export async function saveProgress(
  tx: TenantTx,
  { meetingId, fence }: IngestClaim,
  progress: { step: string; done: number; total: number },
): Promise<void> {
  const [now] = await tx.sql<{ rev: number; item_count: number; decided_count: number }[]>`
    update meetings set progress = ${tx.sql.json(progress)}, claimed_at = now(), updated_at = now()
    where tenant_id = ${tx.tenantId} and id = ${meetingId} and fence = ${fence}
      and stage = 'ingest' and status = 'queued'
    returning rev, item_count, decided_count`
  if (!now) return
  await publish(tx, {
    name: 'meeting.changed',
    meetingId,
    status: 'queued',
    stage: 'ingest',
    reason: null,
    progress,
    itemCount: now.item_count,
    decidedCount: now.decided_count,
    rev: now.rev,
  })
}
