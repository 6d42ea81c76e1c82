import type { MeetingView } from '../../server/modules/meetings/contract.ts'
import { request } from '../lib/api.ts'

/** Goes back to what a meeting shows, without what was brought to replace it; also takes a refusal's note away. */
export const discardReplacement = (meetingId: string): Promise<MeetingView> =>
  request<MeetingView>('DELETE', `/meetings/${meetingId}/replacement`)
