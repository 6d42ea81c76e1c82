import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../../db/services.ts'
import { withWrite } from '../../../db/transaction.ts'
import { attachRecording, getMeetingForChange, recordChange } from '../meetings/index.ts'
import { detectMedia } from './detect/detect-media.ts'
import { notMedia } from './detect/not-media.ts'
import { mediaKeys } from './keys.ts'
import { insertMedia } from './repo.ts'

export interface AddRecordingDeps extends Services {
  files: {
    put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  }
}

/** Adds a short recording from memory to a meeting and queues it. Throws `wrong_state` as completing an upload does. */
export async function addRecording(
  deps: AddRecordingDeps,
  ctx: Ctx,
  meetingId: string,
  bytes: Uint8Array,
  fileName: string,
): Promise<{ mediaId: string }> {
  authorize(ctx, 'meetings:write')
  const mediaId = newId()
  const detected = detectMedia(bytes)
  if ('refused' in detected) throw notMedia(detected.refused)
  const { kind, contentType } = detected
  const objectKey = mediaKeys(ctx.tenantId, meetingId, mediaId).recording
  await deps.files.put(objectKey, bytes, { contentType })
  return withWrite(deps.db, ctx, async (tx) => {
    await getMeetingForChange(tx, ctx, meetingId)
    await insertMedia(tx, {
      tenantId: tx.tenantId,
      id: mediaId,
      meetingId,
      fileName,
      kind,
      contentType,
      sizeBytes: bytes.byteLength,
      objectKey,
    })
    await attachRecording(tx, meetingId, mediaId)
    await audit(tx, ctx, 'recording.added', meetingId, { mediaId })
    await recordChange(tx, ctx, meetingId, 'recording_added')
    return { mediaId }
  })
}
