import { trace } from '@opentelemetry/api'
import { withTenant } from '../../../../db/tenant.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { newId } from '../../../platform/ids.ts'
import type { TranscribeDeps } from '../deps.ts'
import type { ReadSpeech } from '../ports.ts'
import { insertTranscript } from '../repo.ts'
import { type Answer, secondsOf, settleFor } from './minutes.ts'
import { saveTranscribed } from './repo/advance.ts'
import type { TranscriptionClaim } from './repo/claim.ts'
import {
  isLocale,
  type Locale,
  translate,
  type Translated,
} from '../../../../plugins/vocabulary.ts'

/**
 * Writes the transcript and queues the meeting for analysis, in one transaction. Throws `Superseded` if the claim was
 * lost; the provider's response stays stored for the next identical request.
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
        language: result.language ?? spokenLanguageOf(claim) ?? claim.language,
        warnings: [...recordingWarnings(claim), ...result.warnings],
        segmentCount: result.segmentCount,
        wordCount: result.wordCount,
        durationMs,
      },
      result.speakers.map((number) => speakerName(claim.language, number)),
      result.rows,
      { unnamed: true },
    )
    await saveTranscribed(tx, claim, {
      transcriptId: id,
      language: result.language,
      durationMs,
      answer,
      seconds: secondsOf({ ...claim.recording, durationMs }),
      providerRequestId: result.requestId,
      requestId: ctx.requestId,
      traceId: trace.getActiveSpan()?.spanContext().traceId ?? null,
    })
    await settleFor(tx, claim, { ...answer, transcriptId: id, durationMs })
  })
  return { segmentCount: result.segmentCount }
}

/** Warns of a recording that was cut off or is silent: its transcript must not look complete. */
function recordingWarnings({
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

/** The meeting's spoken language, unless it has several. */
const spokenLanguageOf = ({ spokenLanguage }: TranscriptionClaim): Locale | null =>
  isLocale(spokenLanguage) ? spokenLanguage : null

const durationOf = (claim: TranscriptionClaim, result: ReadSpeech): number | null =>
  result.durationMs ?? claim.recording.durationMs

const speaker: Translated = { en: 'Speaker', ru: 'Говорящий' }
const speakerName = (language: Locale, number: number): string =>
  `${translate(speaker, language)} ${number}`
