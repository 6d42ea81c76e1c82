import { type Static, Type } from '@sinclair/typebox'
import {
  Closed,
  Nullable,
  OneOf,
  PageQuery,
  QueryInteger,
  Timestamp,
  Uuid,
} from '../../http/contract.ts'

const Source = () =>
  Type.String({
    description:
      'What the file was recognised as: webvtt, srt, sbv, plain, tabbed (the text of Zoom and Kontur Talk), otter, meet, teams, fireflies, fathom, deepgram or json; speech for what was transcribed',
  })

export const SegmentView = Closed({
  segmentId: Type.Integer({ description: 'Ordinal in the transcript, from 1' }),
  speakerId: Nullable(Type.Integer()),
  startMs: Nullable(Type.Integer()),
  endMs: Nullable(Type.Integer()),
  text: Type.String(),
  rev: Type.Integer(),
})
export type SegmentView = Static<typeof SegmentView>

const SpeakerView = Closed({
  id: Type.Integer(),
  name: Type.String(),
  unnamed: Type.Boolean({ description: 'Nobody has said yet who this is' }),
  personId: Nullable(Uuid()),
})

export const ImportWarningView = Closed({
  code: Type.String(),
  detail: Type.String(),
  count: Type.Optional(Type.Integer({ description: 'How many lines, cues or blocks it is about' })),
  example: Type.Optional(Type.String({ description: 'What the first of them reads' })),
  line: Type.Optional(Type.Integer({ description: 'Line of the file where that stands, from 1' })),
  startMs: Type.Optional(Type.Integer({ description: 'The time at which that stands' })),
})

export type ImportWarningView = Static<typeof ImportWarningView>

export const TranscriptView = Closed({
  id: Uuid(),
  source: Source(),
  fileName: Nullable(Type.String()),
  language: Nullable(Type.String()),
  timesApproximate: Type.Boolean({
    description:
      'The file gives a time only now and then: a segment starts at the stated time or some minutes later',
  }),
  warnings: Type.Array(ImportWarningView),
  segmentCount: Type.Integer(),
  wordCount: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  createdAt: Timestamp(),
  expiredAt: Nullable(
    Timestamp('When its retention ended: its text is gone, what was quoted stays in the result'),
  ),
  provider: Nullable(Type.String({ description: 'Who transcribed it, e.g. deepgram:nova-3' })),
  speakers: Type.Array(SpeakerView),
  data: Type.Array(SegmentView),
  nextCursor: Nullable(Type.String()),
  hasMore: Type.Boolean(),
})
export type TranscriptView = Static<typeof TranscriptView>

export const TranscriptList = Closed({
  data: Type.Array(
    Closed({
      id: Uuid(),
      source: Source(),
      fileName: Nullable(Type.String()),
      provider: Nullable(Type.String()),
      language: Nullable(Type.String()),
      segmentCount: Type.Integer(),
      durationMs: Nullable(Type.Integer()),
      isShown: Type.Boolean({ description: 'The one that the meeting shows' }),
      mediaId: Nullable(Uuid('The recording that was transcribed')),
      askedBy: Nullable(
        Closed(
          { id: Uuid(), name: Type.String() },
          { description: 'Who brought it, or had the recording transcribed' },
        ),
      ),
      runId: Nullable(
        Uuid('The newest result made from it: adopting that run shows this transcript again'),
      ),
      createdAt: Timestamp(),
      expiredAt: Nullable(Timestamp('When its retention ended')),
    }),
    { description: 'The newest first' },
  ),
})
export type TranscriptList = Static<typeof TranscriptList>

export const TranscriptQuery = Closed({
  transcriptId: Type.Optional(Uuid('Another one than the meeting shows')),
  cursor: PageQuery.cursor,
  limit: Type.Optional(QueryInteger({ minimum: 1, maximum: 5_000, default: 1_000 })),
})
export type TranscriptQuery = Static<typeof TranscriptQuery>

export const ImportedView = Closed({
  transcriptId: Uuid(),
  source: Source(),
  encoding: Type.String(),
  segmentCount: Type.Integer(),
  speakerCount: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  warnings: Type.Array(ImportWarningView),
})
export type ImportedView = Static<typeof ImportedView>

const SpeakerName = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const SpeakerId = Type.Integer({ minimum: 1, maximum: 32_767 })

export const SpeakersView = Closed({
  data: Type.Array(
    Closed({
      id: Type.Integer(),
      name: Type.String(),
      unnamed: Type.Boolean(),
      personId: Nullable(Uuid()),
      segmentCount: Type.Integer(),
      spokenMs: Nullable(Type.Integer()),
      suggestions: Type.Array(
        Closed({
          name: Type.String(),
          personId: Nullable(Uuid()),
          basis: OneOf(['self-introduction', 'addressed', 'only-one-left'] as const),
          segmentId: Nullable(Type.Integer({ description: 'Where it was said' })),
          quote: Nullable(Type.String()),
        }),
        { description: 'Who this may be; never applied by itself' },
      ),
    }),
  ),
})
export type SpeakersView = Static<typeof SpeakersView>

/** Renames first, then merges. What cites a changed segment becomes stale. */
export const PatchSpeakers = Closed(
  {
    rename: Type.Optional(
      Type.Array(
        Closed({
          id: SpeakerId,
          name: SpeakerName,
          personId: Type.Optional(
            Nullable(
              Uuid(
                'Person of the directory, whose name is shown from then on; null ends a link, and so does another name without a person',
              ),
            ),
          ),
        }),
        { maxItems: 200 },
      ),
    ),
    merge: Type.Optional(
      Type.Array(
        Closed({ from: Type.Array(SpeakerId, { minItems: 1, maxItems: 200 }), into: SpeakerId }),
        { maxItems: 200 },
      ),
    ),
  },
  { minProperties: 1 },
)
export type PatchSpeakers = Static<typeof PatchSpeakers>

/** Assigns one or more segments to a speaker, or corrects the text of one. */
export const PatchSegment = Closed(
  {
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, pattern: '\\S' })),
    speaker: Type.Optional(
      Nullable(Type.Union([Closed({ id: SpeakerId }), Closed({ name: SpeakerName })])),
    ),
    through: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Last segment of the range; with `speaker` only' }),
    ),
  },
  { minProperties: 1 },
)
export type PatchSegment = Static<typeof PatchSegment>

export const ChangedSegments = Closed({
  data: Type.Array(SegmentView, { description: 'The segments that were named, as they are now' }),
  speakers: Type.Array(SpeakerView),
  staleItemIds: Type.Array(Uuid(), {
    description: 'Items of the shown result that cite what is no longer so',
  }),
})
export type ChangedSegments = Static<typeof ChangedSegments>

export const SegmentParams = Closed({
  id: Uuid(),
  segmentId: QueryInteger({ minimum: 1, maximum: 2_147_483_647 }),
})
