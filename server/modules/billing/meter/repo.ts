import type { TenantTx } from '../../../../db/tenant.ts'

/** A report of which nobody knows whether it arrived: the meter has forgotten its id. Reconciling finds out. */
export const unsure = 'unsure'
/** The meter remembers an id for 24 hours at least; after these a repeat might count twice. */
const surelyRememberedHours = 23

export interface QueuedReport {
  id: string
  at: Date
  seconds: number
  /** Null where the organisation is no customer of the provider any more. */
  customerId: string | null
  isUnsure: boolean
}

/** The next report in line, which counts as tried from now on. */
export async function takeNextReport(tx: TenantTx): Promise<QueuedReport | null> {
  const [row] = await tx.sql<QueuedReport[]>`
    update meter_reports r set first_tried_at = coalesce(r.first_tried_at, clock_timestamp())
    where r.tenant_id = ${tx.tenantId} and r.id = (
      select id from meter_reports where tenant_id = ${tx.tenantId} and state = 'queued' order by id limit 1)
    returning r.id, r.at, r.seconds::float8 as seconds,
      r.first_tried_at < clock_timestamp() - make_interval(hours => ${surelyRememberedHours}) as "isUnsure",
      (select customer_id from billing_customers c where c.tenant_id = ${tx.tenantId}) as "customerId"`
  return row ?? null
}

/** What became of a report; a second word on it changes nothing. */
export async function settleReport(
  tx: TenantTx,
  { id, refusal }: { id: string; refusal: string | null },
): Promise<void> {
  await tx.sql`
    update meter_reports set state = ${refusal === null ? 'sent' : 'refused'}, refusal = ${refusal},
      sent_at = case when ${refusal}::text is null then clock_timestamp() end
    where tenant_id = ${tx.tenantId} and id = ${id} and state = 'queued'`
}

/** Transcribed seconds of one day (UTC), as far as the meter is to know of them. */
export interface DayOfReports {
  day: string
  /** Of the ledger; what was added since, so that the meter holds as much, is told apart. */
  sent: number
  added: number
  /** Waits for longer than sending takes. */
  late: number
  queued: number
  unsure: number
  refused: number
  reasons: string | null
  /** The meter may not have counted yet what it has taken. */
  isSettling: boolean
}

/** Days of which there is a report, in their order. */
export const listDays = (tx: TenantTx, { from, to }: { from: Date; to: Date }) => tx.sql<
  DayOfReports[]
>`
  select (r.at at time zone 'UTC')::date::text as day,
    coalesce(sum(r.seconds) filter (where r.source = 'ledger' and r.state = 'sent'), 0)::float8 as sent,
    coalesce(sum(r.seconds) filter (where r.source = 'difference'), 0)::float8 as added,
    coalesce(sum(r.seconds) filter (where r.state = 'queued'
      and r.created_at < now() - interval '10 minutes'), 0)::float8 as late,
    coalesce(sum(r.seconds) filter (where r.state = 'queued'), 0)::float8 as queued,
    coalesce(sum(r.seconds) filter (where r.refusal = ${unsure}), 0)::float8 as unsure,
    coalesce(sum(r.seconds) filter (where r.refusal <> ${unsure}), 0)::float8 as refused,
    string_agg(distinct r.refusal, ', ') filter (where r.refusal <> ${unsure}) as reasons,
    coalesce(bool_or(r.sent_at > now() - interval '1 hour'), false) as "isSettling"
  from meter_reports r
  where r.tenant_id = ${tx.tenantId} and r.at >= ${from} and r.at < ${to}
  group by 1 order by 1`

/** Of a day's reports that may or may not have arrived: says that they did, or puts them in line again. */
export async function resolveUnsure(
  tx: TenantTx,
  { from, to }: { from: Date; to: Date },
  hasArrived: boolean,
): Promise<void> {
  await tx.sql`
    update meter_reports set refusal = null, state = ${hasArrived ? 'sent' : 'queued'},
      sent_at = case when ${hasArrived} then first_tried_at end,
      first_tried_at = case when ${hasArrived} then first_tried_at end
    where tenant_id = ${tx.tenantId} and at >= ${from} and at < ${to} and refusal = ${unsure}`
}

export async function insertDifference(
  tx: TenantTx,
  difference: { id: string; at: Date; seconds: number },
): Promise<void> {
  await tx.sql`
    insert into meter_reports (tenant_id, id, source, at, seconds)
    values (${tx.tenantId}, ${difference.id}, 'difference', ${difference.at}, ${difference.seconds})`
}

/** Until the transaction ends nobody else mends what the organisation's meter holds. */
export async function lockMeter(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/meter`}, 0))`
}

export async function findCustomer(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ customer_id: string }[]>`
    select customer_id from billing_customers where tenant_id = ${tx.tenantId}`
  return row?.customer_id ?? null
}
