import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { enqueueWarningOfHeld } from '../../billing/index.ts'
import { attachRecording, markUploadEnded, recordChange } from '../../meetings/index.ts'
import type { CompleteUpload, UploadView } from '../contract.ts'
import type { UploadDeps } from '../deps.ts'
import { behindTag, type DetectedMedia, detectMedia, headBytes } from '../detect/detect-media.ts'
import { notMedia } from '../detect/not-media.ts'
import { isMissing, isRefused } from '../ports.ts'
import {
  getUploadForChange,
  hasOpenUpload,
  countStoredBytes,
  insertMedia,
  toUploadView,
  touchUpload,
  type UploadRow,
} from '../repo.ts'
import { requireNotAccepted, requireOpen } from './upload-state.ts'
import { requireAllParts } from './verify-parts.ts'

/**
 * Joins the parts of an upload, looks at what they are, and puts the meeting in line. Asked again, it answers the same;
 * after a crash on the way it goes on where it was. Throws `upload_incomplete`, `not_media`, `upload_over`, `wrong_state`.
 */
export async function completeUpload(
  deps: UploadDeps,
  ctx: Ctx,
  id: string,
  input: CompleteUpload,
): Promise<UploadView> {
  authorize(ctx, 'meetings:write')
  const upload = await withTenant(deps.db, ctx, async (tx) => {
    const { upload, meeting } = await getUploadForChange(tx, ctx, id)
    if (upload.state === 'done') return upload
    requireOpen(upload)
    requireNotAccepted(meeting)
    await touchUpload(tx, id)
    return upload
  })
  if (upload.state === 'done') return toUploadView(upload, [])
  await join(deps, upload, input)
  const detected = await detect(deps, upload)
  if ('refused' in detected) {
    // First, because nothing deletes the object of an aborted row later.
    await deps.files.delete(upload.objectKey)
    await refuse(deps, ctx, id)
    throw notMedia(detected.refused)
  }
  try {
    return await finish(deps, ctx, id, detected)
  } catch (error) {
    const isOver =
      error instanceof AppError && (error.code === 'upload_over' || error.code === 'not_found')
    if (isOver) await deps.files.delete(upload.objectKey)
    throw error
  }
}

/** Only this upload uses the key: if there is an object, an earlier attempt has joined it. */
async function join(deps: UploadDeps, upload: UploadRow, input: CompleteUpload): Promise<void> {
  const { objectKey: key, storageUploadId } = upload
  if (await deps.files.head(key)) return
  try {
    const stored = await deps.files.listParts(key, storageUploadId)
    await deps.files.completeUpload(key, storageUploadId, requireAllParts(upload, stored, input))
  } catch (error) {
    // Another request may have joined or aborted it at the same moment.
    if (!isMissing(error) && !isRefused(error)) throw error
    if (await deps.files.head(key)) return
    throw new AppError(
      'upload_over',
      'The storage no longer has this upload. Begin a new one with the same file.',
      [],
      {},
      'Этой загрузки в хранилище больше нет. Начните новую с тем же файлом.',
    )
  }
}

async function detect(deps: UploadDeps, { objectKey, sizeBytes }: UploadRow) {
  const read = async (firstByte: number, lastByte: number): Promise<Uint8Array> => {
    const { body } = await deps.files.getStream(objectKey, { firstByte, lastByte })
    return new Uint8Array(await new Response(body).arrayBuffer())
  }
  const head = await read(0, Math.min(headBytes, sizeBytes) - 1)
  const from = behindTag(head)
  const isThere = from !== null && from < sizeBytes
  return detectMedia(
    head,
    isThere ? await read(from, Math.min(from + headBytes, sizeBytes) - 1) : null,
  )
}

const finish = (
  deps: UploadDeps,
  ctx: Ctx,
  id: string,
  detected: DetectedMedia,
): Promise<UploadView> =>
  withWrite(deps.db, ctx, async (tx) => {
    const { upload, meeting } = await getUploadForChange(tx, ctx, id)
    if (upload.state === 'done') return toUploadView(upload, [])
    requireOpen(upload)
    await insertMedia(tx, {
      tenantId: tx.tenantId,
      id,
      meetingId: meeting.id,
      fileName: upload.fileName,
      kind: detected.kind,
      contentType: detected.contentType,
      sizeBytes: upload.sizeBytes,
      objectKey: upload.objectKey,
    })
    await touchUpload(tx, id, { state: 'done' })
    await attachRecording(tx, meeting.id, id)
    await audit(tx, ctx, 'upload.completed', meeting.id, {
      uploadId: id,
      contentType: detected.contentType,
    })
    await recordChange(tx, ctx, meeting.id, 'upload_completed')
    await enqueueWarningOfHeld(tx, 'storedBytes', () => countStoredBytes(tx, null))
    return toUploadView({ ...upload, state: 'done' }, [])
  })

const refuse = (deps: UploadDeps, ctx: Ctx, id: string): Promise<void> =>
  withTenant(deps.db, ctx, async (tx) => {
    const { upload, meeting } = await getUploadForChange(tx, ctx, id)
    requireOpen(upload)
    await touchUpload(tx, id, { state: 'aborted' })
    const refused = { fileName: upload.fileName, reason: 'not_media' }
    await markUploadEnded(tx, meeting.id, {
      refused,
      isLast: !(await hasOpenUpload(tx, meeting.id)),
    })
    await audit(tx, ctx, 'upload.refused', meeting.id, { uploadId: id })
    await recordChange(tx, ctx, meeting.id, 'upload_refused')
  })
