import type { TenantTx } from '../../../../db/tenant.ts'
import { GivenUpError } from '../../../jobs/given-up.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { recordChange } from '../repo/record-change.ts'
import { lockMeeting, saveWork, updateMeeting } from './repo/work.ts'
import { failed, isWorking, type Stage } from './states.ts'
import { restorePrevious } from './work.ts'

export interface Failure {
  meetingId: string
  stage: Stage
  /** Fence of the failed attempt; null if no attempt made its claim, for example because its worker died each time. */
  fence: number | null
  error: unknown
  /** What the meeting says; a lost worker has its own reason. */
  reason: string
  canRetry: boolean
  /** This recording fails every time. If it was a replacement, it is refused and the current content stays. */
  isRecordingUnusable?: boolean
}

/** Marks a meeting as failed after the last attempt of a stage. Does nothing if its state has changed since. */
export async function failWork(tx: TenantTx, ctx: Ctx, failure: Failure): Promise<void> {
  const { meetingId, stage, fence, error, canRetry, isRecordingUnusable = false } = failure
  const reason = error instanceof GivenUpError ? 'worker_lost' : failure.reason
  const facts = await lockMeeting(tx, meetingId).catch(undefinedIfNotFound)
  if (!facts || !isWorking(facts.status) || facts.stage !== stage) return
  if (fence !== null && facts.fence !== fence) return
  const { pendingMedia } = facts
  if (isRecordingUnusable && pendingMedia && facts.before && !facts.pendingTranscriptId) {
    await restorePrevious(tx, facts)
    await updateMeeting(tx, meetingId, {
      refusedRecording: { fileName: pendingMedia.fileName, reason },
    })
    await recordChange(tx, ctx, meetingId, 'replacement_refused', { reason })
    return
  }
  await saveWork(tx, meetingId, failed(facts, stage, reason, canRetry))
  await recordChange(tx, ctx, meetingId, 'failed')
}

const undefinedIfNotFound = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'not_found') return undefined
  throw error
}
