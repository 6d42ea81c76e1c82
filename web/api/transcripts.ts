import type {
  ImportedView,
  PatchSegment,
  PatchSpeakers,
  SpeakersView,
  TranscriptList,
  TranscriptView,
} from '../../server/modules/transcription/contract.ts'
import type { CaptionFormat } from '../../plugins/vocabulary.ts'
import { request, withQuery } from '../lib/api.ts'
import { download } from '../lib/download.ts'

const pageSize = 5_000

/** A whole transcript: the one that the meeting shows, or another one that it has had. */
export async function readTranscript(
  meetingId: string,
  transcriptId?: string,
): Promise<TranscriptView> {
  const path = `/meetings/${meetingId}/transcript`
  const readPage = (cursor?: string): Promise<TranscriptView> =>
    request('GET', withQuery(path, { limit: pageSize, transcriptId, cursor }))
  const first = await readPage()
  const data = [...first.data]
  let cursor = first.nextCursor
  while (cursor) {
    const next = await readPage(cursor)
    data.push(...next.data)
    cursor = next.nextCursor
  }
  return { ...first, data, nextCursor: null, hasMore: false }
}

export const listTranscripts = (meetingId: string): Promise<TranscriptList> =>
  request('GET', `/meetings/${meetingId}/transcripts`)

export interface TranscriptFile {
  name: string
  bytes: Blob
}

export const importTranscript = (meetingId: string, file: TranscriptFile): Promise<ImportedView> =>
  request('POST', `/meetings/${meetingId}/transcript`, { file })

/** Saves the transcript on the reader's device. */
export const downloadTranscript = (meetingId: string, format: CaptionFormat): Promise<void> =>
  download(`/meetings/${meetingId}/transcript.${format}`)

/** Reads the speakers with who each of them may be. */
export const listSpeakers = (meetingId: string): Promise<SpeakersView> =>
  request('GET', `/meetings/${meetingId}/transcript/speakers`)

export const updateSpeakers = (meetingId: string, body: PatchSpeakers): Promise<unknown> =>
  request('PATCH', `/meetings/${meetingId}/transcript/speakers`, { body })

/** With `rev` the change is refused where somebody else has changed the segment since. */
export const updateSegment = (
  meetingId: string,
  segmentId: number,
  body: PatchSegment,
  rev?: number,
): Promise<unknown> =>
  request('PATCH', `/meetings/${meetingId}/transcript/segments/${segmentId}`, {
    body,
    ...(rev === undefined ? {} : { rev }),
  })
