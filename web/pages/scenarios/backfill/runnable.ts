import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'

/** As many as the server takes at once. */
export const mostMeetings = 50

interface Reader {
  id: string
  role: string
}

/** A result to put another one beside, and a reader who may change the meeting. */
export function isRunnable(
  meeting: Pick<MeetingView, 'currentRunId' | 'hasTranscript' | 'owner'>,
  reader: Reader,
): boolean {
  const governs = reader.role === 'owner' || reader.role === 'admin'
  return (
    meeting.currentRunId !== null &&
    meeting.hasTranscript &&
    (governs || meeting.owner.id === reader.id)
  )
}

/** The meeting that a refusal points at, as `/meetingIds/2`. */
export function refusedMeeting(
  errors: readonly { pointer: string }[],
  meetingIds: readonly string[],
): string | undefined {
  for (const { pointer } of errors) {
    const at = /^\/meetingIds\/(\d+)/.exec(pointer)?.[1]
    if (at !== undefined) return meetingIds[Number(at)]
  }
  return undefined
}
