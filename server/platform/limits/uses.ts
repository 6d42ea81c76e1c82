import type { TenantTx } from '../../../db/tenant.ts'
import { type LimitName, limitOf, periodOf } from './limit-list.ts'
import { type Holder, limitReached, type Reached } from './refuse.ts'
import { readLimits } from './stored-limits.ts'

/** The organisation's count and the person's, in the order in which everybody locks them. */
function holdersOf(tx: TenantTx, userId: string | null) {
  const organisation = { holder: 'organisation' as const, id: tx.tenantId }
  return userId === null
    ? [organisation]
    : [organisation, { holder: 'person' as const, id: userId }]
}

const currentPeriod = (name: LimitName): string =>
  periodOf(limitOf(name).window ?? 'day', new Date()).period

/** Adds to what an organisation and, where one is named, a person used in this period. */
async function addUse(
  tx: TenantTx,
  name: LimitName,
  userId: string | null,
  amount: number,
): Promise<void> {
  const ids = holdersOf(tx, userId).map(({ id }) => id)
  await tx.sql`
    insert into quota_uses as u (tenant_id, holder_id, name, period, used)
    select ${tx.tenantId}, id, ${name}, ${currentPeriod(name)}, ${amount}::bigint
    from unnest(${ids}::uuid[]) with ordinality as h(id, ord) order by ord
    on conflict (tenant_id, holder_id, name, period) do update set used = u.used + excluded.used`
}

/** What was used in this period, by holder. */
async function readUses(
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

/** Counts a call's price (millionths of a US dollar) towards the month of the organisation and the person. */
export async function addSpending(
  tx: TenantTx,
  userId: string | null,
  microUsd: number,
): Promise<void> {
  if (microUsd > 0) await addUse(tx, 'modelCentsPerMonth', userId, microUsd)
}

/** Counts are kept in the unit of the limit, money in millionths of a dollar: calls cost fractions of a cent. */
export const inUnitOf = (name: LimitName, used: number): number =>
  name === 'modelCentsPerMonth' ? used / microUsdPerCent : used

interface RunRoom {
  holder_id: string
  runs: number
  run_limit: number | null
  micro_usd: number
  cent_limit: number | null
}

/**
 * Takes one run of today's for the organisation and for `userId`, and returns the limit that it is past, the one of money
 * included: then the transaction must not be committed. Parallel takers wait for each other, so that none passes a limit.
 */
export async function takeRun(tx: TenantTx, userId: string | null): Promise<Reached | null> {
  const holders = holdersOf(tx, userId)
  const ids = holders.map(({ id }) => id)
  const rows = await tx.sql<RunRoom[]>`
    with holders as (select id, ord from unnest(${ids}::uuid[]) with ordinality as h(id, ord)),
    counted as (
      insert into quota_uses as u (tenant_id, holder_id, name, period, used)
      select ${tx.tenantId}, id, 'runsPerDay', ${currentPeriod('runsPerDay')}, 1 from holders order by ord
      on conflict (tenant_id, holder_id, name, period) do update set used = u.used + 1
      returning holder_id, used
    )
    select c.holder_id, c.used as runs, r.value as run_limit, coalesce(m.used, 0) as micro_usd, l.value as cent_limit
    from counted c
    left join quota_limits r on r.tenant_id = ${tx.tenantId} and r.holder_id = c.holder_id and r.name = 'runsPerDay'
    left join quota_limits l
      on l.tenant_id = ${tx.tenantId} and l.holder_id = c.holder_id and l.name = 'modelCentsPerMonth'
    left join quota_uses m on m.tenant_id = ${tx.tenantId} and m.holder_id = c.holder_id
      and m.name = 'modelCentsPerMonth' and m.period = ${currentPeriod('modelCentsPerMonth')}`
  for (const { holder, id } of holders) {
    const row = rows.find(({ holder_id: holderId }) => holderId === id)
    if (!row) continue
    const cents = inUnitOf('modelCentsPerMonth', row.micro_usd)
    const reached =
      reach('modelCentsPerMonth', holder, row.cent_limit, cents) ??
      reach('runsPerDay', holder, row.run_limit, row.runs - 1)
    if (reached) return reached
  }
  return null
}

function reach(name: LimitName, holder: Holder, set: number | null, used: number): Reached | null {
  const limit = set ?? limitOf(name).defaults[holder]
  return limit !== null && used >= limit ? { name, holder, limit, used: Math.floor(used) } : null
}

/** Takes one run or throws the refusal. */
export async function requireRun(tx: TenantTx, userId: string | null): Promise<void> {
  const reached = await takeRun(tx, userId)
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
  return (await room('modelCentsPerMonth')) > 0 ? Math.max(0, await room('runsPerDay')) : 0
}

/** Throws when money for calls to the language model is used up: for what calls it without being a run. */
export async function requireMoney(tx: TenantTx, userId: string | null): Promise<void> {
  const limits = await readLimits(tx)
  const uses = await readUses(tx, 'modelCentsPerMonth', userId)
  for (const { holder, id } of holdersOf(tx, userId)) {
    const cents = inUnitOf('modelCentsPerMonth', uses.get(id) ?? 0)
    const limit = limits.of('modelCentsPerMonth', holder, id)
    const reached = reach('modelCentsPerMonth', holder, limit, cents)
    if (reached) throw limitReached(reached)
  }
}
