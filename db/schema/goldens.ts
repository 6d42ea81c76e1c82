import {
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { runs } from './analysis.ts'
import { createdAt, id, tenantId } from './columns.ts'
import { users } from './identity.ts'
import { scenarios } from './scenarios.ts'
import { transcripts } from './transcription.ts'

/** An accepted item that later versions of the scenario must find again. */
export interface GoldenItem {
  section: string
  key: string
  /** The item's accepted text. */
  text: string
  evidence: { ordinal: number; startChar: number; endChar: number; quote: string }[]
}

/** Accepted results that new versions are tested against before publishing. Deleted with their meeting. */
export const goldens = pgTable(
  'goldens',
  {
    tenantId: tenantId(),
    id: id(),
    scenarioId: text('scenario_id').notNull(),
    meetingId: uuid('meeting_id').notNull(),
    runId: uuid('run_id').notNull(),
    transcriptId: uuid('transcript_id').notNull(),
    expected: jsonb('expected').$type<GoldenItem[]>().notNull(),
    createdBy: uuid('created_by').notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('goldens_of_scenario').on(t.tenantId, t.scenarioId, t.meetingId),
    index('goldens_run').on(t.tenantId, t.meetingId, t.runId),
    index('goldens_transcript').on(t.tenantId, t.meetingId, t.transcriptId),
    foreignKey({
      columns: [t.tenantId, t.scenarioId],
      foreignColumns: [scenarios.tenantId, scenarios.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.meetingId, t.runId],
      foreignColumns: [runs.tenantId, runs.meetingId, runs.id],
    }).onDelete('cascade'),
    foreignKey({
      columns: [t.tenantId, t.meetingId, t.transcriptId],
      foreignColumns: [transcripts.tenantId, transcripts.meetingId, transcripts.id],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.tenantId, t.createdBy], foreignColumns: [users.tenantId, users.id] }),
  ],
)
