import { sql } from 'drizzle-orm'
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  doublePrecision,
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
import type { Coverage, RunOutput } from '../../plugins/engine/types.ts'
import { createdAt, id, moment, oneOf, rev, tenantId } from './columns.ts'
import { people } from './directory.ts'
import { users } from './identity.ts'
import { meetings } from './meetings.ts'
import { scenarioVersions } from './scenarios.ts'
import { transcripts } from './transcription.ts'
import { evidenceStates, reviewStates, runStates } from '../../plugins/vocabulary.ts'

/** Runs of a scenario over a transcript. `output` never changes. */
export const runs = pgTable(
  'runs',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    transcriptId: uuid('transcript_id').notNull(),
    packId: text('pack_id').notNull(),
    packVersion: text('pack_version').notNull(),
    packHash: text('pack_hash').notNull(),
    provider: text('provider').notNull(),
    state: text('state', { enum: runStates }).notNull(),
    /** Incremented by each attempt; all writes of the attempt compare it. */
    fence: integer('fence').notNull().default(0),
    output: jsonb('output').$type<RunOutput>(),
    coverage: jsonb('coverage').$type<Coverage>(),
    reason: text('reason'),
    /** Whether the people named in its items were resolved; false for runs from before `item_people`. */
    peopleFound: boolean('people_found').notNull().default(false),
    createdAt: createdAt(),
    finishedAt: moment('finished_at'),
    /** When its retention ended and its output and items were deleted. */
    expiredAt: moment('expired_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('runs_state', oneOf('state', runStates)),
    // Lets a meeting reference only its own runs.
    unique('runs_of_meeting').on(t.tenantId, t.meetingId, t.id),
    index('runs_scenario').on(t.tenantId, t.packId, t.packVersion),
    index('runs_transcript').on(t.tenantId, t.transcriptId),
    index('runs_working')
      .on(t.createdAt)
      .where(sql`state = 'running'`),
    index('runs_without_people')
      .on(t.tenantId, t.id)
      .where(sql`not people_found and state = 'done'`),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.transcriptId],
      foreignColumns: [transcripts.tenantId, transcripts.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.packId, t.packVersion],
      foreignColumns: [
        scenarioVersions.tenantId,
        scenarioVersions.packId,
        scenarioVersions.version,
      ],
    }),
  ],
)

export const items = pgTable(
  'items',
  {
    tenantId: tenantId(),
    id: id(),
    runId: uuid('run_id').notNull(),
    section: text('section').notNull(),
    itemKey: text('item_key').notNull(),
    ord: integer('ord').notNull(),
    value: jsonb('value').$type<Record<string, unknown>>().notNull(),
    evidenceState: text('evidence_state', { enum: evidenceStates }).notNull(),
    reviewState: text('review_state', { enum: reviewStates }).notNull().default('proposed'),
    /** Why a person accepted an item that the recording does not support. */
    overrideNote: text('override_note'),
    decidedBy: uuid('decided_by'),
    decidedAt: moment('decided_at'),
    track: text('track'),
    dueOn: date('due_on', { mode: 'string' }),
    /** The run's own proposal, when a person's earlier decision replaced it. */
    proposed: jsonb('proposed').$type<Record<string, unknown>>(),
    rev: rev(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('items_review_state', oneOf('review_state', reviewStates)),
    check('items_evidence_state', oneOf('evidence_state', evidenceStates)),
    index('items_run').on(t.tenantId, t.runId, t.section, t.ord),
    index('items_page').on(t.tenantId, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    index('items_track').on(t.tenantId, t.track, t.dueOn),
    foreignKey({
      columns: [t.tenantId, t.runId],
      foreignColumns: [runs.tenantId, runs.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.decidedBy],
      foreignColumns: [users.tenantId, users.id],
    }),
  ],
)

const userKey = (tenantId: AnyPgColumn, userId: AnyPgColumn) =>
  foreignKey({ columns: [tenantId, userId], foreignColumns: [users.tenantId, users.id] })

const itemKey = (t: { tenantId: AnyPgColumn; itemId: AnyPgColumn }) =>
  foreignKey({
    columns: [t.tenantId, t.itemId],
    foreignColumns: [items.tenantId, items.id],
  }).onDelete('cascade')

export const evidence = pgTable(
  'evidence',
  {
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    ord: smallint('ord').notNull(),
    /** The cited segment, with its revision and speaker at that time: the item is stale when either changes. */
    ordinal: integer('ordinal').notNull(),
    rev: integer('rev').notNull(),
    speakerId: smallint('speaker_id'),
    startChar: integer('start_char').notNull(),
    endChar: integer('end_char').notNull(),
    quote: text('quote').notNull(),
    state: text('state', { enum: evidenceStates }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.itemId, t.ord] }),
    check('evidence_state', oneOf('state', evidenceStates)),
    itemKey(t),
  ],
)

export const itemPeoplePlaces = ['value', 'proposed'] as const

/**
 * People named in items. The item's value contains the name as it was written. When an item is read, the current name
 * is resolved from here: the person, else the speaker with later corrections, else the stored name.
 */
