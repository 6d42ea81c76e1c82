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

export const joiningRoles = ['viewer', 'member'] as const
export const retentionKinds = ['media', 'transcript', 'results', 'modelCalls'] as const
export type RetentionKind = (typeof retentionKinds)[number]

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' })
const ofTenant = () =>
  tenantId()
    .primaryKey()
    .references(() => tenants.id, { onDelete: 'cascade' })

/** Proposes a scenario for the meetings of a client, with one of these words in their title, or both. */
export interface ScenarioRule {
  clientId: string | null
  words: string[]
  scenario: string
}

/** What an organisation chose for itself beside its name, language and time zone; no row: nothing yet. */
export const organisationSettings = pgTable(
  'organisation_settings',
  {
    tenantId: ofTenant(),
    rev: rev(),
    /** The scenario that is proposed for a new meeting. */
    defaultScenarioId: text('default_scenario_id'),
    /** Which other one is, for whom and by which words; the first that fits. */
    scenarioRules: jsonb('scenario_rules').$type<ScenarioRule[]>().notNull().default([]),
    /** As it was chosen; what is shown is mended for contrast. */
    accent: text('accent'),
    /** PNG of at most 256 × 256, made by us of what was sent. */
    logo: bytes('logo'),
    /** SHA-256 in hex of the logo: its address. */
    logoHash: text('logo_hash'),
    updatedAt: updatedAt(),
  },
  () => [
    check('organisation_settings_accent', sql`accent ~ '^#[0-9a-f]{6}$'`),
    check('organisation_settings_logo', sql`(logo is null) = (logo_hash is null)`),
  ],
)

/** Who may join without being invited: colleagues with an address of one of these domains. */
export const joiningRules = pgTable(
  'joining_rules',
  {
    tenantId: ofTenant(),
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

/** How long an organisation keeps what; null is for ever. */
export const retentionRules = pgTable(
  'retention_rules',
  {
    tenantId: ofTenant(),
    rev: rev(),
    mediaHours: integer('media_hours'),
    transcriptHours: integer('transcript_hours'),
    resultsHours: integer('results_hours'),
    modelCallsHours: integer('model_calls_hours'),
    /** When it is carried out next; null where nothing has to go. */
    dueAt: moment('due_at'),
    /** The run under way: what is older than its rules said at that moment goes. Null between runs. */
    runStartedAt: moment('run_started_at'),
    /** What the run has removed so far, so that one that was killed counts on. */
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

/** Objects whose rows are gone or marked by retention and that still have to leave the storage. */
export const expiredObjects = pgTable(
  'expired_objects',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** A key, or the beginning of keys. */
    prefix: text('prefix').notNull(),
    meetingId: uuid('meeting_id').notNull(),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.prefix] }),
    index('expired_objects_age').on(t.createdAt),
  ],
)
