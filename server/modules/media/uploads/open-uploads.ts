import { type OpenUploads, queueUploadSweep } from '../../meetings/index.ts'
import { abortOpenUploads } from '../repo.ts'

/** How the work on a meeting is stopped while its recording is still being sent. */
export const openUploads: OpenUploads = {
  async abortAll(tx, meetingId) {
    await abortOpenUploads(tx, meetingId)
    await queueUploadSweep(tx, meetingId)
  },
}
