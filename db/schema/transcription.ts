import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, rev, tenantId } from './columns.ts'
import { people } from './directory.ts'
import { meetings } from './meetings.ts'

export const transcripts = pgTable(
  'transcripts',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    /** The detected format: `webvtt`, `otter`, `json` and others, or `speech`. */
    source: text('source').notNull(),
    fileName: text('file_name'),
    /** The transcribed recording; null for an imported transcript. */
    mediaId: uuid('media_id'),
    /** The recording beside an imported transcript; null without one. */
    besideMediaId: uuid('beside_media_id'),
    /** The speech provider, e.g. `deepgram:nova-3`. */
    provider: text('provider'),
    /** Storage key of the original file or the provider's response. */
    objectKey: text('object_key').notNull(),
    language: text('language'),
    timesApproximate: boolean('times_approximate').notNull().default(false),
    warnings: jsonb('warnings')
      .$type<
        {
          code: string
          detail: string
          count?: number
          example?: string
          line?: number
          startMs?: number
        }[]
      >()
      .notNull()
      .default([]),
    segmentCount: integer('segment_count').notNull(),
    wordCount: integer('word_count').notNull(),
    durationMs: bigint('duration_ms', { mode: 'number' }),
    /** When its retention ended and its text was deleted; speaker and times of cited segments are kept. */
    expiredAt: moment('expired_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('transcripts_of_meeting').on(t.tenantId, t.meetingId, t.id),
    index('transcripts_media').on(t.tenantId, t.mediaId),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
  ],
)

export const speakers = pgTable(
  'speakers',
  {
    tenantId: tenantId(),
    transcriptId: uuid('transcript_id').notNull(),
    id: smallint('id').notNull(),
    name: text('name').notNull(),
    /** The name is only a number from the provider; nobody has named the speaker. */
    unnamed: boolean('unnamed').notNull().default(false),
    personId: uuid('person_id'),
    /** The speaker into which this one was merged, until a segment is assigned back. */
    mergedInto: smallint('merged_into'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.transcriptId, t.id] }),
    index('speakers_person').on(t.tenantId, t.personId),
    foreignKey({
      columns: [t.tenantId, t.transcriptId],
      foreignColumns: [transcripts.tenantId, transcripts.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.tenantId, t.personId], foreignColumns: [people.tenantId, people.id] }),
    foreignKey({
      columns: [t.tenantId, t.transcriptId, t.mergedInto],
      foreignColumns: [t.tenantId, t.transcriptId, t.id],
    }),
  ],
)

/** `ordinal` is the API's `segmentId` and the only id that a prompt sees. */
export const segments = pgTable(
  'segments',
  {
    tenantId: tenantId(),
    transcriptId: uuid('transcript_id').notNull(),
    ordinal: integer('ordinal').notNull(),
    rev: rev(),
    speakerId: smallint('speaker_id'),
    startMs: bigint('start_ms', { mode: 'number' }),
    endMs: bigint('end_ms', { mode: 'number' }),
    text: text('text').notNull(),
    /** The provider's words with their times, until somebody edits the text. */
    words: jsonb('words').$type<WordTuple[]>(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.transcriptId, t.ordinal] }),
    index('segments_speaker').on(t.tenantId, t.transcriptId, t.speakerId),
    foreignKey({
      columns: [t.tenantId, t.transcriptId],
      foreignColumns: [transcripts.tenantId, transcripts.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.transcriptId, t.speakerId],
      foreignColumns: [speakers.tenantId, speakers.transcriptId, speakers.id],
    }),
  ],
)

/** Position in the segment's text (UTF-16 units, end exclusive), time in ms, and confidence from 0 to 1 if known. */
export type WordTuple = [
  startChar: number,
  endChar: number,
  startMs: number,
  endMs: number,
  confidence: number | null,
]
