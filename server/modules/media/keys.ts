import { meetingPrefix } from '../../platform/object-keys.ts'

export const mediaFolder = (tenantId: string, meetingId: string, mediaId: string): string =>
  `${meetingPrefix(tenantId, meetingId)}media/${mediaId}/`

/** The responses of speech providers for one recording. */
export const answerFolder = (tenantId: string, meetingId: string, mediaId: string): string =>
  `${meetingPrefix(tenantId, meetingId)}speech/${mediaId}/`

/** The objects of one recording; its id is the upload's. */
export function mediaKeys(tenantId: string, meetingId: string, mediaId: string) {
  const folder = mediaFolder(tenantId, meetingId, mediaId)
  return {
    recording: `${folder}original`,
    audio: `${folder}audio`,
    speech: `${folder}speech`,
    peaks: `${folder}peaks.json`,
  }
}
