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

export const uploadStates = ['open', 'done', 'aborted'] as const
export const partChecksums = ['crc32'] as const

/** A file on its way into storage in parts. What has arrived is asked of the storage, never kept here. */
export const uploads = pgTable(
  'uploads',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    state: text('state', { enum: uploadStates }).notNull().default('open'),
    fileName: text('file_name').notNull(),
    /** As the browser said; what the file is, is found out when it is whole. */
    contentType: text('content_type').notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
    partSizeBytes: integer('part_size_bytes').notNull(),
    /** SHA-256 of the whole file in hex, when the client knows it. */
    sha256: text('sha256'),
    /** What each part is sent with; the storage has to know it before the first one. */
    partChecksum: text('part_checksum', { enum: partChecksums }),
    objectKey: text('object_key').notNull(),
    /** The storage's own name of the multipart upload. */
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
    // Counted for each upload that begins.
    index('uploads_open_of_tenant')
      .on(t.tenantId, t.createdBy)
      .where(sql`state = 'open'`),
    // Looked through across tenants for the abandoned ones.
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

export const mediaKinds = ['audio', 'video'] as const

/** A recording as it arrived, and what was made of it. */
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
    /** Set by ingest. Null where the machine has no ffprobe. */
    durationMs: bigint('duration_ms', { mode: 'number' }),
    streams: jsonb('streams').$type<MediaStream[]>(),
    sound: jsonb('sound').$type<MediaSound>(),
    /** The sound alone, where extracting it saves bytes. */
    audioKey: text('audio_key'),
    audioContentType: text('audio_content_type'),
    audioSizeBytes: bigint('audio_size_bytes', { mode: 'number' }),
    /** Waveform for the player: JSON of `{ version, perSecond, peaks: 0..255[] }`. */
    peaksKey: text('peaks_key'),
    ingestedAt: moment('ingested_at'),
    /** When its retention ended: its files are gone. */
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

/** What was found out about the sound of a recording. */
export interface MediaSound {
  /** Where a player hears all of it: browsers do not play every codec, nor more than one track. */
  heardIn: 'recording' | 'audio'
  /** How many channels of what recognisers get hold one person or one side each; null where everybody is in all. */
  voices: number | null
  /** What recognisers get where it is neither the recording nor its sound for listening. */
  speech: { key: string; contentType: string; sizeBytes: number } | null
  /** How much of what the file promises is not in it; null where nothing is missing. */
  missingMs: number | null
  /** Nothing is heard in any track. */
  isSilent: boolean
}
