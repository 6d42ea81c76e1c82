import type { TenantTx } from '../../../../../db/tenant.ts'
import { isLocale } from '../../../../../plugins/vocabulary.ts'
import { enteringTranscription } from '../../../../../db/usage-ledger.ts'
import { advanceStage } from '../../../meetings/index.ts'
import type { Answer } from '../minutes.ts'
import type { TranscriptionClaim } from './claim.ts'

interface Transcribed {
  transcriptId: string
  language: string | null
  durationMs: number | null
  answer: Answer
  /** Duration that the usage ledger counts. */
  seconds: number
  providerRequestId: string | null
  requestId: string
  traceId: string | null
}

/**
 * Queues the analysis of a new transcript. It becomes the current one, or is pending if the meeting has a result, until
 * it has its own. Throws `Superseded` if the claim was lost.
 */
export async function saveTranscribed(
  tx: TenantTx,
  claim: TranscriptionClaim,
  made: Transcribed,
): Promise<void> {
  const { transcriptId, language, durationMs, answer, seconds, requestId, traceId } = made
  const heard = isLocale(language) ? language : null
  await advanceStage(tx, claim, {
    next: 'analyse',
    kind: 'transcribed',
    set: tx.sql`
      current_transcript_id = case when m.current_run_id is null then ${transcriptId} else m.current_transcript_id end,
      pending_transcript_id = case when m.current_run_id is null then null else ${transcriptId}::uuid end,
      current_media_id = case when m.current_run_id is null then ${claim.mediaId} else m.current_media_id end,
      pending_media_id = case when m.current_run_id is null then null else m.pending_media_id end,
      before_replacement = case when m.current_run_id is null then null else m.before_replacement end,
      duration_ms = case when m.current_run_id is null then ${durationMs}::bigint else m.duration_ms end,
      language = case when m.current_run_id is null and m.spoken_language is null
        then coalesce(${heard}, m.language) else m.language end`,
    audit: {
      action: 'meeting.transcribed',
      requestId,
      traceId,
      data: {
        transcriptId,
        provider: answer.provider,
        providerRequestId: made.providerRequestId,
      },
    },
    also: enteringTranscription(tx, transcriptId, {
      isOwnKey: answer.isOwn,
      wasKept: answer.wasKept,
      seconds,
    }),
  })
}
