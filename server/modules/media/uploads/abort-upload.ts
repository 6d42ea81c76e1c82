import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { markUploadEnded, recordChange } from '../../meetings/index.ts'
import type { UploadDeps } from '../deps.ts'
import { getUploadForChange, hasOpenUpload, touchUpload } from '../repo.ts'
import { requireOpen } from './upload-state.ts'

/** Aborts an upload and deletes its parts. Repeating it changes nothing. */
export async function abortUpload(deps: UploadDeps, ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'meetings:write')
  const place = await withWrite(deps.db, ctx, async (tx) => {
    const { upload, meeting } = await getUploadForChange(tx, ctx, id)
    const { objectKey, storageUploadId } = upload
    if (upload.state === 'aborted') return { objectKey, storageUploadId }
    requireOpen(upload)
    await touchUpload(tx, id, { state: 'aborted' })
    const isLast = !(await hasOpenUpload(tx, meeting.id))
    await markUploadEnded(tx, meeting.id, { refused: null, isLast })
    await audit(tx, ctx, 'upload.cancelled', meeting.id, { uploadId: id })
    await recordChange(tx, ctx, meeting.id, 'upload_cancelled')
    return { objectKey, storageUploadId }
  })
  await deps.files.abortUpload(place.objectKey, place.storageUploadId)
  // An interrupted completion may have joined it.
  await deps.files.delete(place.objectKey)
}
