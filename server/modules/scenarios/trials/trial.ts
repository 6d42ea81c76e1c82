import type { TrialInput } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue, publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { requireBudget } from '../../../../tenants/limits/usage-counts.ts'
import { dropUnused } from '../versions/body.ts'
import type { DryRunReport, RegressionReport, TrialView } from './contract.ts'

export interface TrialRow {
  id: string
  scenario_id: string
  kind: TrialView['kind']
  body_digest: string | null
  version: string | null
  input: TrialInput
  state: TrialView['state']
  progress: TrialView['progress']
  report: unknown
  reason: string | null
  fence: number
  created_by: string
  created_at: Date
  finished_at: Date | null
}

/** A day, and a minute for clocks that differ. */
const keptMs = 24 * 3_600_000 + 60_000

/** Trials of one tenant that may be open at once. */
const mostOpen = 20

export interface NewTrial {
  scenarioId: string
  kind: TrialView['kind']
  digest: string | null
  version: string | null
  input: TrialRow['input']
}

/** Asks for a trial: row, job, audit and live event in one transaction. */
export async function startTrial(tx: TenantTx, ctx: Ctx, trial: NewTrial): Promise<TrialRow> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/trials`}, 0))`
  const [open] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from scenario_trials
    where tenant_id = ${tx.tenantId} and state in ('queued', 'running')`
  if ((open?.count ?? 0) >= mostOpen) {
    throw new AppError(
      'too_many_requests',
      `${mostOpen} trials of scenarios are open already. Wait until some are done.`,
      [],
      { 'retry-after': '10' },
      `Уже идёт пробных прогонов: ${mostOpen}, больше сразу нельзя. Дождитесь, пока часть из них завершится.`,
    )
  }
  await requireBudget(tx, actorId(ctx))
  const id = newId()
  await tx.sql`
    insert into scenario_trials (tenant_id, id, scenario_id, kind, body_digest, version, input, created_by)
    values (${tx.tenantId}, ${id}, ${trial.scenarioId}, ${trial.kind}, ${trial.digest}, ${trial.version},
      ${tx.sql.json(trial.input as never)}, ${actorId(ctx)})`
  await enqueue(tx, 'scenario.try', { trialId: id })
  await scheduleRemoval(tx, id)
  await audit(tx, ctx, `scenario.${trial.kind}-started`, id, { scenario: trial.scenarioId })
  const row = await getTrial(tx, trial.scenarioId, id)
  await announceTrial(tx, row)
  return row
}

/** A trial whose report is known without running anything. */
export async function recordAnswered(
  tx: TenantTx,
  ctx: Ctx,
  trial: NewTrial,
  report: object,
): Promise<TrialRow> {
  const id = newId()
  await tx.sql`
    insert into scenario_trials (tenant_id, id, scenario_id, kind, body_digest, version, input, created_by, state,
      report, finished_at)
    values (${tx.tenantId}, ${id}, ${trial.scenarioId}, ${trial.kind}, ${trial.digest}, ${trial.version},
      ${tx.sql.json(trial.input as never)}, ${actorId(ctx)}, 'done', ${tx.sql.json(report as never)}, now())`
  await scheduleRemoval(tx, id)
  await audit(tx, ctx, `scenario.${trial.kind}-started`, id, { scenario: trial.scenarioId })
  const row = await getTrial(tx, trial.scenarioId, id)
  await announceTrial(tx, row)
  return row
}

/** A trial is kept for a day; the job that comes after it removes it. */
const scheduleRemoval = (tx: TenantTx, trialId: string): Promise<void> =>
  enqueue(tx, 'scenario.try', { trialId }, { dueAt: new Date(Date.now() + keptMs) })

export async function getTrial(tx: TenantTx, scenarioId: string, id: string): Promise<TrialRow> {
  const [row] = await tx.sql<TrialRow[]>`
    select * from scenario_trials
    where tenant_id = ${tx.tenantId} and id = ${id} and scenario_id = ${scenarioId}
      and created_at > now() - interval '24 hours'`
  if (!row) throw notFound('trial')
  return row
}

/** The caller's newest dry run of the draft, and its newest regression, whoever asked for it. */
export const newestTrials = (tx: TenantTx, scenarioId: string, userId: string | null) => tx.sql<
  TrialRow[]
>`
  select distinct on (kind) * from scenario_trials
  where tenant_id = ${tx.tenantId} and scenario_id = ${scenarioId} and version is null
    and (kind = 'regression' or (kind = 'dry-run' and created_by = ${userId}))
    and created_at > now() - interval '24 hours'
  order by kind, created_at desc`

/** Tells whoever asked for the trial, and admins, where it stands. */
export const announceTrial = (tx: TenantTx, row: TrialRow): Promise<void> =>
  publish(tx, {
    name: 'trial.changed',
    trialId: row.id,
    scenarioId: row.scenario_id,
    kind: row.kind,
    state: row.state,
    progress: row.progress,
    audience: [row.created_by],
  })

/** Takes the trial for this attempt; an older attempt can write no more. A trial of yesterday is removed instead. */
export async function claimTrial(tx: TenantTx, id: string): Promise<TrialRow | undefined> {
  const [old] = await tx.sql<{ body_digest: string | null }[]>`
    delete from scenario_trials
    where tenant_id = ${tx.tenantId} and id = ${id} and created_at <= now() - interval '24 hours'
    returning body_digest`
  if (old) {
    if (old.body_digest) await dropUnused(tx, old.body_digest)
    return undefined
  }
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = 'running', fence = fence + 1, claimed_at = now(), progress = null
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('queued', 'running')
    returning *`
  if (row) await announceTrial(tx, row)
  return row
}

