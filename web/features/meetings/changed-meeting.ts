import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { MeetingChange } from '../../lib/live/live.ts'

/** The meeting after a live event; an event older than what is known changes nothing. */
export function changedMeeting(meeting: MeetingView, change: MeetingChange): MeetingView {
  if (change.rev < meeting.rev) return meeting
  const { meetingId: _id, deleted: _deleted, ...fields } = change
  return { ...meeting, ...fields }
}
