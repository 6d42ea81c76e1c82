import type { TranscribeAgain } from '../../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { selectMeetingEvent, currentParticipants } from '../../meetings/index.ts'
import { newId } from '../../../platform/ids.ts'
import {
  limitFacts,
  type LimitFacts,
  type Limits,
  toLimits,
} from '../../../../tenants/limits/stored-limits.ts'
import { passingReasons } from '../ports.ts'
import type { Locale, SpokenLanguage } from '../../../../plugins/vocabulary.ts'

/** What an attempt was given: everything it needs, read once, and the fence its writes must show. */
export interface TranscriptionClaim {
  meetingId: string
  /** Whose minutes it takes. */
  ownerId: string
  limits: Limits
  /** Whether it holds minutes of the month. */
  isReserved: boolean
  fence: number
  mediaId: string
  language: Locale
  spokenLanguage: SpokenLanguage | null
  /** The sound alone where there is a copy of it, else the recording. */
  recording: {
    key: string
    contentType: string
    sizeBytes: number
    durationMs: number | null
    /** How many channels hold one person or one side each. */
    voices: number | null
    /** What of the recording never arrived. */
    missingMs: number | null
    isSilent: boolean
    peaksKey: string | null
  }
  /** Names of people and of the client. */
  keyTerms: string[]
  scenario: { id: string; version: string }
  /** What somebody asked for when this recording was to be transcribed once more. */
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

/** Whose provider somebody asked for when this recording was to be transcribed once more; null where nobody did. */
export async function findAskedProvider(
  tx: TenantTx,
  meetingId: string,
): Promise<TranscribeAgain['provider']> {
  const [row] = await tx.sql<{ provider: TranscribeAgain['provider'] }[]>`
    select transcribe_again ->> 'provider' as provider from meetings
    where tenant_id = ${tx.tenantId} and id = ${meetingId} and pending_media_id = current_media_id`
  return row?.provider ?? null
}

/**
 * Takes the stage for this attempt; an older attempt can write no more. Undefined when there is nothing to do. Claim,
 * history and live event in one statement; what comes back after a provider's fault is no news for the history.
 */
export async function claimTranscription(
  tx: TenantTx,
  meetingId: string,
): Promise<TranscriptionClaim | undefined> {
  tx.outboxUsed = true
  const [row] = await tx.sql<ClaimedRow[]>`
    with before as (
      select id, reason from meetings
      where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = 'transcribe'
        and status in ('queued', 'waiting', 'transcribing')
        and coalesce(pending_media_id, current_media_id) is not null
      for update
    ), claimed as (
      update meetings m set fence = m.fence + 1, claimed_at = now(), status = 'transcribing', can_retry = false,
        reason = case when m.reason = any(${passingReasons}) then m.reason end,
        progress = null, rev = m.rev + 1, updated_at = now()
      from before where m.tenant_id = ${tx.tenantId} and m.id = before.id
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'transcribing', status, stage from claimed where reason is null
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${selectMeetingEvent(tx)} from claimed
    )
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
    join media d on d.tenant_id = m.tenant_id and d.meeting_id = m.id and d.id = coalesce(m.pending_media_id, m.current_media_id)`
  if (!row) return undefined
  return {
    meetingId,
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
