import type { CreateMeeting, MeetingView } from '../../../server/modules/meetings/contract.ts'
import { createMeeting, deleteMeeting } from '../../api/meetings.ts'

/** Deletes a meeting that was made for a file, once that file is refused or given up. */
export async function discardMeeting(meeting: MeetingView): Promise<void> {
  try {
    await deleteMeeting(meeting)
  } catch {
    // It stays in the list, where it can be filled or deleted.
  }
}

/** Creates a meeting and fills it; deletes it again when `fill` fails. */
export async function createFilledMeeting<T>(
  input: CreateMeeting,
  fill: (meeting: MeetingView) => Promise<T>,
): Promise<T> {
  const meeting = await createMeeting(input)
  try {
    return await fill(meeting)
  } catch (error) {
    await discardMeeting(meeting)
    throw error
  }
}
