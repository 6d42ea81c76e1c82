import type {
  CreateMeeting,
  ListMeetingsQuery,
  MeetingHistory,
  MeetingPage,
  MeetingView,
  PatchMeeting,
  TranscribeAgainBody,
  ViewersView,
} from '../../server/modules/meetings/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { download } from '../lib/download.ts'
import type { AddressQuery } from './address-query.ts'

export const listMeetings = (query: AddressQuery<ListMeetingsQuery>): Promise<MeetingPage> =>
  request('GET', withQuery('/meetings', query))

export const readMeeting = (meetingId: string): Promise<MeetingView> =>
  request('GET', `/meetings/${meetingId}`)

export const createMeeting = (body: CreateMeeting): Promise<MeetingView> =>
  request('POST', '/meetings', { body })

export const updateMeeting = (
  { id, rev }: Pick<MeetingView, 'id' | 'rev'>,
  body: PatchMeeting,
): Promise<MeetingView> => request('PATCH', `/meetings/${id}`, { rev, body })

export const deleteMeeting = ({ id, rev }: Pick<MeetingView, 'id' | 'rev'>): Promise<void> =>
  request('DELETE', `/meetings/${id}`, { rev })

/** Accepts the result as a whole; refused while items are undecided. */
export const acceptMeeting = (meetingId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/accept`)

export const reopenMeeting = (meetingId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/reopen`)

/** Tries the stage again that failed, waits or was cancelled. */
export const retryMeeting = (meetingId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/retry`)

export const cancelMeeting = (meetingId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/cancel`)

export const readHistory = (meetingId: string): Promise<MeetingHistory> =>
  request('GET', `/meetings/${meetingId}/history`)

/** Saves the result on the reader's device. */
export const downloadResult = (meetingId: string, format: 'md' | 'json'): Promise<void> =>
  download(`/meetings/${meetingId}/export?format=${format}`)

/** Goes back to what a meeting shows, without what was brought to replace it; also takes a refusal's note away. */
export const discardReplacement = (meetingId: string): Promise<MeetingView> =>
  request('DELETE', `/meetings/${meetingId}/replacement`)

/** Has the recording transcribed once more, beside what is shown. */
export const transcribeAgain = (
  meetingId: string,
  body: TranscribeAgainBody,
): Promise<MeetingView> => request('POST', `/meetings/${meetingId}/transcribe-again`, { body })

export const readViewers = (meetingId: string): Promise<ViewersView> =>
  request('GET', `/meetings/${meetingId}/viewers`)

export const replaceViewers = (meetingId: string, userIds: string[]): Promise<ViewersView> =>
  request('PUT', `/meetings/${meetingId}/viewers`, { body: { userIds } })

/** Who gives a meeting away can still read it. */
export const transferMeeting = (meetingId: string, userId: string): Promise<MeetingView> =>
  request('POST', `/meetings/${meetingId}/transfer`, { body: { userId } })
