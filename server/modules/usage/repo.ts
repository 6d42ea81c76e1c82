import type { Database } from '../../../db/client.ts'
import { readTenant, type TenantTx } from '../../../db/tenant.ts'
import { addDays, allDays, lastOfMonth, splitMonths } from './days.ts'
import type { UsageAmounts, UsageBreakdown, UsageHolding } from './contract.ts'

/** Days are in UTC, like limits. */
const dayOf = `(e.at at time zone 'UTC')::date`

/**
 * Turns rows of the ledger `e` into amounts for the sums, once per dimension; the only place that defines this.
 * Requests are not broken down by client.
 */
const lines = `
  select d.dimension, ${dayOf} as day, d.value, e.kind, e.is_own_key, (e.corrects is null)::int as events,
    coalesce(e.seconds, 0) as seconds, coalesce(e.input_tokens, 0) as input_tokens,
    coalesce(e.cached_input_tokens, 0) as cached_input_tokens, coalesce(e.output_tokens, 0) as output_tokens,
    coalesce(e.cost_micro_usd, 0) as cost_micro_usd, coalesce(e.requests, 0) as requests,
    (e.kind = 'model' and e.cost_micro_usd is null and e.corrects is null)::int as unpriced
  from picked e cross join lateral (values
    ('all', ''), ('person', coalesce(e.user_id::text, '')), ('client', coalesce(e.client_id::text, '')),
    ('scenario', coalesce(e.scenario_id, '')), ('model', coalesce(e.provider, ''))) as d(dimension, value)
  where e.kind <> 'requests' or d.dimension in ('all', 'person')`

const sums = [
  'events',
  'seconds',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'cost_micro_usd',
  'unpriced',
  'requests',
]

const summed = sums.map((name) => `sum(${name}) as ${name}`).join(', ')

/** The lines of `picked`, summed by day. */
const byDay = `
  by_day as (
    select dimension, 'day' as grain, day, value, kind, is_own_key, ${summed}
    from (${lines}) as l group by dimension, day, value, kind, is_own_key
  )`

/** Daily sums, summed by month. */
const byMonth = (days: string) => `
  select dimension, 'month' as grain, date_trunc('month', day)::date as day, value, kind, is_own_key, ${summed}
  from ${days} group by dimension, date_trunc('month', day), value, kind, is_own_key`

/** Adds to the sums. */
const addTo = (added: string) => `
  insert into usage_sums (tenant_id, dimension, grain, day, value, kind, is_own_key, ${sums.join(', ')})
  select $1::uuid, a.* from (${added}) as a
  on conflict (tenant_id, dimension, grain, day, value, kind, is_own_key) do update set
    ${sums.map((name) => `${name} = usage_sums.${name} + excluded.${name}`).join(', ')}`

/** Locks the organisation's sums until the transaction ends. */
export async function lockSums(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/usage`}, 0))`
}

/** Adds up to `atMost` pending ledger rows to the sums and returns how many. */
export async function sumPending(tx: TenantTx, atMost: number): Promise<number> {
  const [taken] = await tx.sql.unsafe<{ count: number }[]>(
    `with taken as (
       delete from usage_pending where tenant_id = $1 and event_id in (
         select event_id from usage_pending where tenant_id = $1 order by event_id limit $2)
       returning event_id
     ), picked as (
       select e.* from taken t join usage_events e on e.tenant_id = $1 and e.id = t.event_id
     ), ${byDay}, added as (${addTo(`select * from by_day union all ${byMonth('by_day')}`)})
     select count(*)::int as count from taken`,
    [tx.tenantId, atMost],
    { prepare: true },
  )
  return taken?.count ?? 0
}

