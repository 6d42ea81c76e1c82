import type { TenantTx } from '../../../db/tenant.ts'
import { announcement } from '../meetings/index.ts'
import type { MeetingFacts } from '../../../plugins/engine/index.ts'
import { newId } from '../../platform/ids.ts'
import { loadSegments, type SpokenSegment } from '../transcription/index.ts'
import { factsOf, type FactsRow, toFacts } from './facts.ts'

/** What an attempt at the stage was given: everything it needs, read once, and the fence its writes must show. */
export interface AnalysisClaim {
  meetingId: string
  /** The run that a person asked for; null for the meeting's own way through the stages. */
  runId: string | null
  fence: number
  transcriptId: string
  scenario: { id: string; version: string }
  previousRunId: string | null
  meeting: MeetingFacts
  segments: SpokenSegment[]
}

interface ClaimedRow extends FactsRow {
  fence: number
  transcript_id: string
  pack_id: string
  pack_version: string
  previous_run_id: string | null
}

/** Takes the stage for this attempt; an older attempt can write no more. Undefined when there is nothing to do. */
export async function claimAnalysis(
  tx: TenantTx,
  meetingId: string,
  runId: string | null,
): Promise<AnalysisClaim | undefined> {
  const [row] = runId ? await claimRun(tx, runId) : await claimMeeting(tx, meetingId)
  if (!row) return undefined
  const segments = await loadSegments(tx, row.transcript_id)
  return {
    meetingId,
    runId,
    fence: row.fence,
    transcriptId: row.transcript_id,
    scenario: { id: row.pack_id, version: row.pack_version },
    previousRunId: row.previous_run_id,
    meeting: toFacts(row),
    segments,
  }
}

/** Claim, history and live event in one statement. */
const claimMeeting = (tx: TenantTx, meetingId: string) => {
  tx.outboxUsed = true
  return tx.sql<ClaimedRow[]>`
    with claimed as (
      update meetings m set fence = m.fence + 1, claimed_at = now(), status = 'analysing',
        can_retry = false, progress = null, rev = m.rev + 1, updated_at = now()
      where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and m.stage = 'analyse'
        and m.status in ('queued', 'waiting', 'analysing') and m.current_transcript_id is not null
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'analysing', status, stage from claimed
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${announcement(tx)} from claimed
    )
    select m.fence, m.current_transcript_id as transcript_id, m.scenario_id as pack_id,
      m.scenario_version as pack_version, m.current_run_id as previous_run_id, ${factsOf(tx)}
    from claimed m`
}

const claimRun = (tx: TenantTx, runId: string) => tx.sql<ClaimedRow[]>`
  with claimed as (
    update runs r set fence = r.fence + 1
    where r.tenant_id = ${tx.tenantId} and r.id = ${runId} and r.state = 'running'
    returning r.*
  )
  select r.fence, r.transcript_id, r.pack_id, r.pack_version, null::uuid as previous_run_id,
    ${factsOf(tx)}
  from claimed r join meetings m on m.tenant_id = r.tenant_id and m.id = r.meeting_id`
