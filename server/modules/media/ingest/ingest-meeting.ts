import { withTenant } from '../../../../db/tenant.ts'
import { defineJob, type JobCtx } from '../../../jobs/define-job.ts'
import { inSpan } from '../../../platform/telemetry/span.ts'
import {
  failWork,
  progressReporter,
  queueUploadSweep,
  renewStage,
  runStage,
} from '../../meetings/index.ts'
import type { IngestDeps } from '../deps.ts'
import { mediaKeys } from '../keys.ts'
import { MediaFault } from '../ports.ts'
import { findMedia } from '../repo.ts'
import { probeRecording } from './probe-recording.ts'
import { claimIngest, type Ingested, type IngestClaim, saveIngested } from './repo.ts'

/** Probes the meeting's recording and queues its transcription. Running it twice changes nothing. */
export const ingestMeeting = defineJob<'meeting.ingest', IngestDeps, IngestClaim>(
  'meeting.ingest',
  async (deps, ctx, { meetingId }, hold) => {
    const claim = await withTenant(deps.db, ctx, (tx) => claimIngest(tx, meetingId))
    if (!claim) return 'already done'
    hold(claim)
    return runStage(deps, ctx, {
      meetingId,
      renew: (tx) => renewStage(tx, claim),
      work: async (signal) => {
        const found = claim.isIngested ? null : await probe(deps, { ...ctx, signal }, claim)
        await withTenant(deps.db, ctx, async (tx) => {
          await saveIngested(tx, claim, found)
          if (claim.isReplacement) await queueUploadSweep(tx, meetingId)
        })
        return deps.mediaTools ? 'probed' : 'not probed: there is no ffmpeg'
      },
      discard: () => deleteOrphans(deps, ctx, claim),
    })
  },
  { onFinalFailure: markFailed },
)

/** Deletes what an attempt may have written after its recording was deleted. */
async function deleteOrphans(
  { db, files }: IngestDeps,
  ctx: JobCtx,
  { meetingId, mediaId }: IngestClaim,
): Promise<void> {
  if (await withTenant(db, ctx, (tx) => findMedia(tx, mediaId))) return
  const keys = mediaKeys(ctx.tenantId, meetingId, mediaId)
  for (const key of Object.values(keys)) await files.delete(key)
}

const probe = (deps: IngestDeps, ctx: JobCtx, claim: IngestClaim): Promise<Ingested> => {
  const report = progressReporter(deps, ctx, claim)
  return inSpan(
    'media.ingest',
    {
      'aam.tenant_id': ctx.tenantId,
      'aam.meeting_id': claim.meetingId,
      'aam.size_bytes': claim.sizeBytes,
    },
    () => probeRecording(deps, ctx, claim, (step, done, total) => report({ step, done, total })),
  )
}

/** The meeting keeps its recording, and can be retried unless the recording itself is unusable. */
async function markFailed(
  deps: IngestDeps,
  ctx: JobCtx,
  { meetingId }: { meetingId: string },
  error: unknown,
  claim: IngestClaim | undefined,
): Promise<void> {
  const isUnusable = error instanceof MediaFault
  await withTenant(deps.db, ctx, (tx) =>
    failWork(tx, ctx, {
      meetingId,
      stage: 'ingest',
      fence: claim?.fence ?? null,
      error,
      reason: isUnusable ? error.code : 'ingest_failed',
      canRetry: !isUnusable,
      isRecordingUnusable: isUnusable,
    }),
  )
}
