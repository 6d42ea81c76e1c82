import { withTenant } from '../../../../db/tenant.ts'
import { defineJob, type JobCtx } from '../../../jobs/define-job.ts'
import { keepClaim, Superseded, superseded } from '../../../jobs/keep-claim.ts'
import { inSpan } from '../../../platform/telemetry/span.ts'
import { failWork, purgeIfDeleted, queueNext, queueUploadSweep } from '../../meetings/index.ts'
import type { IngestDeps } from '../deps.ts'
import { mediaKeys } from '../keys.ts'
import { MediaFault } from '../ports.ts'
import { findMedia } from '../repo.ts'
import {
  claimIngest,
  type Ingested,
  type IngestClaim,
  recordIngested,
  renewIngest,
  saveIngested,
  saveProgress,
} from './claim.ts'
import { lookInto } from './look-into.ts'

const reportEveryMs = 1_000

/** The fence that each attempt drew, known by its signal: a late failure must not fail what came after it. */
const fences = new WeakMap<AbortSignal, number>()

/** Looks into the meeting's recording, and puts the meeting in line for transcription. Running it twice changes nothing more. */
export const ingestMeeting = defineJob<'meeting.ingest', IngestDeps>(
  'meeting.ingest',
  async (deps, ctx, { meetingId }) => {
    const claim = await withTenant(deps.db, ctx, (tx) => claimIngest(tx, meetingId))
    if (!claim) return 'already done'
    fences.set(ctx.signal, claim.fence)
    const kept = keepClaim(deps, ctx, (tx) => renewIngest(tx, claim))
    try {
      const watched = { ...ctx, signal: kept.signal }
      const found = claim.isIngested ? null : await inSpanOf(deps, watched, claim)
      const isSaved = await withTenant(deps.db, ctx, async (tx) => {
        const saved = found ? await saveIngested(tx, claim, found) : await stillHas(tx, claim)
        if (!saved) return false
        await queueNext(tx, meetingId, 'transcribe')
        await recordIngested(tx, meetingId)
        if (claim.isReplacement) await queueUploadSweep(tx, meetingId)
        return true
      })
      if (!isSaved) throw new Superseded()
    } catch (error) {
      await leaveNothing(deps, ctx, claim).catch((err: unknown) =>
        ctx.log.error({ err, meetingId }, 'what an attempt left behind was not looked at'),
      )
      if (error instanceof Superseded || kept.isLost()) return superseded
      throw error
    } finally {
      kept.stop()
    }
    return deps.mediaTools ? 'looked into' : 'not looked into: there is no ffmpeg'
  },
  { onFinalFailure: markFailed },
)

/** Removes what an attempt may have written after its meeting or its recording was deleted. */
async function leaveNothing(
  { db, files }: IngestDeps,
  ctx: JobCtx,
  { meetingId, mediaId }: IngestClaim,
): Promise<void> {
  const isDropped = await withTenant(db, ctx, async (tx) =>
    (await purgeIfDeleted(tx, meetingId)) ? false : !(await findMedia(tx, mediaId)),
  )
  if (!isDropped) return
  const keys = mediaKeys(ctx.tenantId, meetingId, mediaId)
  for (const key of Object.values(keys)) await files.delete(key)
}

const inSpanOf = (deps: IngestDeps, ctx: JobCtx, claim: IngestClaim): Promise<Ingested> =>
  inSpan(
    'media.ingest',
    {
      'aam.tenant_id': ctx.tenantId,
      'aam.meeting_id': claim.meetingId,
      'aam.size_bytes': claim.sizeBytes,
    },
    () => lookInto(deps, ctx, claim, progressReporter(deps, ctx, claim)),
  )

const stillHas = async (
  tx: Parameters<typeof saveIngested>[0],
  { meetingId, fence }: IngestClaim,
): Promise<boolean> => {
  const held = await tx.sql`
    select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}
      and fence = ${fence} and stage = 'ingest' and status = 'queued' for update`
  return held.length > 0
}

/** At most once a second, and never in the way of the work. */
function progressReporter(deps: IngestDeps, ctx: JobCtx, claim: IngestClaim) {
  let reportedAtMs = Date.now()
  return (step: string, done: number, total: number): void => {
    if (Date.now() - reportedAtMs < reportEveryMs) return
    reportedAtMs = Date.now()
    withTenant(deps.db, ctx, (tx) => saveProgress(tx, claim, { step, done, total })).catch(
      (error: unknown) => ctx.log.warn({ err: error }, 'progress was not reported'),
    )
  }
}

/** The last attempt failed: the meeting says why, keeps its recording and can be tried again where that may help. */
async function markFailed(
  deps: IngestDeps,
  ctx: JobCtx,
  { meetingId }: { meetingId: string },
  error: unknown,
): Promise<void> {
  const isUnusable = error instanceof MediaFault
  await withTenant(deps.db, ctx, (tx) =>
    failWork(tx, ctx, {
      meetingId,
      stage: 'ingest',
      fence: fences.get(ctx.signal) ?? null,
      reason: isUnusable ? error.code : 'ingest_failed',
      canRetry: !isUnusable,
      isRecordingUnusable: isUnusable,
    }),
  )
}
