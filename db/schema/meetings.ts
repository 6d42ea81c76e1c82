import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, rev, tenantId, updatedAt } from './columns.ts'
import { clients, people } from './directory.ts'
import { tenants, users } from './identity.ts'
import {
  locales,
  meetingStatuses,
  spokenLanguages,
  type MeetingStatus,
  type SpeechChoice,
} from '../../plugins/vocabulary.ts'

/** State of the work on a meeting. */
export interface WorkState {
  status: MeetingStatus
  stage: string | null
  reason: string | null
  canRetry: boolean
  pendingMediaId: string | null
  pendingTranscriptId: string | null
  before: WorkState | null
}

/** Options for transcribing a recording again. */
export interface TranscribeAgain {
  /** Whose speech provider to use; null for the default. */
  provider: SpeechChoice | null
  /** Additional names and terms to recognise. */
  keyTerms: string[]
}

export const meetings = pgTable(
  'meetings',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    title: text('title').notNull(),
    status: text('status', { enum: meetingStatuses }).notNull().default('draft'),
    /** The job that the status waits for or failed in: `ingest`, `transcribe`, `analyse`. */
    stage: text('stage'),
    /** Why it waits or failed; a code that the interface translates. */
    reason: text('reason'),
    canRetry: boolean('can_retry').notNull().default(false),
    /** Incremented by each claim of a stage; all writes of the attempt compare it. */
    fence: integer('fence').notNull().default(0),
    claimedAt: moment('claimed_at'),
    progress: jsonb('progress').$type<{ step: string; done: number; total: number }>(),
    scenarioId: text('scenario_id').notNull(),
    scenarioVersion: text('scenario_version').notNull(),
    /** Language of the results, and of the speech unless `spoken_language` is set. */
    language: text('language', { enum: locales }).notNull(),
    spokenLanguage: text('spoken_language', { enum: spokenLanguages }),
    clientId: uuid('client_id'),
    ownerId: uuid('owner_id').notNull(),
    startedAt: moment('started_at'),
    /** UTC offset of the meeting's place in minutes east; null when unknown. */
    startedOffset: smallint('started_offset'),
    durationMs: bigint('duration_ms', { mode: 'number' }),
    currentMediaId: uuid('current_media_id'),
    currentTranscriptId: uuid('current_transcript_id'),
    currentRunId: uuid('current_run_id'),
    /** A new recording or transcript that is still processed; it replaces the current one when it is equally far. */
    pendingMediaId: uuid('pending_media_id'),
    pendingTranscriptId: uuid('pending_transcript_id'),
    /** State before the pending recording or transcript, restored if that is cancelled. */
    beforeReplacement: jsonb('before_replacement').$type<WorkState>(),
    /** The last replacement recording that was rejected, and why; a code that the interface translates. */
    refusedRecording: jsonb('refused_recording').$type<{ fileName: string; reason: string }>(),
    /** Options while the current recording is being transcribed again, pending beside its own transcript. */
    transcribeAgain: jsonb('transcribe_again').$type<TranscribeAgain>(),
    itemCount: integer('item_count').notNull().default(0),
    decidedCount: integer('decided_count').notNull().default(0),
    acceptedAt: moment('accepted_at'),
    acceptedBy: uuid('accepted_by'),
    rev: rev(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('meetings_status', oneOf('status', meetingStatuses)),
    check('meetings_language', oneOf('language', locales)),
    check('meetings_spoken_language', oneOf('spoken_language', spokenLanguages)),
    index('meetings_page').on(
      t.tenantId,
      t.createdAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index('meetings_status_page').on(
      t.tenantId,
      t.status,
      t.createdAt.desc().nullsFirst(),
      t.id.desc().nullsFirst(),
    ),
    index('meetings_owner').on(t.tenantId, t.ownerId, t.createdAt.desc().nullsFirst()),
    index('meetings_current_media').on(t.tenantId, t.currentMediaId),
    index('meetings_waiting')
      .on(t.updatedAt)
      .where(sql`status = 'waiting'`),
    index('meetings_current_run').on(t.tenantId, t.currentRunId),
    index('meetings_current_transcript').on(t.tenantId, t.currentTranscriptId),
    index('meetings_pending_media').on(t.tenantId, t.pendingMediaId),
    index('meetings_pending_transcript').on(t.tenantId, t.pendingTranscriptId),
    // For the reconciler, which scans the few working meetings across tenants.
    index('meetings_working')
      .on(t.updatedAt)
      .where(sql`status in ('queued', 'transcribing', 'analysing')`),
    index('meetings_client').on(t.tenantId, t.clientId, t.createdAt.desc().nullsFirst()),
    foreignKey({
      columns: [t.tenantId, t.clientId],
      foreignColumns: [clients.tenantId, clients.id],
    }),
    foreignKey({ columns: [t.tenantId, t.ownerId], foreignColumns: [users.tenantId, users.id] }),
    foreignKey({ columns: [t.tenantId, t.acceptedBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)

export const participants = pgTable(
  'participants',
  {
    tenantId: tenantId(),
    meetingId: uuid('meeting_id').notNull(),
    ord: integer('ord').notNull(),
    name: text('name').notNull(),
    role: text('role'),
    personId: uuid('person_id'),
    /** The transcript and speaker it was taken from; null when a person entered it. */
    transcriptId: uuid('transcript_id'),
    speakerId: smallint('speaker_id'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.meetingId, t.ord] }),
    index('participants_person').on(t.tenantId, t.personId),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.tenantId, t.personId], foreignColumns: [people.tenantId, people.id] }),
  ],
)

export const accessKinds = ['owner', 'viewer'] as const

/**
 * Who may see a meeting, besides admins. `created_at` is copied from the meeting, so that lists can page by this index.
 */
export const meetingAccess = pgTable(
  'meeting_access',
  {
    tenantId: tenantId(),
    userId: uuid('user_id').notNull(),
    meetingId: uuid('meeting_id').notNull(),
    kind: text('kind', { enum: accessKinds }).notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.meetingId] }),
    check('meeting_access_kind', oneOf('kind', accessKinds)),
    index('meeting_access_page').on(
      t.tenantId,
      t.userId,
      t.createdAt.desc().nullsFirst(),
      t.meetingId.desc().nullsFirst(),
    ),
    index('meeting_access_meeting').on(t.tenantId, t.meetingId),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)

export interface RenamedWho {
  from: string
  to: string
  speakerId: number | null
  personId: string | null
}

/** All state changes in order: the meeting's history and the source of live events. */
export const meetingEvents = pgTable(
  'meeting_events',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    kind: text('kind').notNull(),
    status: text('status', { enum: meetingStatuses }).notNull(),
    stage: text('stage'),
    reason: text('reason'),
    actorId: uuid('actor_id'),
    /** People and speakers renamed by this change. */
    renamed: jsonb('renamed').$type<RenamedWho[]>(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('meeting_events_meeting').on(t.tenantId, t.meetingId, t.id),
    foreignKey({ columns: [t.tenantId, t.actorId], foreignColumns: [users.tenantId, users.id] }),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
  ],
)
