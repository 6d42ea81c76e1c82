import { trace } from '@opentelemetry/api'
import { selectMeetingEvent } from '../../meetings/index.ts'
import { enqueuePart } from '../../../../db/pending-jobs.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { Superseded } from '../../../jobs/keep-claim.ts'
import { newId } from '../../../platform/ids.ts'
import { enteringTranscription } from '../../../../db/usage-ledger.ts'
import type { TranscribeDeps } from '../deps.ts'
import type { ReadSpeech } from '../ports.ts'
import { insertTranscript } from '../repo.ts'
import type { TranscriptionClaim } from './claim.ts'
import { type Answer, secondsOf, settleFor } from './minutes.ts'
import {
  isLocale,
  type Locale,
  translate,
  type Translated,
} from '../../../../plugins/vocabulary.ts'

/**
 * Writes the transcript and puts the meeting in line for analysis, all or nothing. Throws `Superseded` when the claim was
 * lost; the provider's answer stays kept for whoever asks the same again.
 */
export async function saveTranscript(
  deps: TranscribeDeps,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  answer: Answer,
  result: ReadSpeech,
): Promise<{ segmentCount: number }> {
  const id = newId()
  const durationMs = durationOf(claim, result)
  await withTenant(deps.db, ctx, async (tx) => {
    await insertTranscript(
      tx,
      {
        tenantId: tx.tenantId,
        id,
        meetingId: claim.meetingId,
        source: 'speech',
        mediaId: claim.mediaId,
        provider: answer.provider,
        objectKey: answer.keptAt,
        language: result.language ?? spokenIn(claim) ?? claim.language,
        warnings: [...aboutTheRecording(claim), ...result.warnings],
        segmentCount: result.segmentCount,
        wordCount: result.wordCount,
        durationMs,
      },
      result.speakers.map((number) => speakerName(claim.language, number)),
      result.rows,
      { unnamed: true },
    )
    await goOn(tx, ctx, claim, id, answer, result)
    await settleFor(tx, claim, { ...answer, transcriptId: id, durationMs })
  })
  return { segmentCount: result.segmentCount }
}

/** A transcript that ends early must not look like the whole meeting. */
function aboutTheRecording({
  recording: { missingMs, isSilent },
}: TranscriptionClaim): ReadSpeech['warnings'] {
  if (isSilent) {
    const detail = 'The recording is silent: this text was probably never said.'
    return [{ code: 'recording_silent', detail }]
  }
  if (missingMs === null) return []
  const minutes = Math.max(1, Math.round(missingMs / 60_000))
  const detail = `The recording is cut off: about ${minutes} min are missing from the file.`
  return [{ code: 'recording_cut', count: minutes, detail }]
}

/** The one language that was asked for, where a meeting says so itself. */
const spokenIn = ({ spokenLanguage }: TranscriptionClaim): Locale | null =>
  isLocale(spokenLanguage) ? spokenLanguage : null

const durationOf = (claim: TranscriptionClaim, result: ReadSpeech): number | null =>
  result.durationMs ?? claim.recording.durationMs

const speaker: Translated = { en: 'Speaker', ru: 'Говорящий' }
const speakerName = (language: Locale, number: number): string =>
  `${translate(speaker, language)} ${number}`

/**
 * The meeting has this transcript now and waits for its analysis: meeting, history, audit, job, live event and ledger at
 * once.
 * Beside a result the transcript is not shown before its own result is there.
 */
async function goOn(
  tx: TenantTx,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  transcriptId: string,
  answer: Answer,
  result: ReadSpeech,
): Promise<void> {
  tx.outboxUsed = true
  const heard = isLocale(result.language) ? result.language : null
  const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null
  const durationMs = durationOf(claim, result)
  const used = enteringTranscription(tx, transcriptId, {
    isOwnKey: answer.isOwn,
    wasKept: answer.wasKept,
    seconds: secondsOf({ ...claim.recording, durationMs }),
  })
  const asked = enqueuePart(tx, 'analysis', {
    id: newId(),
    job: 'meeting.analyse',
    subject: tx.sql`id::text`,
    payload: tx.sql`jsonb_build_object('meetingId', id)`,
    from: tx.sql`done`,
  })
  const done = await tx.sql`
    with done as (
      update meetings m set status = 'queued', stage = 'analyse', reason = null, can_retry = false, progress = null,
        claimed_at = null,
        current_transcript_id = case when m.current_run_id is null then ${transcriptId} else m.current_transcript_id end,
        pending_transcript_id = case when m.current_run_id is null then null else ${transcriptId}::uuid end,
        current_media_id = case when m.current_run_id is null then ${claim.mediaId} else m.current_media_id end,
        pending_media_id = case when m.current_run_id is null then null else m.pending_media_id end,
        before_replacement = case when m.current_run_id is null then null else m.before_replacement end,
        duration_ms = case when m.current_run_id is null then ${durationMs}::bigint else m.duration_ms end,
        language = case when m.current_run_id is null and m.spoken_language is null
          then coalesce(${heard}, m.language) else m.language end, rev = m.rev + 1, updated_at = now()
      where m.tenant_id = ${tx.tenantId} and m.id = ${claim.meetingId} and m.fence = ${claim.fence}
        and m.status = 'transcribing'
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'transcribed', status, stage from done
    ), line as (
      insert into audit_log (tenant_id, id, actor_kind, action, subject_id, request_id, trace_id, data)
      select tenant_id, ${newId()}, 'system', 'meeting.transcribed', id, ${ctx.requestId}, ${traceId},
        jsonb_build_object('transcriptId', ${transcriptId}::text, 'provider', ${answer.provider}::text,
          'providerRequestId', ${result.requestId}::text) from done
    ), ${asked}, live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${selectMeetingEvent(tx)} from done
    ), ${used}
    select 1 from done`
  if (done.length === 0) throw new Superseded()
}