/** The months (`2026-11`) with a ledger row or a sum. */
export async function listMonths(tx: TenantTx): Promise<string[]> {
  const rows = await tx.sql<{ month: string }[]>`
    with ends as (
      select least((select min(at) at time zone 'UTC' from usage_events where tenant_id = ${tx.tenantId}),
          (select min(day)::timestamp from usage_sums where tenant_id = ${tx.tenantId} and dimension = 'all')) as first,
        greatest((select max(at) at time zone 'UTC' from usage_events where tenant_id = ${tx.tenantId}),
          (select max(day)::timestamp from usage_sums where tenant_id = ${tx.tenantId} and dimension = 'all')) as last
    )
    select to_char(month, 'YYYY-MM') as month
    from ends, generate_series(date_trunc('month', first), last, interval '1 month') as month`
  return rows.map(({ month }) => month)
}

/**
 * Rebuilds the sums of a month from the ledger, one statement per day so that none takes too long. The caller holds the
 * lock; rows inserted meanwhile stay pending. Returns the number of ledger rows included.
 */
export async function rebuildMonthSums(tx: TenantTx, firstDay: string): Promise<number> {
  const end = addDays(lastOfMonth(firstDay), 1)
  const { sql, tenantId } = tx
  await sql`
    delete from usage_pending p using usage_events e
    where p.tenant_id = ${tenantId} and e.tenant_id = ${tenantId} and e.id = p.event_id
      and e.at >= ${firstDay}::timestamp at time zone 'UTC' and e.at < ${end}::timestamp at time zone 'UTC'`
  await sql`
    delete from usage_sums where tenant_id = ${tenantId} and day >= ${firstDay}::date and day < ${end}::date`
  let count = 0
  for (let day = firstDay; day < end; day = addDays(day, 1)) {
    const [made] = await sql.unsafe<{ count: number }[]>(
      `with picked as materialized (
         select e.* from usage_events e
         where e.tenant_id = $1 and e.at >= $2::timestamp at time zone 'UTC'
           and e.at < ($2::timestamp + interval '1 day') at time zone 'UTC'
           and not exists (select from usage_pending p where p.tenant_id = $1 and p.event_id = e.id)
       ), ${byDay}, added as (${addTo('select * from by_day')})
       select count(*)::int as count from picked`,
      [tenantId, day],
      { prepare: true },
    )
    count += made?.count ?? 0
  }
  const days = `usage_sums where tenant_id = $1 and grain = 'day' and day >= $2::date and day < $3::date`
  await sql.unsafe(addTo(byMonth(days)), [tenantId, firstDay, end], { prepare: true })
  return count
}

/** The last id of the next page of events to fill in; null after the last page. */
export async function findPageEnd(
  tx: TenantTx,
  table: 'interactions' | 'transcripts',
  after: string,
  atMost: number,
): Promise<string | null> {
  const [row] = await tx.sql<{ id: string | null }[]>`
    select max(id::text)::uuid as id from (
      select id from ${tx.sql(table)} where tenant_id = ${tx.tenantId} and id > ${after}::uuid
      order by id limit ${atMost}) as page`
  return row?.id ?? null
}

export interface UsageLine extends UsageAmounts {
  key: string
  name: string | null
}

const groupOf = (by: UsageBreakdown) => {
  if (by === 'day') return { dimension: 'all', key: 'day::text' }
  if (by === 'kind') return { dimension: 'all', key: 'kind' }
  return { dimension: by, key: 'value' }
}

/** Current names for ids; none for deleted ones. */
const nameOf: Partial<Record<UsageBreakdown, string>> = {
  person: `(select u.name from users u where u.tenant_id = $1 and u.id = nullif(g.key, '')::uuid)`,
  client: `(select c.name from clients c where c.tenant_id = $1 and c.id = nullif(g.key, '')::uuid)`,
}

/**
 * Usage in a range by one breakdown, including pending rows. Ordered by day, otherwise by amount, largest first. Whole
 * months are read from the monthly sums.
 */
