import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { notFound } from '../../platform/errors.ts'
import { getMeeting } from '../meetings/index.ts'
import type { SegmentView, TranscriptList, TranscriptQuery, TranscriptView } from './contract.ts'
import type { TranscriptionDeps } from './deps.ts'
import {
  findTranscript,
  listSegments,
  listSpeakers,
  listTranscripts,
  loadSegments,
  requireTranscript,
  type SegmentRow,
  type SpokenSegment,
} from './repo.ts'

/** A page of the meeting's current transcript, in order of ordinals. */
export async function readTranscript(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
  query: TranscriptQuery,
): Promise<TranscriptView> {
  authorize(ctx, 'meetings:read')
  const limit = query.limit ?? 1_000
  const list = `transcript/${meetingId}/${query.transcriptId ?? ''}`
  const [after = '0'] = readCursor(deps.cursors, list, query.cursor) ?? []
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const id = query.transcriptId ?? meeting.current_transcript_id
    const transcript = id ? await findTranscript(tx, id) : undefined
    if (transcript?.meetingId !== meetingId) throw notFound('transcript')
    const speakers = await listSpeakers(tx, transcript.id)
    const { expiredAt } = transcript
    const rows = expiredAt ? [] : await listSegments(tx, transcript.id, Number(after), limit + 1)
    return {
      id: transcript.id,
      source: transcript.source,
      fileName: transcript.fileName,
      language: transcript.language,
      timesApproximate: transcript.timesApproximate,
      warnings: transcript.warnings,
      segmentCount: transcript.segmentCount,
      wordCount: transcript.wordCount,
      durationMs: transcript.durationMs,
      createdAt: transcript.createdAt.toISOString(),
      expiredAt: expiredAt?.toISOString() ?? null,
      provider: transcript.provider,
      speakers,
      ...toPage(rows, limit, toSegmentView, (last) =>
        deps.cursors.sign(list, [String(last.ordinal)]),
      ),
    }
  })
}

/** All transcripts of a meeting, including earlier ones. */
export async function readTranscripts(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
): Promise<TranscriptList> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const rows = await listTranscripts(tx, meetingId)
    return {
      data: rows.map((row) => ({
        id: row.id,
        source: row.source,
        fileName: row.fileName,
        provider: row.provider,
        language: row.language,
        segmentCount: row.segmentCount,
        durationMs: row.durationMs,
        isShown: row.id === meeting.current_transcript_id,
        mediaId: row.mediaId,
        askedBy: row.askedBy,
        runId: row.runId,
        createdAt: row.createdAt.toISOString(),
        expiredAt: row.expiredAt?.toISOString() ?? null,
      })),
    }
  })
}

export const toSegmentView = ({
  ordinal,
  speakerId,
  startMs,
  endMs,
  text,
  rev,
}: SegmentRow): SegmentView => ({
  segmentId: ordinal,
  speakerId,
  startMs,
  endMs,
  text,
  rev,
})

/** The whole current transcript, for a download. */
export async function readWholeTranscript(
  deps: TranscriptionDeps,
  ctx: Ctx,
  meetingId: string,
): Promise<{ title: string; segments: SpokenSegment[] }> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    if (!meeting.current_transcript_id) throw notFound('transcript')
    await requireTranscript(tx, meeting.current_transcript_id)
    return { title: meeting.title, segments: await loadSegments(tx, meeting.current_transcript_id) }
  })
}
