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
import { scenarioOrigins, versionStates } from '../../plugins/vocabulary.ts'

/** The files of a tenant's own scenario, by the SHA-256 (hex) of all files. Immutable. */
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

/** Metadata of a version that lists show without loading its body. */
export interface ScenarioWords {
  title: Record<Locale, string>
  description: Record<Locale, string>
  meetingType: string
  defaultLanguage: Locale
  sectionCount: number
}

/**
 * Versions that meetings reference. Built-in versions are copied here at their first use in a tenant, for the composite
 * foreign keys. A tenant's own versions are written when they are published; the server's role may then change only
 * `state`.
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

/** A tenant's own scenarios with their drafts, which may be invalid and are not used by meetings. */
export const scenarios = pgTable(
  'scenarios',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** The id in its `pack.json`; never the id of a built-in pack. */
    id: text('id').notNull(),
    /** Title of the draft, else of the newest version; the id when neither can be read. */
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

/** The input of a trial. */
export interface TrialInput {
  meetingIds: string[]
  runIds?: string[]
  /** For a regression: sections that may be dropped with everything accepted in them. */
  droppedSections?: readonly string[]
  /** The same for fields and choices, by key. */
  droppedFields?: readonly string[]
}

/** Trials of a scenario, which do not change any meeting's results. Kept for a day. */
export const scenarioTrials = pgTable(
  'scenario_trials',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    scenarioId: text('scenario_id').notNull(),
    kind: text('kind', { enum: trialKinds }).notNull(),
    /** The tested files, independent of later changes to the draft; null for a built-in version. */
    bodyDigest: text('body_digest'),
    /** The tested published version; null for a draft. */
    version: text('version'),
    input: jsonb('input').$type<TrialInput>().notNull(),
    state: text('state', { enum: trialStates }).notNull().default('queued'),
    progress: jsonb('progress').$type<{ done: number; total: number }>(),
    report: jsonb('report').$type<unknown>(),
    reason: text('reason'),
    /** Incremented by each attempt; all writes of the attempt compare it. */
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
    // For the cleanup, which scans across tenants.
    index('scenario_trials_age').on(t.createdAt),
    foreignKey({
      columns: [t.tenantId, t.bodyDigest],
      foreignColumns: [scenarioBodies.tenantId, scenarioBodies.digest],
    }),
    foreignKey({ columns: [t.tenantId, t.createdBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)
