import type { CreateMeeting } from '../../../server/modules/meetings/contract.ts'
import { problemOf } from '../../lib/problem.ts'
import { addMeeting } from './add-meeting.ts'
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
      const { meeting, imported } = await addMeeting(input, { name: file.name, bytes: file })
      const { segmentCount, speakerCount } = imported
      changeUpload(id, { state: 'done', meetingId: meeting.id, segmentCount, speakerCount })
    } catch (error) {
      changeUpload(id, { state: 'failed', problem: problemOf(error) })
    }
  }
}
