import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { markUploading, getMeetingForChange, recordChange } from '../../meetings/index.ts'
import type { CreateUpload, UploadView } from '../contract.ts'
import type { UploadDeps } from '../deps.ts'
import { mediaKeys } from '../keys.ts'
import { insertUpload, toUploadView } from '../repo.ts'
import { scheduleSweep } from './sweep-uploads.ts'
import { requireRoomForUpload } from './upload-quota.ts'
import { requireRecordable } from './upload-state.ts'

/** An interrupted part is sent again as a whole; 2 GiB are 256 parts. */
const partSizeBytes = 8 * 1024 * 1024

/**
 * Begins the upload of a recording. Throws `wrong_state` while the meeting is worked on or accepted, and
 * `upload_limit_reached`.
 */
export async function createUpload(
  deps: UploadDeps,
  ctx: Ctx,
  meetingId: string,
  input: CreateUpload,
): Promise<UploadView> {
  authorize(ctx, 'meetings:write')
  const createdBy = actorId(ctx)
  if (!createdBy) throw new Error('an upload needs somebody who sends it')
  await withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    // A repeated request gets the first response, whatever has happened to the meeting since.
    if (ctx.idempotency) return
    requireRecordable(meeting)
    // Checked before the request to the storage; counted when the row is stored.
    await requireRoomForUpload(tx, createdBy, input.sizeBytes)
  })
  const id = newId()
  const objectKey = mediaKeys(ctx.tenantId, meetingId, id).recording
  // The type is detected later; until then the file must not be executable in a browser.
  const storageUploadId = await deps.files.createUpload(objectKey, {
    contentType: 'application/octet-stream',
    ...(input.partChecksum ? { partChecksum: input.partChecksum } : {}),
  })
  try {
    const row = { id, objectKey, storageUploadId, createdBy }
    const view = await save(deps, ctx, meetingId, input, row)
    if (view.id !== id) await deps.files.abortUpload(objectKey, storageUploadId)
    return view
  } catch (error) {
    // After a lost connection the commit is uncertain: then the sweep decides.
    if (error instanceof AppError) {
      await deps.files.abortUpload(objectKey, storageUploadId).catch(() => undefined)
    }
    throw error
  }
}

const save = (
  deps: UploadDeps,
  ctx: Ctx,
  meetingId: string,
  input: CreateUpload,
  row: { id: string; objectKey: string; storageUploadId: string; createdBy: string },
): Promise<UploadView> =>
  withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, meetingId)
    requireRecordable(meeting)
    await requireRoomForUpload(tx, row.createdBy, input.sizeBytes)
    const upload = await insertUpload(tx, {
      tenantId: tx.tenantId,
      ...row,
      meetingId,
      fileName: plainName(input.fileName),
      contentType: input.contentType,
      sizeBytes: input.sizeBytes,
      partSizeBytes,
      sha256: input.sha256 ?? null,
      partChecksum: input.partChecksum ?? null,
    })
    await scheduleSweep(tx, upload)
    await markUploading(tx, meetingId)
    await audit(tx, ctx, 'upload.started', meetingId, {
      uploadId: upload.id,
      sizeBytes: upload.sizeBytes,
    })
    await recordChange(tx, ctx, meetingId, 'upload_started')
    return toUploadView(upload, [])
  })

const controls = /\p{Cc}/gu

/** The name to display, without folders and control characters; it is never used as a path. */
function plainName(given: string): string {
  const name = given.split(/[/\\]/).at(-1) ?? ''
  return name.replaceAll(controls, '').trim().slice(0, 255).toWellFormed() || 'recording'
}
