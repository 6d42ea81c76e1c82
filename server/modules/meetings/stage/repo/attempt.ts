import type postgres from 'postgres'
import { enqueuePart } from '../../../../../db/pending-jobs.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import { Superseded } from '../../../../jobs/keep-claim.ts'
import { newId } from '../../../../platform/ids.ts'
import { selectMeetingEvent } from '../../repo/meeting-event.ts'
import { jobOf, runningStatus, type Stage, type Status } from '../states.ts'

/** One attempt at a stage. All its writes compare the fence, so a superseded attempt can no longer write. */
export interface StageClaim {
  meetingId: string
  stage: Stage
  fence: number
}

/** The state of a meeting before an attempt claimed it. */
export interface ClaimedFrom {
  status_before: Status
  reason_before: string | null
}

/** What a stage works on: the pending recording or transcript, or the current one. */
const inputOf = (tx: TenantTx, stage: Stage): postgres.Fragment =>
  stage === 'analyse'
    ? tx.sql`coalesce(pending_transcript_id, current_transcript_id)`
    : tx.sql`coalesce(pending_media_id, current_media_id)`

/**
 * Claims a stage for this attempt and raises the fence. `select` ends the statement and reads what the attempt needs from
 * `claimed`, which has the columns of `meetings` and `ClaimedFrom`. A meeting that waited for one of `passingReasons`
 * keeps that reason, and the history does not tell of every attempt. Returns undefined if there is nothing to do.
 */
export async function claimStage<Row extends object>(
  tx: TenantTx,
  stage: Stage,
  meetingId: string,
  passingReasons: readonly string[],
  select: postgres.Fragment,
): Promise<Row | undefined> {
  const running = runningStatus[stage]
  // An ingest leaves the meeting queued, so there is no change to show.
  const isShown = running !== 'queued'
  if (isShown) tx.outboxUsed = true
  const [row] = await tx.sql<Row[]>`
    with before as (
      select id, status, reason from meetings
      where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = ${stage}
        and status in ('queued', 'waiting', ${running}) and ${inputOf(tx, stage)} is not null
      for update
    ), claimed as (
      update meetings m set fence = m.fence + 1, claimed_at = now(), status = ${running}, can_retry = false,
        reason = case when m.reason = any(${[...passingReasons]}::text[]) then m.reason end, progress = null,
        rev = m.rev + ${isShown ? 1 : 0}, updated_at = case when ${isShown} then now() else m.updated_at end
      from before b where m.tenant_id = ${tx.tenantId} and m.id = b.id
      returning m.*, b.status as status_before, b.reason as reason_before
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, status, status, stage from claimed where ${isShown} and reason is null
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${selectMeetingEvent(tx)} from claimed where ${isShown}
    )
    ${select}`
  return row
}

/** SQL that holds while the attempt still has its claim; the meeting is `m`. */
const isClaimed = (tx: TenantTx, { meetingId, stage, fence }: StageClaim): postgres.Fragment =>
  tx.sql`m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and m.fence = ${fence} and m.stage = ${stage}
    and m.status = ${runningStatus[stage]}`

/** Renews a claim. Returns false if it was lost: superseded, cancelled, or the meeting was deleted. */
export async function renewStage(tx: TenantTx, claim: StageClaim): Promise<boolean> {
  const renewed = await tx.sql`
    update meetings m set claimed_at = now() where ${isClaimed(tx, claim)} returning 1`
  return renewed.length > 0
}

/** Shows the progress of an attempt on open dashboards; does nothing if the claim was lost. */
export async function reportStage(
  tx: TenantTx,
  claim: StageClaim,
  progress: { step: string; done: number; total: number },
): Promise<void> {
  tx.outboxUsed = true
  await tx.sql`
    with now as (
      update meetings m set progress = ${tx.sql.json({ ...progress })}, claimed_at = now(), updated_at = now()
      where ${isClaimed(tx, claim)} returning m.*
    )
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    ${selectMeetingEvent(tx)} from now`
}