export const itemPeople = pgTable(
  'item_people',
  {
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    /** Whether the name is in the item's value or in the newest run's proposal. */
    place: text('place', { enum: itemPeoplePlaces }).notNull().default('value'),
    /** JSON Pointer to the name, e.g. `/owner` or `/attendees/0`. */
    pointer: text('pointer').notNull(),
    /** Speaker of the run's transcript at the time of the reference. */
    speakerId: smallint('speaker_id'),
    personId: uuid('person_id'),
    /** Used when there is no person or speaker any more. */
    name: text('name'),
    /** Chosen by a person, so it does not follow speaker changes in the cited segments. */
    chosen: boolean('chosen').notNull().default(false),
    /** The field names the person responsible for the item. */
    isOwner: boolean('is_owner').notNull().default(false),
    /** The displayed name when a person accepted the item. */
    acceptedAs: text('accepted_as'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.itemId, t.place, t.pointer] }),
    check('item_people_place', oneOf('place', itemPeoplePlaces)),
    check(
      'item_people_somebody',
      sql`speaker_id is not null or person_id is not null or name is not null`,
    ),
    index('item_people_person').on(t.tenantId, t.personId),
    itemKey(t),
    foreignKey({ columns: [t.tenantId, t.personId], foreignColumns: [people.tenantId, people.id] }),
  ],
)

/** Fields decided by people; a new run never changes them. */
export const fieldLocks = pgTable(
  'field_locks',
  {
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    pointer: text('pointer').notNull(),
    value: jsonb('value').$type<unknown>(),
    lockedBy: uuid('locked_by').notNull(),
    lockedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.itemId, t.pointer] }),
    itemKey(t),
    userKey(t.tenantId, t.lockedBy),
  ],
)

/** Typed copies of item fields, for queries across meetings. */
export const itemFields = pgTable(
  'item_fields',
  {
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    pointer: text('pointer').notNull(),
    text: text('text'),
    number: doublePrecision('number'),
    date: date('date', { mode: 'string' }),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.itemId, t.pointer] }),
    index('item_fields_date').on(t.tenantId, t.pointer, t.date),
    itemKey(t),
  ],
)

/** Items before each change; undo restores the newest. */
export const itemHistory = pgTable(
  'item_history',
  {
    tenantId: tenantId(),
    itemId: uuid('item_id').notNull(),
    rev: integer('rev').notNull(),
    before: jsonb('before').$type<Record<string, unknown>>().notNull(),
    undone: boolean('undone').notNull().default(false),
    changedBy: uuid('changed_by').notNull(),
    changedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.itemId, t.rev] }),
    itemKey(t),
    userKey(t.tenantId, t.changedBy),
  ],
)

/** `open` is a call that was sent and is not over, or whose worker died since. */
export const interactionOutcomes = ['open', 'ok', 'invalid', 'refused', 'cut', 'error'] as const

/** Calls to a language model. Their bodies are stored encrypted in object storage. */
export const interactions = pgTable(
  'interactions',
  {
    tenantId: tenantId(),
    id: id(),
    meetingId: uuid('meeting_id').notNull(),
    /** Null when the attempt produced no run. */
    runId: uuid('run_id'),
    step: text('step').notNull(),
    /** Window of the transcript, from 0. */
    windowIndex: integer('window_index').notNull(),
    /** Number of the call for this step and window, from 1; the second is the repair. */
    attempt: integer('attempt').notNull(),
    isFinal: boolean('is_final').notNull(),
    provider: text('provider').notNull(),
    /** Made with the organisation's own key: the organisation pays, and the operator's limits do not count it. */
    isOwnKey: boolean('is_own_key').notNull().default(false),
    model: text('model').notNull(),
    /** SHA-256 (hex) of the request as sent. */
    promptHash: text('prompt_hash').notNull(),
    inputTokens: integer('input_tokens'),
    cachedInputTokens: integer('cached_input_tokens'),
    outputTokens: integer('output_tokens'),
    /** Millionths of a US dollar; null when the model has no known price. */
    costMicroUsd: bigint('cost_micro_usd', { mode: 'number' }),
    latencyMs: integer('latency_ms').notNull(),
    finishReason: text('finish_reason'),
    outcome: text('outcome', { enum: interactionOutcomes }).notNull(),
    errorCode: text('error_code'),
    /** The server's error message, truncated, without keys and meeting content. */
    serverMessage: text('server_message'),
    /** Storage key of the encrypted request and response; null when they were not stored. */
    bodyKey: text('body_key'),
    /** Size of the stored body. */
    bodySizeBytes: integer('body_size_bytes'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('interactions_outcome', oneOf('outcome', interactionOutcomes)),
    index('interactions_meeting').on(t.tenantId, t.meetingId, t.id),
    index('interactions_run').on(t.tenantId, t.runId),
    foreignKey({
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.runId],
      foreignColumns: [runs.tenantId, runs.id],
    }).onDelete('cascade'),
  ],
)
