import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { id, moment, oneOf, tenantId } from './columns.ts'
import { tenants } from './identity.ts'

export const usageKinds = ['transcription', 'model', 'requests'] as const
/** `all` is the total; the others break it down. */
export const usageDimensions = ['all', 'person', 'client', 'scenario', 'model'] as const
export const usageGrains = ['day', 'month'] as const
export const usageGauges = ['storedBytes', 'seats'] as const

const tenant = () => tenantId().references(() => tenants.id, { onDelete: 'cascade' })
const amount = (name: string) => bigint(name, { mode: 'number' })
const sum = (name: string) => amount(name).notNull().default(0)

/**
 * The ledger: one row per billable event, written in the transaction of its effect. Append-only; a correction is a
 * separate row. Has no foreign keys to the things it names, because usage must survive their deletion.
 */
export const usageEvents = pgTable(
  'usage_events',
  {
    tenantId: tenant(),
    id: id(),
    /** Identifies the event, e.g. `model:<id of the call>`, so that a repeated transaction adds nothing. */
    sourceKey: text('source_key').notNull(),
    kind: text('kind', { enum: usageKinds }).notNull(),
    at: moment('at').notNull(),
    userId: uuid('user_id'),
    keyId: uuid('key_id'),
    meetingId: uuid('meeting_id'),
    clientId: uuid('client_id'),
    scenarioId: text('scenario_id'),
    scenarioVersion: text('scenario_version'),
    /** Speech or model provider, e.g. `deepgram:nova-3`. */
    provider: text('provider'),
    /** Made with the organisation's own key. */
    isOwnKey: boolean('is_own_key').notNull().default(false),
    /** Seconds of speech, rounded up; null when the duration is unknown. */
    seconds: integer('seconds'),
    inputTokens: integer('input_tokens'),
    cachedInputTokens: integer('cached_input_tokens'),
    outputTokens: integer('output_tokens'),
    /** Millionths of a US dollar at the price of that time; null when no price was known. */
    costMicroUsd: amount('cost_micro_usd'),
    requests: integer('requests'),
    /** The row that this one corrects; its amounts are added to that row. */
    corrects: uuid('corrects'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('usage_events_source').on(t.tenantId, t.sourceKey),
    check('usage_events_kind', oneOf('kind', usageKinds)),
    check(
      'usage_events_amounts',
      sql`corrects is not null or least(seconds, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd, requests) >= 0`,
    ),
    index('usage_events_at').on(t.tenantId, t.at),
    index('usage_events_transcribed')
      .on(t.tenantId, t.at, t.id)
      .where(sql`kind = 'transcription'`),
    index('usage_events_corrections')
      .on(t.tenantId, t.corrects)
      .where(sql`corrects is not null`),
  ],
)

/** Ledger rows that are not included in the sums yet. */
export const usagePending = pgTable(
  'usage_pending',
  { tenantId: tenant(), eventId: uuid('event_id').notNull() },
  (t) => [primaryKey({ columns: [t.tenantId, t.eventId] })],
)

/** Sums of the ledger by day and month (UTC), for each dimension. */
export const usageSums = pgTable(
  'usage_sums',
  {
    tenantId: tenant(),
    dimension: text('dimension', { enum: usageDimensions }).notNull(),
    grain: text('grain', { enum: usageGrains }).notNull(),
    /** First day of the period. */
    day: date('day', { mode: 'string' }).notNull(),
    /** Id of the person, client or scenario, or the provider; empty without one. */
    value: text('value').notNull(),
    kind: text('kind', { enum: usageKinds }).notNull(),
    isOwnKey: boolean('is_own_key').notNull(),
    /** Number of events, without corrections. */
    events: sum('events'),
    seconds: sum('seconds'),
    inputTokens: sum('input_tokens'),
    cachedInputTokens: sum('cached_input_tokens'),
    outputTokens: sum('output_tokens'),
    costMicroUsd: sum('cost_micro_usd'),
    /** Model calls without a known price. */
    unpriced: sum('unpriced'),
    requests: sum('requests'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.dimension, t.grain, t.day, t.value, t.kind, t.isOwnKey] }),
    check('usage_sums_dimension', oneOf('dimension', usageDimensions)),
    check('usage_sums_kind', oneOf('kind', usageKinds)),
    check('usage_sums_grain', oneOf('grain', usageGrains)),
  ],
)

/** Daily snapshots of an organisation's gauges, which are never summed. */
export const usageSnapshots = pgTable(
  'usage_snapshots',
  {
    tenantId: tenant(),
    day: date('day', { mode: 'string' }).notNull(),
    name: text('name', { enum: usageGauges }).notNull(),
    value: amount('value').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.name, t.day] }),
    check('usage_snapshots_name', oneOf('name', usageGauges)),
  ],
)

/** Time up to which missing calls and transcripts were backfilled into the ledger. */
export const usageFills = pgTable(
  'usage_fills',
  { tenantId: tenant(), filledAt: moment('filled_at').notNull() },
  (t) => [primaryKey({ columns: [t.tenantId] })],
)
