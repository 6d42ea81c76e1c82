import type { OpenUploads } from '../../meetings/index.ts'
import type { Log } from '../../../platform/log.ts'
import type { MediaStore } from '../ports.ts'
import { abortOpenUploads } from '../repo.ts'

/** How the work on a meeting is stopped while its recording is still being sent. */
export const openUploads = (deps: {
  files: Pick<MediaStore, 'abortUpload' | 'delete'>
  log: Log
}): OpenUploads => ({
  abortAll: abortOpenUploads,
  async removeStored(uploads) {
    for (const { objectKey, storageUploadId } of uploads) {
      try {
        await deps.files.abortUpload(objectKey, storageUploadId)
        // It may have been joined by a completion that came to no end.
        await deps.files.delete(objectKey)
      } catch (err) {
        deps.log.warn(
          { err },
          'What had arrived of an upload was not removed; the daily cleaning will',
        )
      }
    }
  },
})
