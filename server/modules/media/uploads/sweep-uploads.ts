import { hasScheduledJob } from '../../../../db/pending-jobs.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { subjectOf } from '../../../jobs/catalog.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { markUploadEnded, recordChange } from '../../meetings/index.ts'
import type { UploadDeps } from '../deps.ts'
import { answerFolder, mediaFolder } from '../keys.ts'
import {
  deleteMedia,
  findOldestOpenUpload,
  hasOpenUpload,
  listAborted,
  listDropped,
  listStaleUploads,
  lockStaleUpload,
  type StaleUpload,
  touchUpload,
} from '../repo.ts'

export interface SweepDeps extends UploadDeps {
  files: UploadDeps['files'] & { deletePrefix(prefix: string): Promise<unknown> }
}

/**
 * Gives up a meeting's uploads that nobody has touched for a day, and removes what is stored of aborted uploads and of
 * recordings that nothing leads to any more. Running it twice changes nothing more.
 */
export const sweepUploads = defineJob<'upload.sweep', SweepDeps>(
  'upload.sweep',
  async (deps, ctx, { meetingId }) => {
    const given = await sweepMeeting(deps, ctx, meetingId)
    const aborted = await withTenant(deps.db, ctx, (tx) => listAborted(tx, meetingId))
    for (const { objectKey, storageUploadId } of aborted) {
      await deps.files.abortUpload(objectKey, storageUploadId)
      // An interrupted completion may have joined it.
      await deps.files.delete(objectKey)
    }
    await scheduleNextSweep(deps, ctx, meetingId)
    return `${given} given up, ${await removeRecordings(deps, ctx, meetingId)} recordings removed`
  },
)

/** An upload that nobody has touched for this long is aborted. */
const givenUpAfterMs = 24 * 3_600_000

/** Schedules the check of an open upload for when it becomes stale. */
export const scheduleSweep = (
  tx: TenantTx,
  { meetingId, updatedAt }: { meetingId: string; updatedAt: Date },
): Promise<void> =>
  enqueue(
    tx,
    'upload.sweep',
    { meetingId },
    { dueAt: new Date(updatedAt.getTime() + givenUpAfterMs) },
  )

const scheduleNextSweep = (deps: SweepDeps, ctx: Ctx, meetingId: string): Promise<void> =>
  withTenant(deps.db, ctx, async (tx) => {
    const updatedAt = await findOldestOpenUpload(tx, meetingId)
    if (!updatedAt) return
    const subject = subjectOf('upload.sweep', { meetingId })
    if (await hasScheduledJob(tx, 'upload.sweep', subject)) return
    await scheduleSweep(tx, { meetingId, updatedAt })
  })

/** Holds the lock of the meeting, so that no recording is restored meanwhile. */
const removeRecordings = (deps: SweepDeps, ctx: Ctx, meetingId: string): Promise<number> =>
  withTenant(deps.db, ctx, async (tx) => {
    const dropped = await listDropped(tx, meetingId)
    for (const id of dropped) {
      await deps.files.deletePrefix(mediaFolder(ctx.tenantId, meetingId, id))
      await deps.files.deletePrefix(answerFolder(ctx.tenantId, meetingId, id))
    }
    if (dropped.length > 0) await deleteMedia(tx, dropped)
    return dropped.length
  })

/** Aborts the stale uploads of a meeting. Returns how many. */
export async function sweepMeeting(deps: UploadDeps, ctx: Ctx, meetingId: string): Promise<number> {
  const stale = await withTenant(deps.db, ctx, (tx) => listStaleUploads(tx, meetingId))
  let given = 0
  for (const upload of stale) {
    if (await giveUp(deps, ctx, meetingId, upload)) given++
  }
  return given
}

const giveUp = (
  deps: UploadDeps,
  ctx: Ctx,
  meetingId: string,
  { id, fileName, objectKey, storageUploadId }: StaleUpload,
): Promise<boolean> =>
  withTenant(deps.db, ctx, async (tx) => {
    if (!(await lockStaleUpload(tx, meetingId, id))) return false
    // Under the lock, so that the upload does not continue; before the row is marked as aborted, which nothing revisits.
    await deps.files.abortUpload(objectKey, storageUploadId)
    // An interrupted completion may have joined it.
    await deps.files.delete(objectKey)
    await touchUpload(tx, id, { state: 'aborted' })
    const refused = { fileName, reason: 'upload_abandoned' }
    await markUploadEnded(tx, meetingId, { refused, isLast: !(await hasOpenUpload(tx, meetingId)) })
    await audit(tx, ctx, 'upload.abandoned', meetingId, { uploadId: id })
    await recordChange(tx, ctx, meetingId, 'upload_abandoned')
    return true
  })