export function readLines(
  db: Database,
  scope: { tenantId: string },
  range: { from: string; to: string; by: UsageBreakdown },
  today: string,
): Promise<UsageLine[]> {
  const { from, to, by } = range
  const { dimension, key } = groupOf(by)
  const own = (name: string, isOwn: boolean) =>
    `coalesce(sum(${name}) filter (where ${isOwn ? '' : 'not '}is_own_key), 0)::bigint`
  const part = (grain: 'day' | 'month', first: number) => `
    select day, value, kind, is_own_key, ${sums.join(', ')} from usage_sums
    where tenant_id = $1 and dimension = $4 and grain = '${grain}' and day >= $${first}::date and day < $${first + 1}::date`
  const statement = `
    with picked as (
      select e.* from usage_pending p join usage_events e on e.tenant_id = $1 and e.id = p.event_id
      where p.tenant_id = $1
    ), found as (
      ${part('day', 5)} union all ${part('month', 7)} union all ${part('day', 9)} union all
      select day, value, kind, is_own_key, ${sums.join(', ')} from (${lines}) as l
      where dimension = $4 and day between $2::date and $3::date
    ), g as (
      select ${key} as key, ${own('seconds', false)} as "transcribedSeconds",
        ${own('seconds', true)} as "ownTranscribedSeconds",
        coalesce(sum(events) filter (where kind = 'model'), 0)::bigint as "modelCalls",
        sum(input_tokens)::bigint as "inputTokens", sum(cached_input_tokens)::bigint as "cachedInputTokens",
        sum(output_tokens)::bigint as "outputTokens", ${own('cost_micro_usd', false)} as "costMicroUsd",
        ${own('cost_micro_usd', true)} as "ownCostMicroUsd", sum(unpriced)::bigint as "unpricedCalls",
        sum(requests)::bigint as requests
      from found group by 1
    )
    select g.*, ${nameOf[by] ?? 'null'} as name from g
    order by ${by === 'day' ? '' : '"costMicroUsd" + "ownCostMicroUsd" desc, "transcribedSeconds" + "ownTranscribedSeconds" desc, requests desc,'} key`
  const { before, months, after } = by === 'day' ? allDays(range) : splitMonths(range, today)
  return readTenant<UsageLine>(db, scope, statement, [
    scope.tenantId,
    from,
    to,
    dimension,
    ...before,
    ...months,
    ...after,
  ])
}

/** Held quantities on each day of a range, where recorded. */
export const readHoldings = (
  db: Database,
  scope: { tenantId: string },
  { from, to }: { from: string; to: string },
): Promise<UsageHolding[]> =>
  readTenant<UsageHolding>(
    db,
    scope,
    `select day::text as day, max(value) filter (where name = 'storedBytes') as "storedBytes",
       max(value) filter (where name = 'seats') as seats
     from usage_snapshots where tenant_id = $1 and day between $2::date and $3::date group by 1 order by 1`,
    [scope.tenantId, from, to],
  )

/** Stores the current held quantities as today's; earlier days stay unchanged. */
export async function takeSnapshots(
  tx: TenantTx,
  held: { storedBytes: number; seats: number },
): Promise<void> {
  await tx.sql`
    insert into usage_snapshots (tenant_id, day, name, value)
    select ${tx.tenantId}, (now() at time zone 'UTC')::date, name, value
    from (values ('storedBytes', ${held.storedBytes}::bigint), ('seats', ${held.seats}::bigint)) as held(name, value)
    on conflict (tenant_id, name, day) do update set value = excluded.value`
}

