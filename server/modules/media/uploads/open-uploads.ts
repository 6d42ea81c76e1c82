import { type OpenUploads, queueUploadSweep } from '../../meetings/index.ts'
import { abortOpenUploads } from '../repo.ts'

/** Cancels a meeting while its recording is still being uploaded. */
export const openUploads: OpenUploads = {
  async abortAll(tx, meetingId) {
    await abortOpenUploads(tx, meetingId)
    await queueUploadSweep(tx, meetingId)
  },
}
