import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, PageQuery, QueryInteger, Timestamp, Uuid } from '../../http/contract.ts'

export const SegmentView = Closed({
  segmentId: Type.Integer({ description: 'Ordinal in the transcript, from 1' }),
  speakerId: Nullable(Type.Integer()),
  startMs: Nullable(Type.Integer()),
  endMs: Nullable(Type.Integer()),
  text: Type.String(),
  rev: Type.Integer(),
})
export type SegmentView = Static<typeof SegmentView>

export const TranscriptView = Closed({
  id: Uuid(),
  source: Type.String({ description: 'webvtt, srt, plain or json' }),
  fileName: Nullable(Type.String()),
  language: Nullable(Type.String()),
  timesApproximate: Type.Boolean(),
  warnings: Type.Array(Closed({ code: Type.String(), detail: Type.String() })),
  segmentCount: Type.Integer(),
  wordCount: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  createdAt: Timestamp(),
  speakers: Type.Array(
    Closed({ id: Type.Integer(), name: Type.String(), personId: Nullable(Uuid()) }),
  ),
  data: Type.Array(SegmentView),
  nextCursor: Nullable(Type.String()),
  hasMore: Type.Boolean(),
})
export type TranscriptView = Static<typeof TranscriptView>

export const TranscriptQuery = Closed({
  cursor: PageQuery.cursor,
  limit: Type.Optional(QueryInteger({ minimum: 1, maximum: 5_000, default: 1_000 })),
})
export type TranscriptQuery = Static<typeof TranscriptQuery>

export const ImportedView = Closed({
  transcriptId: Uuid(),
  source: Type.String(),
  encoding: Type.String(),
  segmentCount: Type.Integer(),
  speakerCount: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  warnings: Type.Array(Closed({ code: Type.String(), detail: Type.String() })),
})
export type ImportedView = Static<typeof ImportedView>
