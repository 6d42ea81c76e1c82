import type { TranscriptList, TranscriptView } from '../../server/modules/transcription/contract.ts'
import { request, withQuery } from '../lib/api.ts'

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

export const readTranscripts = (meetingId: string): Promise<TranscriptList> =>
  request('GET', `/meetings/${meetingId}/transcripts`)

/** Shows the result of another run, and the transcript that it was made from. */
export const adoptRun = (meetingId: string, runId: string): Promise<unknown> =>
  request('POST', `/meetings/${meetingId}/runs/${runId}/adopt`)