/** What an attempt has achieved, and what the meeting shows because of it. */
export interface StageResult {
  /** The stage to queue; null puts the meeting in review. */
  next: Stage | null
  /** The kind of event in the history. */
  kind: string
  /** SQL: assignments to columns of the meeting `m`, other than its state. */
  set: postgres.Fragment
  /** SQL: tables to read from and conditions on them, for `set`. */
  from?: { tables: postgres.Fragment; where: postgres.Fragment }
  /** The line in the audit log; written as the system. */
  audit?: { action: string; requestId: string; traceId: string | null; data: object }
  /** SQL: further CTEs over `done`, the meeting after the change. */
  also?: postgres.Fragment
  /** SQL: what to return of `done`. */
  returning?: postgres.Fragment
}

/**
 * Records the result of a stage and queues the next one: state, content, history, audit, job and live event in one
 * statement. Throws `Superseded` if the claim was lost.
 */
export async function advanceStage<Row extends object>(
  tx: TenantTx,
  claim: StageClaim,
  { next, kind, set, from, audit, also, returning }: StageResult,
): Promise<Row> {
  tx.outboxUsed = true
  const status: Status = next ? 'queued' : 'in_review'
  const [row] = await tx.sql<Row[]>`
    with done as (
      update meetings m set status = ${status}, stage = ${next}, reason = null, can_retry = false, progress = null,
        claimed_at = null, ${set}, rev = m.rev + 1, updated_at = now()
      ${from ? tx.sql`from ${from.tables}` : tx.sql``}
      where ${isClaimed(tx, claim)} ${from ? tx.sql`and ${from.where}` : tx.sql``}
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, ${kind}, status, stage from done
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${selectMeetingEvent(tx)} from done
    )
    ${next ? tx.sql`, ${nextJob(tx, next)}` : tx.sql``}
    ${audit ? tx.sql`, ${auditLine(tx, audit)}` : tx.sql``}
    ${also ? tx.sql`, ${also}` : tx.sql``}
    select ${returning ?? tx.sql`1`} from done`
  if (!row) throw new Superseded()
  return row
}

const nextJob = (tx: TenantTx, stage: Stage): postgres.Fragment =>
  enqueuePart(tx, 'next', {
    id: newId(),
    job: jobOf[stage],
    subject: tx.sql`id::text`,
    payload: tx.sql`jsonb_build_object('meetingId', id)`,
    from: tx.sql`done`,
  })

const auditLine = (
  tx: TenantTx,
  { action, requestId, traceId, data }: NonNullable<StageResult['audit']>,
): postgres.Fragment => tx.sql`
  line as (
    insert into audit_log (tenant_id, id, actor_kind, action, subject_id, request_id, trace_id, data)
    select tenant_id, ${newId()}, 'system', ${action}, id, ${requestId}, ${traceId},
      ${JSON.stringify(data)}::text::jsonb from done
  )`

/**
 * Marks a meeting as waiting and says for what; state, history and live event in one statement. With a fence only the
 * attempt that has the claim may do so. Without one, no attempt could start. A meeting that already waits for this
 * reason stays as it is, and the history tells of each reason once.
 */
export async function waitInStage(
  tx: TenantTx,
  { meetingId, stage, fence }: Omit<StageClaim, 'fence'> & { fence: number | null },
  reason: string,
): Promise<void> {
  tx.outboxUsed = true
  const mayWait =
    fence === null
      ? tx.sql`status in ('queued', 'waiting', ${runningStatus[stage]})`
      : tx.sql`status = ${runningStatus[stage]} and fence = ${fence}`
  await tx.sql`
    with before as (
      select id, reason from meetings
      where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = ${stage} and ${mayWait}
        and ${inputOf(tx, stage)} is not null and (status <> 'waiting' or reason is distinct from ${reason})
      for update
    ), moved as (
      update meetings m set status = 'waiting', reason = ${reason}, can_retry = true, progress = null,
        claimed_at = null, rev = m.rev + 1, updated_at = now()
      from before b where m.tenant_id = ${tx.tenantId} and m.id = b.id
      returning m.*, b.reason as reason_before
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage, reason)
      select tenant_id, ${newId()}, id, 'waiting', status, stage, reason from moved
      where reason is distinct from reason_before
    )
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    ${selectMeetingEvent(tx)} from moved`
}

/** Whether the meeting waits for this reason. */
export async function isWaitingFor(
  tx: TenantTx,
  meetingId: string,
  reason: string,
): Promise<boolean> {
  const waiting = await tx.sql`
    select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId}
      and status = 'waiting' and reason = ${reason}`
  return waiting.length > 0
}
