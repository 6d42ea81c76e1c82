import type {
  ListMeetingsQuery,
  MeetingPage,
  MeetingView,
  TranscribeAgainBody,
  ViewersView,
} from '../../server/modules/meetings/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export const listMeetings = (query: ListMeetingsQuery): Promise<MeetingPage> =>
  request('GET', withQuery('/meetings', query))

export const readMeeting = (meetingId: string): Promise<MeetingView> =>
  request('GET', `/meetings/${meetingId}`)

/** Goes back to what a meeting shows, without what was brought to replace it; also takes a refusal's note away. */
export const discardReplacement = (meetingId: string): Promise<MeetingView> =>
  request<MeetingView>('DELETE', `/meetings/${meetingId}/replacement`)

/** Has the recording transcribed once more, beside what is shown. */
export const transcribeAgain = (
  meetingId: string,
  body: TranscribeAgainBody,
): Promise<MeetingView> =>
  request<MeetingView>('POST', `/meetings/${meetingId}/transcribe-again`, { body })

export const readViewers = (meetingId: string): Promise<ViewersView> =>
  request('GET', `/meetings/${meetingId}/viewers`)

export const replaceViewers = (meetingId: string, userIds: string[]): Promise<ViewersView> =>
  request('PUT', `/meetings/${meetingId}/viewers`, { body: { userIds } })

/** Who gives a meeting away can still read it. */
export const transferMeeting = (meetingId: string, userId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/transfer`, { body: { userId } })
