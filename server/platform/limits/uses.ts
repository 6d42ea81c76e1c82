import type { TenantTx } from '../../../db/tenant.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'
import { warnedLimitOf } from './paid-minutes.ts'
import { limitReached, type Reached } from './refuse.ts'
import { type LimitWarning, thresholdOf } from './warnings.ts'
import { limitFacts, type LimitFacts, type Limits, readLimits, toLimits } from './stored-limits.ts'

/** The organisation's count and the person's, in the order in which everybody locks them. */
export function holdersOf(tx: TenantTx, userId: string | null) {
  const organisation = { holder: 'organisation' as const, id: tx.tenantId }
  return userId === null
    ? [organisation]
    : [organisation, { holder: 'person' as const, id: userId }]
}

const currentPeriod = (name: LimitName): string =>
  periodOf(limitOf(name).window ?? 'day', new Date()).period

/**
 * Adds to what an organisation and, where one is named, a person used in this period, and returns what each has used
 * now, by holder, and their limits. Its locks are held until the transaction ends: parallel takers wait for each other.
 */
export async function addUse(
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

/** What was used in this period, by holder. */
export async function readUses(
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
 * Counts a call's price (millionths of a US dollar) towards the month of the organisation and the person, and returns the
 * limit that is reached by it, and what the owners are to be warned of.
 */
export async function addSpending(
  tx: TenantTx,
  userId: string | null,
  microUsd: number,
): Promise<{ reached: Reached | null; warning: LimitWarning | null }> {
  if (microUsd <= 0) return { reached: null, warning: null }
  const name = 'modelCentsPerMonth'
  const { used, limits } = await addUse(tx, name, userId, microUsd)
  return {
    reached: firstReached(tx, name, userId, used, limits),
    warning: warningOf(tx, name, used, limits),
  }
}

/** The threshold of the organisation's limit that `used`, as it is stored, has come to. */
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

/** How many of what is counted are one of the limit's unit: calls cost fractions of a cent, talks last seconds. */
const countedPerUnit: Partial<Record<LimitName, number>> = {
  modelCentsPerMonth: microUsdPerCent,
  transcribedMinutesPerMonth: 60,
}

export const inUnitOf = (name: LimitName, counted: number): number =>
  counted / (countedPerUnit[name] ?? 1)

/**
 * Takes one run of today's for the organisation and for `userId`, and returns the limit that it is past, the one of money
 * included: then the transaction must not be committed. Parallel takers wait for each other, so that none passes a limit;
 * what they wait for is read after the wait.
 */
export async function takeRun(tx: TenantTx, userId: string | null): Promise<Reached | null> {
  const { used, limits } = await addUse(tx, 'runsPerDay', userId, 1)
  const before = new Map([...used].map(([id, runs]) => [id, runs - 1]))
  return (
    (await reachedMoney(tx, userId, limits)) ??
    firstReached(tx, 'runsPerDay', userId, before, limits)
  )
}

async function reachedMoney(
  tx: TenantTx,
  userId: string | null,
  limits: Limits,
): Promise<Reached | null> {
  const name = 'modelCentsPerMonth'
  const isLimited = holdersOf(tx, userId).some(
    ({ holder, id }) => limits.of(name, holder, id) !== null,
  )
  if (!isLimited || (await hasOwnModel(tx))) return null
  return firstReached(tx, name, userId, await readUses(tx, name, userId), limits)
}

/** Whether the organisation asks a model with a key of its own: then no money of the operator's is at stake. */
export async function hasOwnModel(tx: TenantTx): Promise<boolean> {
  const own = await tx.sql`
    select 1 from own_providers where tenant_id = ${tx.tenantId} and kind = 'model'`
  return own.length > 0
}

/** The first holder of whom `used`, as it is stored, comes up to the limit. */
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

/** Takes one run or throws the refusal. */
export async function requireRun(tx: TenantTx, userId: string | null): Promise<void> {
  const reached = await takeRun(tx, userId)
  if (reached) throw limitReached(reached)
}

/** Takes one letter of today's, or throws the refusal. Those who take one at once wait for each other. */
export async function requireLetter(
  tx: TenantTx,
  name: 'mailsPerDay' | 'joiningMailsPerDay' = 'mailsPerDay',
): Promise<void> {
  const { used, limits } = await addUse(tx, name, null, 1)
  const before = new Map([...used].map(([id, letters]) => [id, letters - 1]))
  const reached = firstReached(tx, name, null, before, limits)
  if (reached) throw limitReached(reached)
}

/** How many runs an organisation may still begin in this period; Infinity without a limit. */
export async function countRoomForRuns(tx: TenantTx): Promise<number> {
  const limits = await readLimits(tx)
  const room = async (name: 'runsPerDay' | 'modelCentsPerMonth'): Promise<number> => {
    const limit = limits.of(name, 'organisation', tx.tenantId)
    if (limit === null) return Number.POSITIVE_INFINITY
    const used = (await readUses(tx, name, null)).get(tx.tenantId) ?? 0
    return limit - inUnitOf(name, used)
  }
  const hasMoney = (await room('modelCentsPerMonth')) > 0 || (await hasOwnModel(tx))
  return hasMoney ? Math.max(0, await room('runsPerDay')) : 0
}

/** Throws when money for calls to the language model is used up: for what calls it without being a run. */
export async function requireMoney(tx: TenantTx, userId: string | null): Promise<void> {
  const reached = await reachedMoney(tx, userId, await readLimits(tx))
  if (reached) throw limitReached(reached)
}

/** Removes counts that no limit looks at any more. */
export async function dropOldUses(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from quota_uses where tenant_id = ${tx.tenantId}
      and period < ${periodOf('month', new Date()).period}`
}
