import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId, updatedAt } from './columns.ts'
import { users } from './identity.ts'
import { meetings } from './meetings.ts'
import { mediaKinds } from '../../plugins/vocabulary.ts'

export const uploadStates = ['open', 'done', 'aborted'] as const
export const partChecksums = ['crc32'] as const

/** Multipart uploads. Which parts have arrived is queried from the storage and not stored here. */
export const uploads = pgTable(
  'uploads',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    state: text('state', { enum: uploadStates }).notNull().default('open'),
    fileName: text('file_name').notNull(),
    /** As stated by the browser; the real type is detected when the file is complete. */
    contentType: text('content_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    partSizeBytes: integer('part_size_bytes').notNull(),
    /** SHA-256 of the whole file in hex, when the client knows it. */
    sha256: text('sha256'),
    /** Checksum algorithm of the parts, which the storage must know before the first one. */
    partChecksum: text('part_checksum', { enum: partChecksums }),
    objectKey: text('object_key').notNull(),
    /** The storage's id of the multipart upload. */
    storageUploadId: text('storage_upload_id').notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('uploads_state', oneOf('state', uploadStates)),
    check('uploads_part_checksum', oneOf('part_checksum', partChecksums)),
    index('uploads_meeting').on(t.tenantId, t.meetingId),
    // For counting open uploads when a new one starts.
    index('uploads_open_of_tenant')
      .on(t.tenantId, t.createdBy)
      .where(sql`state = 'open'`),
    // For finding abandoned uploads across tenants.
    index('uploads_open')
      .on(t.updatedAt)
      .where(sql`state = 'open'`),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.tenantId, t.createdBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)

/** Uploaded recordings and the files derived from them. */
export const media = pgTable(
  'media',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    fileName: text('file_name').notNull(),
    kind: text('kind', { enum: mediaKinds }).notNull(),
    contentType: text('content_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    objectKey: text('object_key').notNull(),
    /** Set by ingest. Null when the machine has no ffprobe. */
    durationMs: bigint('duration_ms', { mode: 'number' }),
    streams: jsonb('streams').$type<MediaStream[]>(),
    sound: jsonb('sound').$type<MediaSound>(),
    /** The extracted audio, if that is smaller. */
    audioKey: text('audio_key'),
    audioContentType: text('audio_content_type'),
    audioSizeBytes: bigint('audio_size_bytes', { mode: 'number' }),
    /** Waveform for the player: JSON of `{ version, perSecond, peaks: 0..255[] }`. */
    peaksKey: text('peaks_key'),
    ingestedAt: moment('ingested_at'),
    /** When its retention ended and its files were deleted. */
    expiredAt: moment('expired_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('media_of_meeting').on(t.tenantId, t.meetingId, t.id),
    check('media_kind', oneOf('kind', mediaKinds)),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
  ],
)

export interface MediaStream {
  kind: 'audio' | 'video' | 'other'
  codec: string
  channels?: number
}

/** Results of analysing a recording's audio. */
export interface MediaSound {
  /** The file with the full audio for players: browsers do not play every codec, nor more than one track. */
  heardIn: 'recording' | 'audio'
  /** Number of channels with one person or one side each, in the audio for recognisers; null if all share channels. */
  voices: number | null
  /** The audio for recognisers, if it is neither the recording nor the extracted audio. */
  speech: { key: string; contentType: string; sizeBytes: number } | null
  /** Missing part of the file's declared duration; null when nothing is missing. */
  missingMs: number | null
  /** All tracks are silent. */
  isSilent: boolean
}
