import type { TenantTx } from '../../db/tenant.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'
import { warnedLimitOf } from './paid-minutes.ts'
import { limitReached, type Reached } from './limit-reached.ts'
import { type LimitWarning, thresholdOf } from './warnings.ts'
import {
  deleteUsageBefore,
  hasOwnModel,
  type HolderUsage,
  insertUsage,
  listHolderUsage,
} from './repo.ts'
import { type Limits, readLimits, toLimits } from './stored-limits.ts'

export { hasOwnModel } from './repo.ts'

/** The organisation and the person, always in this order, so that locks are taken in one order. */
export function holdersOf(tx: TenantTx, userId: string | null) {
  const organisation = { holder: 'organisation' as const, id: tx.tenantId }
  return userId === null
    ? [organisation]
    : [organisation, { holder: 'person' as const, id: userId }]
}

const currentPeriod = (name: LimitName): string =>
  periodOf(limitOf(name).window ?? 'day', new Date()).period

/**
 * Adds to the use of an organisation and, if given, a person in the current period; returns the new totals by holder
 * and the limits. Holds its row locks until the transaction ends, so concurrent callers wait for each other.
 */
export async function addUsage(
  tx: TenantTx,
  name: LimitName,
  userId: string | null,
  amount: number,
): Promise<{ used: Map<string, number>; limits: Limits }> {
  const ids = holdersOf(tx, userId).map(({ id }) => id)
  const { rows, facts } = await insertUsage(tx, name, currentPeriod(name), ids, amount)
  return { used: toMap(rows), limits: toLimits(tx.tenantId, facts) }
}

const toMap = (rows: readonly HolderUsage[]): Map<string, number> =>
  new Map(rows.map(({ holderId, used }) => [holderId, used]))

/** The use in the current period, by holder. */
export async function readUsage(
  tx: TenantTx,
  name: LimitName,
  userId: string | null,
): Promise<Map<string, number>> {
  const ids = holdersOf(tx, userId).map(({ id }) => id)
  return toMap(await listHolderUsage(tx, name, currentPeriod(name), ids))
}

const microUsdPerCent = 10_000

/**
 * Adds a call's price (millionths of a US dollar) to the month of the organisation and the person. Returns the limit
 * that it reaches and the warning that the owners should get.
 */
export async function addSpending(
  tx: TenantTx,
  userId: string | null,
  microUsd: number,
): Promise<{ reached: Reached | null; warning: LimitWarning | null }> {
  if (microUsd <= 0) return { reached: null, warning: null }
  const name = 'modelCentsPerMonth'
  const { used, limits } = await addUsage(tx, name, userId, microUsd)
  return {
    reached: firstReached(tx, name, userId, used, limits),
    warning: warningOf(tx, name, used, limits),
  }
}

/** The warning threshold of the organisation's limit that `used`, in stored units, has reached. */
export function warningOf(
  tx: TenantTx,
  name: LimitName,
  used: Map<string, number>,
  limits: Limits,
): LimitWarning | null {
  const limit = warnedLimitOf(limits, name, tx.tenantId)
  const threshold = thresholdOf(limit, inUnitOf(name, used.get(tx.tenantId) ?? 0))
  return threshold && { name, threshold }
}

/** Stored counts per unit of the limit: spending is stored in micro-dollars, speech in seconds. */
const countedPerUnit: Partial<Record<LimitName, number>> = {
  modelCentsPerMonth: microUsdPerCent,
  transcribedMinutesPerMonth: 60,
}

export const inUnitOf = (name: LimitName, counted: number): number =>
  counted / (countedPerUnit[name] ?? 1)

/**
 * Consumes one of today's runs of the organisation and `userId`. Returns the exceeded limit, including the budget; the
 * transaction must then not be committed. Concurrent callers wait for each other, so that none exceeds a limit; the
 * budget is read after that wait.
 */
export async function consumeRun(tx: TenantTx, userId: string | null): Promise<Reached | null> {
  const { used, limits } = await addUsage(tx, 'runsPerDay', userId, 1)
  const before = new Map([...used].map(([id, runs]) => [id, runs - 1]))
  return (
    (await reachedBudget(tx, userId, limits)) ??
    firstReached(tx, 'runsPerDay', userId, before, limits)
  )
}

async function reachedBudget(
  tx: TenantTx,
  userId: string | null,
  limits: Limits,
): Promise<Reached | null> {
  const name = 'modelCentsPerMonth'
  const isLimited = holdersOf(tx, userId).some(
    ({ holder, id }) => limits.of(name, holder, id) !== null,
  )
  if (!isLimited || (await hasOwnModel(tx))) return null
  return firstReached(tx, name, userId, await readUsage(tx, name, userId), limits)
}

/** The first holder whose use, in stored units, has reached the limit. */
function firstReached(
  tx: TenantTx,
  name: LimitName,
  userId: string | null,
  used: Map<string, number>,
  limits: Limits,
): Reached | null {
  for (const { holder, id } of holdersOf(tx, userId)) {
    const limit = limits.of(name, holder, id)
    const amount = inUnitOf(name, used.get(id) ?? 0)
    if (limit !== null && amount >= limit) return { name, holder, limit, used: Math.floor(amount) }
  }
  return null
}

/** Consumes one run, or throws when the limit is reached. */
export async function requireRun(tx: TenantTx, userId: string | null): Promise<void> {
  const reached = await consumeRun(tx, userId)
  if (reached) throw limitReached(reached)
}

/** Consumes one of today's mails, or throws when the limit is reached. Concurrent callers wait for each other. */
export async function requireMailQuota(
  tx: TenantTx,
  name: 'mailsPerDay' | 'joiningMailsPerDay' = 'mailsPerDay',
): Promise<void> {
  const { used, limits } = await addUsage(tx, name, null, 1)
  const before = new Map([...used].map(([id, letters]) => [id, letters - 1]))
  const reached = firstReached(tx, name, null, before, limits)
  if (reached) throw limitReached(reached)
}

/** How many runs an organisation may still start in this period; Infinity without a limit. */
export async function countRemainingRuns(tx: TenantTx): Promise<number> {
  const limits = await readLimits(tx)
  const room = async (name: 'runsPerDay' | 'modelCentsPerMonth'): Promise<number> => {
    const limit = limits.of(name, 'organisation', tx.tenantId)
    if (limit === null) return Number.POSITIVE_INFINITY
    const used = (await readUsage(tx, name, null)).get(tx.tenantId) ?? 0
    return limit - inUnitOf(name, used)
  }
  const hasMoney = (await room('modelCentsPerMonth')) > 0 || (await hasOwnModel(tx))
  return hasMoney ? Math.max(0, await room('runsPerDay')) : 0
}

/** Throws when the budget for language model calls is used up; for calls outside a run. */
export async function requireBudget(tx: TenantTx, userId: string | null): Promise<void> {
  const reached = await reachedBudget(tx, userId, await readLimits(tx))
  if (reached) throw limitReached(reached)
}

/** Deletes counts of past periods, which no limit reads any more. */
export async function deleteOldUsage(tx: TenantTx): Promise<void> {
  await deleteUsageBefore(tx, periodOf('month', new Date()).period)
}
