import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { audit } from '../../../platform/audit.ts'
import { endUploading, recordChange } from '../../meetings/index.ts'
import type { UploadDeps } from '../deps.ts'
import { hasOpenUpload, touchUpload } from '../repo.ts'

/** Gives up a meeting's uploads that nobody has touched for a day. Running it twice changes nothing more. */
export const sweepUploads = defineJob<'upload.sweep', UploadDeps>(
  'upload.sweep',
  async (deps, ctx, { meetingId }) => `${await sweepMeeting(deps, ctx, meetingId)} given up`,
)

interface StaleUpload {
  id: string
  fileName: string
  objectKey: string
  storageUploadId: string
}

/** The same for a command. Returns how many there were. */
export async function sweepMeeting(deps: UploadDeps, ctx: Ctx, meetingId: string): Promise<number> {
  const stale = await withTenant(
    deps.db,
    ctx,
    (tx) => tx.sql<StaleUpload[]>`
      select id, file_name as "fileName", object_key as "objectKey", storage_upload_id as "storageUploadId" from uploads
      where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId} and state = 'open'
        and updated_at < now() - interval '24 hours'`,
  )
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
    const [meeting] = await tx.sql`
      select 1 from meetings
      where tenant_id = ${tx.tenantId} and id = ${meetingId} for update`
    const [upload] = await tx.sql`
      select 1 from uploads where tenant_id = ${tx.tenantId} and id = ${id} and state = 'open'
        and updated_at < now() - interval '24 hours'`
    if (!meeting || !upload) return false
    // Under the lock, so that nobody goes on with it meanwhile; before the row says “aborted”, as nobody looks at such.
    await deps.files.abortUpload(objectKey, storageUploadId)
    // It may have been joined by a completion that came to no end.
    await deps.files.delete(objectKey)
    await touchUpload(tx, id, { state: 'aborted' })
    const refused = { fileName, reason: 'upload_abandoned' }
    await endUploading(tx, meetingId, { refused, isLast: !(await hasOpenUpload(tx, meetingId)) })
    await audit(tx, ctx, 'upload.abandoned', meetingId, { uploadId: id })
    await recordChange(tx, ctx, meetingId, 'upload_abandoned')
    return true
  })
