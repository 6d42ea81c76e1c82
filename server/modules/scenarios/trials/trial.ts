import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue, publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { requireBudget } from '../../../../tenants/limits/usage-counts.ts'
import { deleteUnusedBody } from '../versions/repo.ts'
import {
  countOpenTrials,
  deleteExpiredTrial,
  getTrial,
  insertTrial,
  lockTrials,
  markCancelled,
  type NewTrial,
  reopenTrial,
  takeTrial,
  type TrialClaim,
  type TrialRow,
  type TrialUpdate,
  updateTrial,
} from './repo.ts'

/** A day, plus a minute for clocks that differ. */
const keptMs = 24 * 3_600_000 + 60_000

/** Trials of one tenant that may be open at once. */
const maxOpen = 20

/** Starts a trial: row, job, audit and live event in one transaction. */
export async function startTrial(tx: TenantTx, ctx: Ctx, trial: NewTrial): Promise<TrialRow> {
  await lockTrials(tx)
  if ((await countOpenTrials(tx)) >= maxOpen) {
    throw new AppError(
      'too_many_requests',
      `${maxOpen} trials of scenarios are open already. Wait until some are done.`,
      [],
      { 'retry-after': '10' },
      `Уже идёт пробных прогонов: ${maxOpen}, больше сразу нельзя. Дождитесь, пока часть из них завершится.`,
    )
  }
  await requireBudget(tx, actorId(ctx))
  const id = newId()
  await insertTrial(tx, { ...trial, id, createdBy: actorId(ctx) }, null)
  await enqueue(tx, 'scenario.try', { trialId: id })
  return announceNewTrial(tx, ctx, trial, id)
}

/** Records a trial whose report is known without running anything. */
export async function recordFinishedTrial(
  tx: TenantTx,
  ctx: Ctx,
  trial: NewTrial,
  report: object,
): Promise<TrialRow> {
  const id = newId()
  await insertTrial(tx, { ...trial, id, createdBy: actorId(ctx) }, report)
  return announceNewTrial(tx, ctx, trial, id)
}

async function announceNewTrial(
  tx: TenantTx,
  ctx: Ctx,
  trial: NewTrial,
  id: string,
): Promise<TrialRow> {
  await scheduleRemoval(tx, id)
  await audit(tx, ctx, `scenario.${trial.kind}-started`, id, { scenario: trial.scenarioId })
  const row = await getTrial(tx, trial.scenarioId, id)
  await announceTrial(tx, row)
  return row
}

/** Trials are kept for a day. The job that runs after it removes the trial. */
const scheduleRemoval = (tx: TenantTx, trialId: string): Promise<void> =>
  enqueue(tx, 'scenario.try', { trialId }, { dueAt: new Date(Date.now() + keptMs) })

/** Publishes the state of a trial to the person who started it, and to admins. */
const announceTrial = (tx: TenantTx, row: TrialRow): Promise<void> =>
  publish(tx, {
    name: 'trial.changed',
    trialId: row.id,
    scenarioId: row.scenarioId,
    kind: row.kind,
    state: row.state,
    progress: row.progress,
    audience: [row.createdBy],
  })

/** Claims the trial for this attempt; older attempts can no longer write. Removes a trial older than a day instead. */
export async function claimTrial(tx: TenantTx, id: string): Promise<TrialRow | undefined> {
  const expired = await deleteExpiredTrial(tx, id)
  if (expired) {
    if (expired.bodyDigest) await deleteUnusedBody(tx, expired.bodyDigest)
    return undefined
  }
  const row = await takeTrial(tx, id)
  if (row) await announceTrial(tx, row)
  return row
}

/** Ends an open trial; false when it was over. */
export async function endTrial(tx: TenantTx, id: string): Promise<boolean> {
  const row = await markCancelled(tx, id)
  if (row) await announceTrial(tx, row)
  return row !== undefined
}

/** Records the state of an attempt; false once another attempt has taken the trial. */
export async function recordTrial(
  tx: TenantTx,
  claim: TrialClaim,
  update: TrialUpdate,
): Promise<boolean> {
  const row = await updateTrial(tx, claim, update)
  if (row) await announceTrial(tx, row)
  return row !== undefined
}

/** Fails an open trial, whichever attempt has it. */
export async function failTrial(tx: TenantTx, id: string, reason: string): Promise<void> {
  const row = await reopenTrial(tx, id)
  if (row) await recordTrial(tx, row, { state: 'failed', reason })
}
