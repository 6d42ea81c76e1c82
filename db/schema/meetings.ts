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
import { locales, tenants, users } from './identity.ts'

export const meetingStatuses = [
  'draft',
  'uploading',
  'queued',
  'waiting',
  'transcribing',
  'analysing',
  'in_review',
  'accepted',
  'failed',
  'cancelled',
] as const

/** One of ours, several in turn, or whatever is heard. */
export const spokenLanguages = [...locales, 'multi', 'detect'] as const

/** Where the work on a meeting stands. */
export interface WorkState {
  status: (typeof meetingStatuses)[number]
  stage: string | null
  reason: string | null
  canRetry: boolean
  pendingMediaId: string | null
  pendingTranscriptId: string | null
  before: WorkState | null
}

export const speechChoices = ['own', 'installation'] as const

/** What is to be different when a recording is transcribed once more. */
export interface TranscribeAgain {
  /** Whose speech provider; null for the usual one. */
  provider: (typeof speechChoices)[number] | null
  /** Names and terms to listen for besides those that are known. */
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
    /** Why it waits or failed; a code that the interface words. */
    reason: text('reason'),
    canRetry: boolean('can_retry').notNull().default(false),
    /** Raised by each claim of a stage; every write of the attempt compares it. */
    fence: integer('fence').notNull().default(0),
    claimedAt: moment('claimed_at'),
    progress: jsonb('progress').$type<{ step: string; done: number; total: number }>(),
    scenarioId: text('scenario_id').notNull(),
    scenarioVersion: text('scenario_version').notNull(),
    /** Of what is written; and of what is said, unless the next column knows better. */
    language: text('language', { enum: locales }).notNull(),
    spokenLanguage: text('spoken_language', { enum: spokenLanguages }),
    clientId: uuid('client_id'),
    ownerId: uuid('owner_id').notNull(),
    startedAt: moment('started_at'),
    /** Minutes east of UTC where the meeting was held; null where nobody said. */
    startedOffset: smallint('started_offset'),
    durationMs: bigint('duration_ms', { mode: 'number' }),
    currentMediaId: uuid('current_media_id'),
    currentTranscriptId: uuid('current_transcript_id'),
    currentRunId: uuid('current_run_id'),
    /** What was brought and is not shown yet: it takes its place once it has come as far as what is shown. */
    pendingMediaId: uuid('pending_media_id'),
    pendingTranscriptId: uuid('pending_transcript_id'),
    /** Where the work stood before the pending recording or transcript came: what the meeting goes back to without it. */
    beforeReplacement: jsonb('before_replacement').$type<WorkState>(),
    /** The last recording that could not be used beside what is shown; a code that the interface words. */
    refusedRecording: jsonb('refused_recording').$type<{ fileName: string; reason: string }>(),
    /** How the recording that is shown is to be transcribed once more, while it is pending beside its own transcript. */
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
    // Looked through across tenants by the reconciler, so the few working meetings come first.
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
    /** The speaker of which transcript it was taken from, where nobody typed it. */
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

/** Who besides admins may see a meeting. `created_at` is the meeting's own, so that lists page over this index. */
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

/** Every change of state, in order: the meeting's history and the source of live events. */
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
    /** Who is called otherwise since. */
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
