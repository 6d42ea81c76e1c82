import type { MediaView } from '../../server/modules/media/contract.ts'
import { request } from '../lib/api.ts'

/** Reads the recording of a meeting, with addresses to play and to download it for a while. */
export const readMedia = (meetingId: string): Promise<MediaView> =>
  request('GET', `/meetings/${meetingId}/media`)
