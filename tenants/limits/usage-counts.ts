import type { TenantTx } from '../../db/tenant.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'
import { warnedLimitOf } from './paid-minutes.ts'
import { limitReached, type Reached } from './limit-reached.ts'
import { type LimitWarning, thresholdOf } from './warnings.ts'
import { limitFacts, type LimitFacts, type Limits, readLimits, toLimits } from './stored-limits.ts'

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
  const rows = await tx.sql<({ holder_id: string; used: number } & LimitFacts)[]>`
    with counted as (
      insert into quota_uses as u (tenant_id, holder_id, name, period, used)
      select ${tx.tenantId}, id, ${name}, ${currentPeriod(name)}, ${amount}::bigint
      from unnest(${ids}::uuid[]) with ordinality as h(id, ord) order by ord
      on conflict (tenant_id, holder_id, name, period) do update set used = u.used + excluded.used
      returning holder_id, used
    )
    select c.holder_id, c.used, f.* from counted c cross join (${tx.sql.unsafe(limitFacts)}) f`
  const [facts = { subscription: null, overrides: null }] = rows
  return {
    used: new Map(rows.map((row) => [row.holder_id, row.used])),
    limits: toLimits(tx.tenantId, facts),
  }
}

/** The use in the current period, by holder. */
export async function readUsage(
  tx: TenantTx,
  name: LimitName,
  userId: string | null,
): Promise<Map<string, number>> {
  const ids = holdersOf(tx, userId).map(({ id }) => id)
  const rows = await tx.sql<{ holder_id: string; used: number }[]>`
    select holder_id, used from quota_uses where tenant_id = ${tx.tenantId} and name = ${name}
      and period = ${currentPeriod(name)} and holder_id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.holder_id, row.used]))
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

/** Whether the organisation uses its own key for the model, so that calls cost the operator nothing. */
export async function hasOwnModel(tx: TenantTx): Promise<boolean> {
  const own = await tx.sql`
    select 1 from own_providers where tenant_id = ${tx.tenantId} and kind = 'model'`
  return own.length > 0
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
  await tx.sql`
    delete from quota_uses where tenant_id = ${tx.tenantId}
      and period < ${periodOf('month', new Date()).period}`
}
