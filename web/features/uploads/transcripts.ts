import type { CreateMeeting } from '../../../server/modules/meetings/contract.ts'
import { problemOf } from '../../lib/problem.ts'
import { importTranscript } from '../../api/transcripts.ts'
import { createFilledMeeting } from './create-filled-meeting.ts'
import { addUpload, changeUpload } from './uploads.ts'

/** Sends one after the other; goes on whatever page is open. */
export async function addTranscripts(
  transcripts: readonly { file: File; input: CreateMeeting }[],
): Promise<void> {
  const rows = transcripts.map(({ file, input }) => ({
    file,
    input,
    id: addUpload({
      kind: 'transcript',
      fileName: file.name,
      state: 'queued',
      sizeBytes: file.size,
      sentBytes: 0,
    }),
  }))
  for (const { id, file, input } of rows) {
    changeUpload(id, { state: 'sending' })
    try {
      const done = await createFilledMeeting(input, async ({ id: meetingId }) => {
        const { segmentCount, speakerCount } = await importTranscript(meetingId, {
          name: file.name,
          bytes: file,
        })
        return { meetingId, segmentCount, speakerCount }
      })
      changeUpload(id, { state: 'done', ...done })
    } catch (error) {
      changeUpload(id, { state: 'failed', problem: problemOf(error) })
    }
  }
}
