import type { TranscribeAgain } from '../../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import { claimStage, currentParticipants, type StageClaim } from '../../../meetings/index.ts'
import {
  limitFacts,
  type LimitFacts,
  type Limits,
  toLimits,
} from '../../../../../tenants/limits/stored-limits.ts'
import { passingReasons } from '../../ports.ts'
import type { Locale, SpokenLanguage } from '../../../../../plugins/vocabulary.ts'

/** Everything that an attempt needs, read once. */
export interface TranscriptionClaim extends StageClaim {
  stage: 'transcribe'
  /** The owner, whose minutes are used. */
  ownerId: string
  limits: Limits
  /** True if minutes of the month are reserved. */
  isReserved: boolean
  mediaId: string
  language: Locale
  spokenLanguage: SpokenLanguage | null
  /** The copy that holds only the sound, or the recording itself if there is none. */
  recording: {
    key: string
    contentType: string
    sizeBytes: number
    durationMs: number | null
    /** Number of channels that hold one person or side each. */
    voices: number | null
    /** Duration that is missing at the end of the file. */
    missingMs: number | null
    isSilent: boolean
    peaksKey: string | null
  }
  /** Names of people and of the client. */
  keyTerms: string[]
  scenario: { id: string; version: string }
  /** Options that a person chose for transcribing this recording again. */
  again: TranscribeAgain | null
}

interface ClaimedRow extends LimitFacts {
  fence: number
  owner_id: string
  media_id: string
  language: Locale
  spoken_language: TranscriptionClaim['spokenLanguage']
  key: string
  content_type: string
  size_bytes: number
  again: TranscribeAgain | null
  scenario_id: string
  scenario_version: string
  duration_ms: number | null
  voices: number | null
  missing_ms: number | null
  is_silent: boolean
  peaks_key: string | null
  client_name: string | null
  participants: string[]
  client_people: string[]
}

/** The provider that a person chose for transcribing this recording again; null for the default. */
export async function findAskedProvider(
  tx: TenantTx,
  meetingId: string,
): Promise<TranscribeAgain['provider']> {
  const [row] = await tx.sql<{ provider: TranscribeAgain['provider'] }[]>`
    select transcribe_again ->> 'provider' as provider from meetings
    where tenant_id = ${tx.tenantId} and id = ${meetingId} and pending_media_id = current_media_id`
  return row?.provider ?? null
}

/** Claims the stage for this attempt. Returns undefined if there is nothing to do. */
export async function claimTranscription(
  tx: TenantTx,
  meetingId: string,
): Promise<TranscriptionClaim | undefined> {
  const row = await claimStage<ClaimedRow>(
    tx,
    'transcribe',
    meetingId,
    passingReasons,
    tx.sql`
    select m.fence, m.owner_id, m.language, m.spoken_language,
      case when m.pending_media_id = m.current_media_id then m.transcribe_again end as again, m.scenario_id, m.scenario_version, d.id as media_id,
      coalesce(d.sound #>> '{speech,key}', d.audio_key, d.object_key) as key,
      coalesce(d.sound #>> '{speech,contentType}',
        case when d.audio_key is null then d.content_type else coalesce(d.audio_content_type, 'audio/ogg') end) as content_type,
      coalesce((d.sound #>> '{speech,sizeBytes}')::bigint,
        case when d.audio_key is null then d.size_bytes else coalesce(d.audio_size_bytes, d.size_bytes) end)::float8
        as size_bytes,
      (d.sound ->> 'voices')::int as voices, (d.sound ->> 'missingMs')::float8 as missing_ms,
      coalesce((d.sound ->> 'isSilent')::boolean, false) as is_silent, d.peaks_key,
      d.duration_ms::float8 as duration_ms,
      (select c.name from clients c where c.tenant_id = m.tenant_id and c.id = m.client_id) as client_name,
      array(select w.name from ${tx.sql.unsafe(currentParticipants('m.tenant_id', 'm.id'))} w
        order by w.ord) as participants,
      array(select p.name from people p
        where p.tenant_id = m.tenant_id and p.client_id = m.client_id order by p.id limit 100) as client_people,
      f.subscription, f.overrides
    from claimed m cross join (${tx.sql.unsafe(limitFacts)}) f
    join media d on d.tenant_id = m.tenant_id and d.meeting_id = m.id and d.id = coalesce(m.pending_media_id, m.current_media_id)`,
  )
  if (!row) return undefined
  return {
    meetingId,
    stage: 'transcribe',
    ownerId: row.owner_id,
    limits: toLimits(tx.tenantId, row),
    isReserved: false,
    fence: row.fence,
    mediaId: row.media_id,
    language: row.language,
    spokenLanguage: row.spoken_language,
    recording: {
      key: row.key,
      contentType: row.content_type,
      sizeBytes: row.size_bytes,
      durationMs: row.duration_ms,
      voices: row.voices,
      missingMs: row.missing_ms,
      isSilent: row.is_silent,
      peaksKey: row.peaks_key,
    },
    scenario: { id: row.scenario_id, version: row.scenario_version },
    again: row.again,
    keyTerms: [
      ...new Set(
        [
          ...(row.again?.keyTerms ?? []),
          ...row.participants,
          row.client_name ?? '',
          ...row.client_people,
        ]
          .map((term) => term.trim())
          .filter(Boolean),
      ),
    ],
  }
}
