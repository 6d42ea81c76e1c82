import type { TenantTx } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { audit } from '../../platform/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { withWrite } from '../../platform/transaction.ts'
import type { MeetingView } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { getMeeting, getMeetingForChange, recordChange, updateMeeting } from './repo.ts'
import { type MeetingRow, toMeetingView } from './rows.ts'

export type Steering = 'process' | 'retry' | 'cancel'

const startable = new Set(['draft', 'failed', 'cancelled', 'waiting'])
const stoppable = new Set(['uploading', 'queued', 'waiting', 'transcribing', 'analysing'])

/** Starts, restarts or stops the way of a meeting through its stages. Throws `wrong_state` where that makes no sense. */
export async function steerMeeting(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  steering: Steering,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, id, expectedRev)
    if (steering === 'cancel') await cancel(tx, meeting)
    else await start(tx, meeting)
    await audit(tx, ctx, `meeting.${steering}`, id)
    await recordChange(tx, ctx, id, steering === 'cancel' ? 'cancelled' : 'queued')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

async function start(tx: TenantTx, meeting: MeetingRow): Promise<void> {
  if (!startable.has(meeting.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${meeting.status.replace('_', ' ')}; there is nothing to start. Cancel it first, or start another run beside this result.`,
    )
  }
  // A transcript from before the recording is no reason to leave the recording.
  const isAtRecording = meeting.stage === 'ingest' || meeting.stage === 'transcribe'
  if (meeting.current_media_id && (isAtRecording || !meeting.current_transcript_id)) {
    await queueRecording(tx, meeting.id, meeting.current_media_id)
  } else if (meeting.current_transcript_id) await queueAnalysis(tx, meeting.id)
  else {
    throw new AppError(
      'wrong_state',
      'There is no recording and no transcript yet. Add one, then it starts by itself.',
    )
  }
}

/** A recording is looked at once; after that, what is left is to transcribe it. */
async function queueRecording(tx: TenantTx, meetingId: string, mediaId: string): Promise<void> {
  const [ingested] = await tx.sql`
    select 1 from media where tenant_id = ${tx.tenantId} and id = ${mediaId} and ingested_at is not null`
  await (ingested ? queueTranscription(tx, meetingId) : queueIngest(tx, meetingId))
}

/** Puts a meeting with a new recording in line for looking at it. */
export async function queueIngest(tx: TenantTx, meetingId: string): Promise<void> {
  await queueStage(tx, meetingId, 'ingest')
  await enqueue(tx, 'meeting.ingest', { meetingId })
}

/** Puts a meeting with a transcript in line for analysis. */
export async function queueAnalysis(tx: TenantTx, meetingId: string): Promise<void> {
  await queueStage(tx, meetingId, 'analyse')
  await enqueue(tx, 'meeting.analyse', { meetingId })
}

/** Puts a meeting with a recording in line for transcription. */
export async function queueTranscription(tx: TenantTx, meetingId: string): Promise<void> {
  await queueStage(tx, meetingId, 'transcribe')
  await enqueue(tx, 'meeting.transcribe', { meetingId })
}

const queueStage = (tx: TenantTx, meetingId: string, stage: string): Promise<void> =>
  updateMeeting(tx, meetingId, {
    status: 'queued',
    stage,
    reason: null,
    canRetry: false,
    progress: null,
    claimedAt: null,
  })

async function cancel(tx: TenantTx, meeting: MeetingRow): Promise<void> {
  if (!stoppable.has(meeting.status)) {
    throw new AppError(
      'wrong_state',
      `The meeting is ${meeting.status.replace('_', ' ')}; there is nothing to cancel.`,
    )
  }
  // A raised fence: whoever still works on it can no longer write.
  await tx.sql`
    update meetings set fence = fence + 1 where tenant_id = ${tx.tenantId} and id = ${meeting.id}`
  await updateMeeting(tx, meeting.id, {
    status: 'cancelled',
    stage: null,
    reason: 'cancelled',
    canRetry: true,
    progress: null,
  })
}