export async function countSeats(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users
    where tenant_id = ${tx.tenantId} and kind = 'person' and disabled_at is null`
  return row?.count ?? 0
}

export async function readFilledAt(tx: TenantTx): Promise<Date | null> {
  const [row] = await tx.sql<{ filledAt: Date }[]>`
    select filled_at as "filledAt" from usage_fills where tenant_id = ${tx.tenantId}`
  return row?.filledAt ?? null
}

export async function writeFilledAt(tx: TenantTx, at: Date): Promise<void> {
  await tx.sql`
    insert into usage_fills (tenant_id, filled_at) values (${tx.tenantId}, ${at})
    on conflict (tenant_id) do update set filled_at = excluded.filled_at`
}

export interface LedgerEvent {
  id: string
  kind: string
  userId: string | null
  isOwnKey: boolean
  /** Including corrections. */
  seconds: number | null
  costMicroUsd: number | null
  corrects: string | null
  isOfThisMonth: boolean
  isMetered: boolean
}

/** A ledger event with its corrections applied. */
export async function findEvent(tx: TenantTx, id: string): Promise<LedgerEvent | null> {
  const [event] = await tx.sql<LedgerEvent[]>`
    select e.id, e.kind, e.user_id as "userId", e.is_own_key as "isOwnKey", e.corrects,
      (e.seconds + c.seconds)::float8 as seconds,
      (coalesce(e.cost_micro_usd, 0) + c.cost)::float8 as "costMicroUsd",
      date_trunc('month', e.at at time zone 'UTC') = date_trunc('month', now() at time zone 'UTC') as "isOfThisMonth",
      exists (select from meter_reports r where r.tenant_id = e.tenant_id and r.id = e.id
        and (r.state <> 'refused' or r.refusal = 'unsure')) as "isMetered"
    from usage_events e cross join lateral (
      select coalesce(sum(o.seconds), 0) as seconds, coalesce(sum(o.cost_micro_usd), 0) as cost
      from usage_events o where o.tenant_id = e.tenant_id and o.corrects = e.id) c
    where e.tenant_id = ${tx.tenantId} and e.id = ${id}`
  return event ?? null
}

/** The month of a metered event, as the provider bills it. */
export interface BilledMonth {
  month: string
  isOver: boolean
  /** Whether the correction is reported to the meter. */
  isReported: boolean
  /** Seconds that the month should have been billed, including this and earlier corrections. */
  seconds: number
  /** `business@1`: the plan at that time according to the audit, else the current one. */
  planNames: string[]
}

/** Null if the corrected event is not metered. */
export async function readBilledMonth(
  tx: TenantTx,
  { id, of }: { id: string; of: string },
): Promise<BilledMonth | null> {
  const [billed] = await tx.sql<BilledMonth[]>`
    with of as (
      select r.customer_id, r.at, date_trunc('month', r.at at time zone 'UTC') as month from meter_reports r
      where r.tenant_id = ${tx.tenantId} and r.id = ${of} and (r.state <> 'refused' or r.refusal = 'unsure')
    ), billed as (
      select r.id, r.seconds from of join meter_reports r on r.tenant_id = ${tx.tenantId} and r.source = 'ledger'
        and (r.state <> 'refused' or r.refusal = 'unsure')
        and r.at >= of.month at time zone 'UTC' and r.at < (of.month + interval '1 month') at time zone 'UTC'
        and coalesce(r.customer_id = of.customer_id, true)
    ), settled as (
      select e.seconds from billed b join usage_events e on e.tenant_id = ${tx.tenantId} and e.corrects = b.id
      where not exists (select from meter_reports r where r.tenant_id = e.tenant_id and r.id = e.id)
    )
    select to_char(of.month, 'YYYY-MM') as month, of.month < date_trunc('month', now() at time zone 'UTC') as "isOver",
      exists (select from meter_reports r where r.tenant_id = ${tx.tenantId} and r.id = ${id}) as "isReported",
      ((select coalesce(sum(seconds), 0) from billed) + (select coalesce(sum(seconds), 0) from settled))::float8 as seconds,
      array_remove(array[
        (select a.data->>'from' from audit_log a where a.tenant_id = ${tx.tenantId} and a.action = 'plan.changed'
          and a.created_at > of.at order by a.id limit 1),
        (select s.plan_id || '@' || s.plan_version from subscriptions s where s.tenant_id = ${tx.tenantId})
      ], null) as "planNames"
    from of`
  return billed ?? null
}
