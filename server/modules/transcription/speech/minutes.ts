import { type Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { limitOf } from '../../../../tenants/limits/limit-list.ts'
import {
  selectFitting,
  hasMinutesLimit,
  releaseMinutes,
  type MinutesReached,
  reserveMinutes,
  settleMinutes,
} from '../../../../tenants/limits/minutes.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import { enqueueWarning } from '../../billing/index.ts'
import { waitInStage } from '../../meetings/index.ts'
import type { TranscriptionClaim } from './repo/claim.ts'
import { hasOwnSpeech, isAnswerUsed, listRecordings } from './repo/minutes.ts'

const reasonReached = limitOf('transcribedMinutesPerMonth').code
const reasonTooLong = 'recording_over_limit'

/** Why a meeting waits for the minutes of its organisation, or of its owner. */
export const minuteReasons = [reasonReached, reasonTooLong] as const

/** Typical rates, for a recording that could not be probed. */
const bytesPerSecond = { audio: 16_000, video: 125_000 }

/** Where a provider's response came from. */
export interface Answer {
  provider: string
  keptAt: string
  /** True if an earlier attempt received it. */
  wasKept: boolean
  /** True for the organisation's own provider. */
  isOwn: boolean
}

interface Recording {
  contentType: string
  sizeBytes: number
  durationMs: number | null
}

/** Duration of a recording in whole seconds, estimated from its size if unknown. */
export function secondsOf({ contentType, sizeBytes, durationMs }: Recording): number {
  if (durationMs !== null) return Math.ceil(durationMs / 1_000)
  const kind = contentType.startsWith('video/') ? 'video' : 'audio'
  return Math.ceil(sizeBytes / bytesPerSecond[kind])
}

/**
 * Reserves what the recording may take, where that is limited; true where it did. Throws LimitExceeded, in the transaction of the
 * claim, where it is past a limit.
 */
export async function reserveFor(tx: TenantTx, claim: TranscriptionClaim): Promise<boolean> {
  const { meetingId, fence, ownerId, recording } = claim
  if (!hasMinutesLimit(claim.limits, tx.tenantId, ownerId)) return false
  const seconds = secondsOf(recording)
  const reached = await reserveMinutes(tx, { meetingId, fence, ownerId, seconds })
  if (reached) throw new LimitExceeded(reached)
  return true
}

export const reasonOf = ({ reached }: LimitExceeded): (typeof minuteReasons)[number] =>
  (reached as MinutesReached).isTooLong ? reasonTooLong : (reasonReached as never)

/** Marks the meeting as waiting for its provider until the next attempt, and releases its minutes until then. */
export async function waitForProvider(
  tx: TenantTx,
  claim: TranscriptionClaim,
  reason: string,
): Promise<void> {
  await waitInStage(tx, claim, reason)
  if (claim.isReserved) await releaseMinutes(tx, claim)
}

/**
 * Counts what was transcribed, in place of the reservation. A kept answer that another transcript of the meeting came of
 * was counted with that; one of the organisation's own provider is not the operator's to count.
 */
export async function settleFor(
  tx: TenantTx,
  claim: TranscriptionClaim,
  answer: Answer & { transcriptId: string; durationMs: number | null },
): Promise<void> {
  const { meetingId, fence, ownerId, recording } = claim
  const seconds = secondsOf({ ...recording, durationMs: answer.durationMs })
  const isCounted = answer.isOwn || (answer.wasKept && (await isAnswerUsed(tx, meetingId, answer)))
  const asked = { meetingId, fence, ownerId, seconds: isCounted ? 0 : seconds }
  await enqueueWarning(tx, await settleMinutes(tx, asked, claim.isReserved))
}

/** Of the meetings that wait for minutes, those whose recordings fit the remaining minutes, longest waiting first. */
export const chooseForMinutes = (
  db: Database,
  tenantId: string,
  meetingIds: readonly string[],
): Promise<readonly string[]> =>
  withTenant(db, { tenantId }, async (tx) => {
    if (await hasOwnSpeech(tx)) return meetingIds
    const rows = await listRecordings(tx, meetingIds)
    const waiting = rows.map((row) => ({
      meetingId: row.meetingId,
      ownerId: row.ownerId,
      seconds: secondsOf(row),
    }))
    return selectFitting(tx, waiting)
  })
