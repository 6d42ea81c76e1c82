import type { CreateMeeting, MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ImportedView } from '../../../../server/modules/transcription/contract.ts'
import { request } from '../../../lib/api.ts'
import { ownProblem, RequestFailed } from '../../../lib/problem.ts'

export interface TranscriptFile {
  name: string
  bytes: Blob
}

const mediaNames = /\.(?:mp3|mp4|m4a|wav|ogg|oga|opus|webm|mov|mkv|avi|flac|aac|wma)$/i

function refuseMedia(file: TranscriptFile): void {
  if (mediaNames.test(file.name) || /^(?:audio|video)\//.test(file.bytes.type)) {
    throw new RequestFailed(ownProblem('file_is_media'))
  }
}

export async function importTranscript(
  meetingId: string,
  file: TranscriptFile,
): Promise<ImportedView> {
  refuseMedia(file)
  return request<ImportedView>('POST', `/meetings/${meetingId}/transcript`, { file })
}

async function dropDraft(meeting: MeetingView): Promise<void> {
  try {
    await request('DELETE', `/meetings/${meeting.id}`, { rev: meeting.rev })
  } catch {
    // The draft stays in the list, where it can be filled or deleted.
  }
}

/** Both or nothing: when the transcript is refused, the meeting made for it goes again. */
export async function addMeeting(
  input: CreateMeeting,
  file: TranscriptFile,
): Promise<{ meeting: MeetingView; imported: ImportedView }> {
  refuseMedia(file)
  const meeting = await request<MeetingView>('POST', '/meetings', { body: input })
  try {
    return { meeting, imported: await importTranscript(meeting.id, file) }
  } catch (error) {
    await dropDraft(meeting)
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
