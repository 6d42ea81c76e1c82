import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { toJson } from '../../../../db/json.ts'
import { scenarioTrials } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { isVisible } from '../../../../db/visible-meetings.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { RunState } from '../../../../plugins/vocabulary.ts'

const trialColumns = columnsOf(
  scenarioTrials,
  'id',
  'scenarioId',
  'kind',
  'bodyDigest',
  'version',
  'input',
  'state',
  'progress',
  'report',
  'reason',
  'fence',
  'createdBy',
  'createdAt',
  'finishedAt',
)
export type TrialRow = RowOf<typeof trialColumns>
/** What identifies one attempt at a trial. */
export type TrialClaim = Pick<TrialRow, 'id' | 'fence'>
export type NewTrial = Pick<TrialRow, 'scenarioId' | 'kind' | 'bodyDigest' | 'version' | 'input'>

export async function getTrial(tx: TenantTx, scenarioId: string, id: string): Promise<TrialRow> {
  const [row] = await tx.sql<TrialRow[]>`
    select ${trialColumns(tx)} from scenario_trials
    where tenant_id = ${tx.tenantId} and id = ${id} and scenario_id = ${scenarioId}
      and created_at > now() - interval '24 hours'`
  if (!row) throw notFound('trial')
  return row
}

/** The person's newest dry run of the draft, and anybody's newest regression of it. */
export const listNewestTrials = (tx: TenantTx, scenarioId: string, userId: string | null) => tx.sql<
  TrialRow[]
>`
  select distinct on (kind) ${trialColumns(tx)} from scenario_trials
  where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and version is null
    and (kind = 'regression' or (kind = 'dry-run' and created_by = ${userId}))
    and created_at > now() - interval '24 hours'
  order by kind, created_at desc`

/** Whether no golden has been added since the trial `t` was started. */
const isCurrent = (tx: TenantTx) => tx.sql`
  t.created_at >= coalesce((select max(g.created_at) from goldens g
    where g.tenant_id = t.tenant_id and g.scenario_id = t.scenario_id), t.created_at) as "isCurrent"`

/** The newest regression since the last publication, at most a day old. */
export async function findNewestRegression(
  tx: TenantTx,
  scenarioId: string,
): Promise<(TrialRow & { isCurrent: boolean }) | undefined> {
  const [row] = await tx.sql<(TrialRow & { isCurrent: boolean })[]>`
    select ${trialColumns(tx, 't')}, ${isCurrent(tx)}
    from scenario_trials t
    where t.tenant_id = ${tx.tenantId} and t.scenario_id = ${scenarioId} and t.kind = 'regression'
      and t.created_at > now() - interval '24 hours'
      and t.created_at > coalesce((select max(v.published_at) from scenario_versions v
        where v.tenant_id = t.tenant_id and v.pack_id = t.scenario_id and v.origin = 'own'), '-infinity')
    order by t.created_at desc limit 1`
  return row
}

export interface RegressionVerdict {
  green: boolean
  isCurrent: boolean
}

/** The verdict of the newest finished regression of these very files. */
export async function findVerdict(
  tx: TenantTx,
  scenarioId: string,
  digest: string,
): Promise<RegressionVerdict | undefined> {
  const [row] = await tx.sql<RegressionVerdict[]>`
    select (t.report->>'green')::boolean as green, ${isCurrent(tx)}
    from scenario_trials t
    where t.tenant_id = ${tx.tenantId} and t.scenario_id = ${scenarioId} and t.kind = 'regression'
      and t.body_digest = ${digest} and t.state = 'done'
    order by t.created_at desc limit 1`
  return row
}

/** Serializes the starts of trials, so that their number stays within its limit. */
export async function lockTrials(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/trials`}, 0))`
}

