import { sql } from 'drizzle-orm'
import {
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf, rev, tenantId, updatedAt } from './columns.ts'
import { tenants } from './identity.ts'
import { joiningRoles, type RetentionKind } from '../../plugins/vocabulary.ts'

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })
const tenantKey = () =>
  tenantId()
    .primaryKey()
    .references(() => tenants.id, { onDelete: 'cascade' })

/** Suggests a scenario for meetings of a client, for meetings with one of these words in the title, or for both. */
export interface ScenarioRule {
  clientId: string | null
  words: string[]
  scenario: string
}

/** Settings of an organisation besides name, language and time zone; without a row, the defaults. */
export const organisationSettings = pgTable(
  'organisation_settings',
  {
    tenantId: tenantKey(),
    rev: rev(),
    /** The default scenario for new meetings. */
    defaultScenarioId: text('default_scenario_id'),
    /** Rules for other scenarios by client and words; the first match applies. */
    scenarioRules: jsonb('scenario_rules').$type<ScenarioRule[]>().notNull().default([]),
    /** The chosen colour; the displayed one is adjusted for contrast. */
    accent: text('accent'),
    /** PNG of at most 256 × 256, converted from the uploaded image. */
    logo: bytes('logo'),
    /** SHA-256 (hex) of the logo, used in its URL. */
    logoHash: text('logo_hash'),
    updatedAt: updatedAt(),
  },
  () => [
    check('organisation_settings_accent', sql`accent ~ '^#[0-9a-f]{6}$'`),
    check('organisation_settings_logo', sql`(logo is null) = (logo_hash is null)`),
  ],
)

/** Domains whose e-mail addresses may join without an invitation. */
export const joiningRules = pgTable(
  'joining_rules',
  {
    tenantId: tenantKey(),
    rev: rev(),
    /** In ASCII (IDNA), lower case. */
    domains: text('domains')
      .array()
      .notNull()
      .default(sql`'{}'`),
    role: text('role', { enum: joiningRoles }).notNull().default('viewer'),
    updatedAt: updatedAt(),
  },
  () => [check('joining_rules_role', oneOf('role', joiningRoles))],
)

export type RetentionCounts = Partial<Record<RetentionKind, { count: number; bytes: number }>>

/** Retention periods of an organisation; null means unlimited. */
export const retentionRules = pgTable(
  'retention_rules',
  {
    tenantId: tenantKey(),
    rev: rev(),
    mediaHours: integer('media_hours'),
    transcriptHours: integer('transcript_hours'),
    resultsHours: integer('results_hours'),
    modelCallsHours: integer('model_calls_hours'),
    /** When the next deletion is due; null when there is nothing to delete. */
    dueAt: moment('due_at'),
    /** Start of the current deletion run, from which ages are measured. Null between runs. */
    runStartedAt: moment('run_started_at'),
    /** Counts of the run so far, so that a killed run can continue counting. */
    removed: jsonb('removed').$type<RetentionCounts>().notNull().default({}),
    updatedAt: updatedAt(),
  },
  () => [
    check(
      'retention_rules_hours',
      sql`coalesce(media_hours, 1) >= 1 and coalesce(transcript_hours, 1) >= 1
        and coalesce(results_hours, 1) >= 1 and coalesce(model_calls_hours, 1) >= 1`,
    ),
  ],
)

/** Objects that must still be deleted from storage; retention has deleted or marked their rows. */
export const expiredObjects = pgTable(
  'expired_objects',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** A key, or a prefix of keys. */
    prefix: text('prefix').notNull(),
    meetingId: uuid('meeting_id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.prefix] }),
    index('expired_objects_age').on(t.createdAt),
  ],
)
