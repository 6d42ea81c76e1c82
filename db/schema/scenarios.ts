import { sql } from 'drizzle-orm'
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import type { Locale, PackFiles } from '../../plugins/engine/types.ts'
import { createdAt, id, moment, oneOf, rev, tenantId, updatedAt } from './columns.ts'
import { tenants, users } from './identity.ts'

/** The files of a tenant's own scenario, by the SHA-256 (hex) over all of them. A body never changes. */
export const scenarioBodies = pgTable(
  'scenario_bodies',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    digest: text('digest').notNull(),
    files: jsonb('files').$type<PackFiles>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.digest] })],
)

export const scenarioOrigins = ['built-in', 'own'] as const
export const versionStates = ['published', 'deprecated'] as const

/** What lists show of a version without its body. */
export interface ScenarioWords {
  title: Record<Locale, string>
  description: Record<Locale, string>
  meetingType: string
  defaultLanguage: Locale
  sectionCount: number
}

/**
 * Versions that meetings may pin, so that composite keys hold. Built-in ones are copied here at their first use in a
 * tenant; a tenant's own are written when they are published, and the server's role may then change `state` only.
 */
export const scenarioVersions = pgTable(
  'scenario_versions',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    packId: text('pack_id').notNull(),
    version: text('version').notNull(),
    hash: text('hash').notNull(),
    origin: text('origin', { enum: scenarioOrigins }).notNull().default('built-in'),
    state: text('state', { enum: versionStates }).notNull().default('published'),
    /** Null for built-in packs, whose files are on disk. */
    bodyDigest: text('body_digest'),
    words: jsonb('words').$type<ScenarioWords>(),
    publishedBy: uuid('published_by'),
    publishedAt: moment('published_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.packId, t.version] }),
    check('scenario_versions_origin', oneOf('origin', scenarioOrigins)),
    check('scenario_versions_state', oneOf('state', versionStates)),
    check(
      'scenario_versions_own',
      sql`(origin = 'own') = (body_digest is not null) and (origin = 'own') = (words is not null)`,
    ),
    index('scenario_versions_body').on(t.tenantId, t.bodyDigest),
    foreignKey({
      columns: [t.tenantId, t.bodyDigest],
      foreignColumns: [scenarioBodies.tenantId, scenarioBodies.digest],
    }),
    foreignKey({
      columns: [t.tenantId, t.publishedBy],
      foreignColumns: [users.tenantId, users.id],
    }),
  ],
)

/** A tenant's own scenario with its draft, which may be invalid and is used by no meeting. */
export const scenarios = pgTable(
  'scenarios',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** As in its `pack.json`; never that of a built-in pack. */
    id: text('id').notNull(),
    /** As the draft says, or the newest version; the id where neither can be read. */
    title: jsonb('title').$type<Record<Locale, string>>().notNull(),
    draftDigest: text('draft_digest'),
    /** The version that the draft started from. */
    draftBasedOn: text('draft_based_on'),
    rev: rev(),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('scenarios_draft').on(t.tenantId, t.draftDigest),
    foreignKey({
      columns: [t.tenantId, t.draftDigest],
      foreignColumns: [scenarioBodies.tenantId, scenarioBodies.digest],
    }),
    foreignKey({ columns: [t.tenantId, t.createdBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)

export const trialKinds = ['dry-run', 'regression', 'backfill'] as const
export const trialStates = ['queued', 'running', 'done', 'failed'] as const

/** What a trial is about. */
export interface TrialInput {
  meetingIds: string[]
  runIds?: string[]
  /** Of a regression: sections that may go with all that was accepted in them. */
  droppedSections?: readonly string[]
  /** The same of fields and choices, by key. */
  droppedFields?: readonly string[]
}

/** A scenario tried without touching any meeting's result. Kept for a day. */
export const scenarioTrials = pgTable(
  'scenario_trials',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    scenarioId: text('scenario_id').notNull(),
    kind: text('kind', { enum: trialKinds }).notNull(),
    /** The very files that were tried, whatever becomes of the draft; null for a built-in version. */
    bodyDigest: text('body_digest'),
    /** The published version that was tried; null for a draft. */
    version: text('version'),
    input: jsonb('input').$type<TrialInput>().notNull(),
    state: text('state', { enum: trialStates }).notNull().default('queued'),
    progress: jsonb('progress').$type<{ done: number; total: number }>(),
    report: jsonb('report').$type<unknown>(),
    reason: text('reason'),
    /** Raised by each attempt; its writes compare it. */
    fence: integer('fence').notNull().default(0),
    claimedAt: moment('claimed_at'),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
    finishedAt: moment('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('scenario_trials_kind', oneOf('kind', trialKinds)),
    check('scenario_trials_state', oneOf('state', trialStates)),
    index('scenario_trials_body').on(t.tenantId, t.bodyDigest, t.kind),
    index('scenario_trials_scenario').on(t.tenantId, t.scenarioId),
    // Looked through across tenants: few are younger than a day.
    index('scenario_trials_age').on(t.createdAt),
    foreignKey({
      columns: [t.tenantId, t.bodyDigest],
      foreignColumns: [scenarioBodies.tenantId, scenarioBodies.digest],
    }),
    foreignKey({ columns: [t.tenantId, t.createdBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)
