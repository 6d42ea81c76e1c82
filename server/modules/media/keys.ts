import { meetingPrefix } from '../../platform/object-keys.ts'

/** The objects of one recording; its id is the upload's. */
export function mediaKeys(tenantId: string, meetingId: string, mediaId: string) {
  const folder = `${meetingPrefix(tenantId, meetingId)}media/${mediaId}/`
  return {
    recording: `${folder}original`,
    audio: `${folder}audio`,
    peaks: `${folder}peaks.json`,
  }
}