export async function countOpenTrials(tx: TenantTx): Promise<number> {
  const [open] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from scenario_trials
    where tenant_id = ${tx.tenantId} and state in ('queued', 'running')`
  return open?.count ?? 0
}

/** Inserts a queued trial, or with a report a finished one. */
export async function insertTrial(
  tx: TenantTx,
  trial: NewTrial & { id: string; createdBy: string | null },
  report: object | null,
): Promise<void> {
  const state = report ? 'done' : 'queued'
  await tx.sql`
    insert into scenario_trials (tenant_id, id, scenario_id, kind, body_digest, version, input, created_by, state,
      report, finished_at)
    values (${tx.tenantId}, ${trial.id}, ${trial.scenarioId}, ${trial.kind}, ${trial.bodyDigest}, ${trial.version},
      ${toJson(tx, trial.input)}, ${trial.createdBy}, ${state}, ${toJson(tx, report)},
      case when ${state} = 'done' then now() end)`
}

/** Deletes a trial older than a day; `bodyDigest` is that of its files. */
export async function deleteExpiredTrial(
  tx: TenantTx,
  id: string,
): Promise<Pick<TrialRow, 'bodyDigest'> | undefined> {
  const [row] = await tx.sql<Pick<TrialRow, 'bodyDigest'>[]>`
    delete from scenario_trials
    where tenant_id = ${tx.tenantId} and id = ${id} and created_at <= now() - interval '24 hours'
    returning body_digest as "bodyDigest"`
  return row
}

/** Raises the fence for a new attempt; older attempts can no longer write. */
export async function takeTrial(tx: TenantTx, id: string): Promise<TrialRow | undefined> {
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = 'running', fence = fence + 1, claimed_at = now(), progress = null
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('queued', 'running')
    returning ${trialColumns(tx)}`
  return row
}

/** Renews the claim; false when it is lost to another attempt, a cancellation or a deletion. */
export async function renewTrial(tx: TenantTx, { id, fence }: TrialClaim): Promise<boolean> {
  const renewed = await tx.sql`
    update scenario_trials set claimed_at = now()
    where tenant_id = ${tx.tenantId} and id = ${id} and fence = ${fence} and state = 'running'
    returning 1`
  return renewed.length > 0
}

/** Ends an open trial as cancelled and raises its fence, so that its worker can no longer write. */
export async function markCancelled(tx: TenantTx, id: string): Promise<TrialRow | undefined> {
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = 'failed', reason = 'cancelled', fence = fence + 1,
      progress = null, finished_at = now()
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('queued', 'running')
    returning ${trialColumns(tx)}`
  return row
}

/** Marks an open trial as running, whichever attempt had it, so that its failure can be written. */
export async function reopenTrial(tx: TenantTx, id: string): Promise<TrialRow | undefined> {
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = 'running'
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('queued', 'running')
    returning ${trialColumns(tx)}`
  return row
}

export interface TrialUpdate {
  state: RunState
  progress?: object
  report?: object
  reason?: string
}

/** Undefined once another attempt has taken the trial. */
export async function updateTrial(
  tx: TenantTx,
  { id, fence }: TrialClaim,
  { state, progress, report, reason }: TrialUpdate,
): Promise<TrialRow | undefined> {
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = ${state}, claimed_at = now(),
      progress = coalesce(${toJson(tx, progress ?? null)}, progress), report = ${toJson(tx, report ?? null)},
      reason = ${reason ?? null},
      finished_at = case when ${state === 'running'} then null else now() end
    where tenant_id = ${tx.tenantId} and id = ${id} and fence = ${fence} and state = 'running'
    returning ${trialColumns(tx)}`
  return row
}

export async function findCurrentTranscript(
  tx: TenantTx,
  meetingId: string,
): Promise<string | null> {
  const [row] = await tx.sql<{ id: string | null }[]>`
    select current_transcript_id as id from meetings
    where tenant_id = ${tx.tenantId} and id = ${meetingId}`
  return row?.id ?? null
}

/** Those of the meetings that the principal may see. */
export async function listVisibleMeetings(
  tx: TenantTx,
  ctx: Ctx,
  meetingIds: string[],
): Promise<Set<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    select m.id from meetings m
    where m.tenant_id = ${tx.tenantId} and m.id = any(${meetingIds}::uuid[])
      and ${isVisible(tx, ctx, 'm', 'id')}`
  return new Set(rows.map((row) => row.id))
}
