import type postgres from 'postgres'
import type { TenantTx } from '../../../../db/tenant.ts'
import {
  type ClaimedFrom,
  claimStage,
  currentParticipants,
  renewStage,
  type StageClaim,
} from '../../meetings/index.ts'
import type { Locale, MeetingFacts } from '../../../../plugins/engine/index.ts'
import { locales } from '../../../../plugins/vocabulary.ts'
import { formatInPlace } from '../../../platform/local-time.ts'
import { loadSegments, type SpokenSegment } from '../../transcription/index.ts'
import { transientFaults } from '../ports.ts'
import { countRun } from '../run-quota.ts'

/** Everything that an attempt at the stage needs, read once. */
export interface AnalysisClaim extends StageClaim {
  stage: 'analyse'
  /** The run that a person started, whose fence this is; null when the meeting is processed through its stages. */
  runId: string | null
  transcriptId: string
  scenario: { id: string; version: string }
  previousRunId: string | null
  meeting: MeetingFacts
  segments: SpokenSegment[]
  /** Model usage of the earlier attempts. */
  spentBefore: { tokens: number; microUsd: number }
}

interface ClaimedRow extends FactsRow {
  fence: number
  transcript_id: string
  pack_id: string
  pack_version: string
  previous_run_id: string | null
  spent_tokens: number
  spent_micro_usd: number
}

interface ClaimedMeeting extends ClaimedRow, ClaimedFrom {
  owner_id: string
}

/**
 * Claims the stage for this attempt; older attempts can no longer write. Returns undefined if there is nothing to do.
 * Throws LimitExceeded if a limit is reached; then the transaction must not be committed.
 */
export async function claimAnalysis(
  tx: TenantTx,
  meetingId: string,
  runId: string | null,
  queuedAt: Date,
): Promise<AnalysisClaim | undefined> {
  // A run that a person started was counted then.
  const row = runId ? await claimRun(tx, runId) : await claimAndCount(tx, meetingId, queuedAt)
  if (!row) return undefined
  const segments = await loadSegments(tx, row.transcript_id)
  return {
    meetingId,
    stage: 'analyse',
    runId,
    fence: row.fence,
    transcriptId: row.transcript_id,
    scenario: { id: row.pack_id, version: row.pack_version },
    previousRunId: row.previous_run_id,
    meeting: toFacts(row),
    segments,
    spentBefore: { tokens: row.spent_tokens, microUsd: row.spent_micro_usd },
  }
}

/** Renews the claim. Returns false if it was lost: superseded, cancelled, or the meeting was deleted. */
export async function renewAnalysis(tx: TenantTx, claim: AnalysisClaim): Promise<boolean> {
  if (!claim.runId) return renewStage(tx, claim)
  const found = await tx.sql`
    select 1 from runs where tenant_id = ${tx.tenantId} and id = ${claim.runId}
      and fence = ${claim.fence} and state = 'running'`
  return found.length > 0
}

async function claimAndCount(
  tx: TenantTx,
  meetingId: string,
  queuedAt: Date,
): Promise<ClaimedRow | undefined> {
  const row = await claimStage<ClaimedMeeting>(
    tx,
    'analyse',
    meetingId,
    transientFaults,
    tx.sql`
    select m.fence, coalesce(m.pending_transcript_id, m.current_transcript_id) as transcript_id, m.scenario_id as pack_id,
      m.scenario_version as pack_version, m.current_run_id as previous_run_id, m.status_before, m.reason_before,
      m.owner_id, ${factsOf(tx, languageOfPending(tx))}, s.*
    from claimed m cross join lateral ${modelUsageOf(tx, tx.sql`i.meeting_id = m.id and i.run_id is null and i.created_at >= ${queuedAt}`)} s`,
  )
  if (row) {
    const { status_before: status, reason_before: reason, owner_id: ownerId } = row
    await countRun(tx, { status, reason, ownerId })
  }
  return row
}

async function claimRun(tx: TenantTx, runId: string): Promise<ClaimedRow | undefined> {
  const [row] = await tx.sql<ClaimedRow[]>`
  with claimed as (
    update runs r set fence = r.fence + 1
    where r.tenant_id = ${tx.tenantId} and r.id = ${runId} and r.state = 'running'
    returning r.*
  )
  select r.fence, r.transcript_id, r.pack_id, r.pack_version, null::uuid as previous_run_id, ${factsOf(tx)}, s.*
  from claimed r join meetings m on m.tenant_id = r.tenant_id and m.id = r.meeting_id
  cross join lateral ${modelUsageOf(tx, tx.sql`i.run_id = r.id`)} s`
  return row
}

/** Model usage so far, without calls whose server returned no token counts. */
const modelUsageOf = (tx: TenantTx, which: postgres.Fragment) => tx.sql`(
  select coalesce(sum(i.input_tokens + i.output_tokens), 0)::float8 as spent_tokens,
    coalesce(sum(i.cost_micro_usd), 0)::float8 as spent_micro_usd
  from interactions i where i.tenant_id = ${tx.tenantId} and ${which})`

interface FactsRow {
  title: string
  started_at: Date | null
  started_offset: number | null
  time_zone: string
  language: Locale
  client_name: string | null
  participants: MeetingFacts['participants']
}

const toFacts = (row: FactsRow): MeetingFacts => ({
  title: row.title,
  startedAt: row.started_at && formatInPlace(row.started_at, row.started_offset, row.time_zone),
  language: row.language,
  participants: row.participants,
  clientName: row.client_name,
  terms: [],
})

/** The facts of the meeting `m` that a scenario receives. */
const factsOf = (tx: TenantTx, language = tx.sql`m.language`) => tx.sql`
  m.title, m.started_at, m.started_offset, ${language} as language,
  (select t.time_zone from tenants t where t.id = m.tenant_id) as time_zone,
  (select c.name from clients c where c.tenant_id = m.tenant_id and c.id = m.client_id) as client_name,
  coalesce((select json_agg(json_build_object('name', w.name, 'role', w.role) order by w.ord)
    from ${tx.sql.unsafe(currentParticipants('m.tenant_id', 'm.id'))} w), '[]'::json) as participants`

/** A pending transcript brings its own language, just as one that becomes current at once. */
const languageOfPending = (tx: TenantTx) => tx.sql`coalesce((
  select t.language from transcripts t
  where t.tenant_id = m.tenant_id and t.id = m.pending_transcript_id and t.language = any(${locales})
    and (t.source <> 'speech' or m.spoken_language is null)), m.language)`

/** The facts of a meeting that a scenario receives; undefined if the meeting was deleted. */
export async function readFacts(
  tx: TenantTx,
  meetingId: string,
): Promise<MeetingFacts | undefined> {
  const [row] = await tx.sql<FactsRow[]>`
    select ${factsOf(tx)} from meetings m where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}`
  return row && toFacts(row)
}
