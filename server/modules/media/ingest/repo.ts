import type { MediaSound, MediaStream } from '../../../../db/schema/media.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { advanceStage, claimStage, type StageClaim } from '../../meetings/index.ts'
import type { MediaKind } from '../../../../plugins/vocabulary.ts'

/** The recording that an attempt works on. */
export interface IngestClaim extends StageClaim {
  mediaId: string
  objectKey: string
  kind: MediaKind
  contentType: string
  sizeBytes: number
  /** SHA-256 of the whole file in hex; null unless the upload gave it. */
  sha256: string | null
  isIngested: boolean
  /** It replaces the recording that is shown. */
  isReplacement: boolean
}

/** Claims the stage for this attempt. Returns undefined if there is nothing to do. */
export const claimIngest = (tx: TenantTx, meetingId: string): Promise<IngestClaim | undefined> =>
  claimStage<IngestClaim>(
    tx,
    'ingest',
    meetingId,
    [],
    tx.sql`
    select c.id as "meetingId", c.stage, c.fence, m.id as "mediaId", m.object_key as "objectKey", m.kind,
      m.content_type as "contentType", m.size_bytes::float8 as "sizeBytes", u.sha256,
      m.ingested_at is not null as "isIngested", c.pending_media_id is not null as "isReplacement"
    from claimed c
    join media m on m.tenant_id = c.tenant_id and m.id = coalesce(c.pending_media_id, c.current_media_id)
    left join uploads u on u.tenant_id = m.tenant_id and u.id = m.id`,
  )

/** Facts about a recording and the files made from it. */
export interface Ingested {
  kind: MediaKind
  durationMs: number | null
  streams: MediaStream[] | null
  audio: { key: string; contentType: string; sizeBytes: number } | null
  peaksKey: string | null
  sound: MediaSound | null
}

/**
 * Stores the facts and queues the transcription. The recording becomes the current one unless the meeting has a
 * transcript. `found` is null if an earlier attempt stored the facts. Throws `Superseded` if the claim was lost.
 */
export async function saveIngested(
  tx: TenantTx,
  claim: IngestClaim,
  found: Ingested | null,
): Promise<void> {
  const result = { next: 'transcribe', kind: 'ingested' } as const
  if (!found) {
    await advanceStage(tx, claim, { ...result, set: tx.sql`duration_ms = m.duration_ms` })
    return
  }
  const { mediaId } = claim
  const becomesCurrent = tx.sql`(m.pending_media_id = ${mediaId} and m.current_transcript_id is null)`
  await advanceStage(tx, claim, {
    ...result,
    set: tx.sql`
      current_media_id = case when ${becomesCurrent} then ${mediaId} else m.current_media_id end,
      pending_media_id = case when ${becomesCurrent} then null else m.pending_media_id end,
      before_replacement = case when ${becomesCurrent} then null else m.before_replacement end,
      duration_ms = case when ${becomesCurrent} then ${found.durationMs}::bigint when m.current_media_id = ${mediaId}
        then coalesce(${found.durationMs}::bigint, m.duration_ms) else m.duration_ms end`,
    also: tx.sql`recording as (
      update media set kind = ${found.kind}, duration_ms = ${found.durationMs},
        streams = ${found.streams === null ? null : tx.sql.json(found.streams as never)},
        sound = ${found.sound === null ? null : tx.sql.json(found.sound as never)},
        audio_key = ${found.audio?.key ?? null},
        audio_content_type = ${found.audio?.contentType ?? null},
        audio_size_bytes = ${found.audio?.sizeBytes ?? null},
        peaks_key = ${found.peaksKey}, ingested_at = now()
      where tenant_id = ${tx.tenantId} and id = ${mediaId} and exists (select from done)
    )`,
  })
}