/** Shows that somebody is at it; false when the claim is lost: overtaken, cancelled or deleted. */
export async function renewTrial(
  tx: TenantTx,
  { id, fence }: Pick<TrialRow, 'id' | 'fence'>,
): Promise<boolean> {
  const still = await tx.sql`
    update scenario_trials set claimed_at = now()
    where tenant_id = ${tx.tenantId} and id = ${id} and fence = ${fence} and state = 'running'
    returning 1`
  return still.length > 0
}

/** Ends a trial for somebody who waits for it no more; false when it was over. */
export async function stopTrial(tx: TenantTx, id: string): Promise<boolean> {
  // A raised fence: whoever still works on it can no longer write.
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = 'failed', reason = 'cancelled', fence = fence + 1,
      progress = null, finished_at = now()
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('queued', 'running')
    returning *`
  if (row) await announceTrial(tx, row)
  return row !== undefined
}

/** Writes where an attempt stands; false once another attempt has taken it over. */
export async function recordTrial(
  tx: TenantTx,
  { id, fence }: Pick<TrialRow, 'id' | 'fence'>,
  now: {
    state: 'running' | 'done' | 'failed'
    progress?: object
    report?: object
    reason?: string
  },
): Promise<boolean> {
  const json = (value: object | undefined) => (value ? tx.sql.json(value as never) : null)
  const [row] = await tx.sql<TrialRow[]>`
    update scenario_trials set state = ${now.state}, claimed_at = now(),
      progress = coalesce(${json(now.progress)}, progress), report = ${json(now.report)},
      reason = ${now.reason ?? null},
      finished_at = case when ${now.state === 'running'} then null else now() end
    where tenant_id = ${tx.tenantId} and id = ${id} and fence = ${fence} and state = 'running'
    returning *`
  if (row) await announceTrial(tx, row)
  return row !== undefined
}

/** A report of yesterday's release says nothing of losses. */
export function reportIn(stored: unknown): RegressionReport {
  const report = stored as RegressionReport
  return {
    ...report,
    goldens: report.goldens.map((golden) => ({
      ...golden,
      losses: (golden as Partial<typeof golden>).losses ?? [],
    })),
  }
}

export const toTrialView = (row: TrialRow): TrialView => ({
  id: row.id,
  scenarioId: row.scenario_id,
  kind: row.kind,
  version: row.version,
  digest: row.body_digest,
  state: row.state,
  progress: row.progress,
  reason: row.reason,
  meetingId: row.kind === 'dry-run' ? (row.input.meetingIds[0] ?? null) : null,
  regression: row.kind === 'regression' && row.state === 'done' ? reportIn(row.report) : null,
  dryRun: row.kind === 'dry-run' && row.state === 'done' ? (row.report as DryRunReport) : null,
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
})
