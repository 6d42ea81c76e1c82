import { trace } from '@opentelemetry/api'
import { announcement } from '../../meetings/index.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { Superseded } from '../../../jobs/keep-claim.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { currentTraceparent, inSpan } from '../../../platform/telemetry.ts'
import type { TranscribeDeps } from '../deps.ts'
import { meetingPrefix } from '../../../platform/object-keys.ts'
import type { SpeechResult } from '../ports.ts'
import { insertTranscript } from '../repo.ts'
import type { TranscriptionClaim } from './claim.ts'
import { shapeUtterances } from './shape-utterances.ts'

/**
 * Keeps what the provider answered, then writes the transcript and puts the meeting in line for analysis, all or nothing.
 * Throws `Superseded` when the claim was lost; then nothing of it is left.
 */
export async function saveTranscript(
  deps: TranscribeDeps,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  provider: string,
  result: SpeechResult,
): Promise<{ segmentCount: number }> {
  const { segments, speakers } = shapeUtterances(result.utterances)
  const id = newId()
  const objectKey = `${meetingPrefix(ctx.tenantId, claim.meetingId)}transcripts/${id}/answer.json`
  const answer = new TextEncoder().encode(JSON.stringify(result.answer))
  await inSpan('storage.put', { 'aam.meeting_id': claim.meetingId }, () =>
    deps.files.put(objectKey, answer, { contentType: 'application/json' }),
  )
  try {
    await withTenant(deps.db, ctx, async (tx) => {
      await insertTranscript(
        tx,
        {
          tenantId: tx.tenantId,
          id,
          meetingId: claim.meetingId,
          source: 'speech',
          mediaId: claim.mediaId,
          provider,
          objectKey,
          language: result.language ?? spokenIn(claim) ?? claim.language,
          segmentCount: segments.length,
          wordCount: segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
          durationMs: result.durationMs,
        },
        speakers.map((number) => speakerName(claim.language, number)),
        segments,
        { unnamed: true },
      )
      await goOn(tx, ctx, claim, id, provider, result)
    })
  } catch (error) {
    // After a lost connection nobody knows whether it was committed: the answer stays, and goes with its meeting.
    if (error instanceof AppError) await deps.files.deletePrefix(objectKey).catch(() => undefined)
    throw error
  }
  return { segmentCount: segments.length }
}

/** The one language that was asked for, where a meeting says so itself. */
const spokenIn = ({ spokenLanguage }: TranscriptionClaim): 'en' | 'ru' | null =>
  spokenLanguage === 'en' || spokenLanguage === 'ru' ? spokenLanguage : null

const speakerName = (language: 'en' | 'ru', number: number): string =>
  `${language === 'ru' ? 'Говорящий' : 'Speaker'} ${number}`

/** The meeting has this transcript now and waits for its analysis: meeting, history, audit, job and live event at once. */
async function goOn(
  tx: TenantTx,
  ctx: JobCtx,
  claim: TranscriptionClaim,
  transcriptId: string,
  provider: string,
  result: SpeechResult,
): Promise<void> {
  tx.outboxUsed = true
  const heard = result.language === 'en' || result.language === 'ru' ? result.language : null
  const traceId = trace.getActiveSpan()?.spanContext().traceId ?? null
  const traceparent = currentTraceparent()
  const done = await tx.sql`
    with done as (
      update meetings m set status = 'queued', stage = 'analyse', reason = null, can_retry = false, progress = null,
        claimed_at = null, current_transcript_id = ${transcriptId}, duration_ms = ${result.durationMs},
        language = case when m.spoken_language is null then coalesce(${heard}, m.language) else m.language end, rev = m.rev + 1, updated_at = now()
      where m.tenant_id = ${tx.tenantId} and m.id = ${claim.meetingId} and m.fence = ${claim.fence}
        and m.status = 'transcribing'
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'transcribed', status, stage from done
    ), line as (
      insert into audit_log (tenant_id, id, actor_kind, action, subject_id, request_id, trace_id, data)
      select tenant_id, ${newId()}, 'system', 'meeting.transcribed', id, ${ctx.requestId}, ${traceId},
        jsonb_build_object('transcriptId', ${transcriptId}::text, 'provider', ${provider}::text,
          'providerRequestId', ${result.requestId}::text) from done
    ), asked as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      select tenant_id, ${newId()}, 'job', 'meeting.analyse', jsonb_build_object('meetingId', id), ${traceparent}
      from done
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${announcement(tx)} from done
    )
    select 1 from done`
  if (done.length === 0) throw new Superseded()
}
