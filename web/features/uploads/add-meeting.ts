import type { CreateMeeting, MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { ImportedView } from '../../../server/modules/transcription/contract.ts'
import { request } from '../../lib/api.ts'

export interface TranscriptFile {
  name: string
  bytes: Blob
}

export async function importTranscript(
  meetingId: string,
  file: TranscriptFile,
): Promise<ImportedView> {
  return request<ImportedView>('POST', `/meetings/${meetingId}/transcript`, { file })
}

export async function dropMeeting(meeting: MeetingView): Promise<void> {
  try {
    await request('DELETE', `/meetings/${meeting.id}`, { rev: meeting.rev })
  } catch {
    // It stays in the list, where it can be filled or deleted.
  }
}

/** Both or nothing: when the transcript is refused, the meeting made for it goes again. */
export async function addMeeting(
  input: CreateMeeting,
  file: TranscriptFile,
): Promise<{ meeting: MeetingView; imported: ImportedView }> {
  const meeting = await request<MeetingView>('POST', '/meetings', { body: input })
  try {
    return { meeting, imported: await importTranscript(meeting.id, file) }
  } catch (error) {
    await dropMeeting(meeting)
    throw error
  }
}

/** `2026-11-18 Status_call.vtt` → `Status call`: what people would have typed. */
export function titleOfFile(name: string): string {
  const words = name
    .replace(/\.[^.]{1,5}$/, '')
    .replaceAll(/[_\s]+/g, ' ')
    .replace(/^\d{4}[-.]?\d{2}[-.]?\d{2}[-\s]*/, '')
    .trim()
  return words || name
}
