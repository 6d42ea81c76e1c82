import type { TenantTx } from '../../../../db/tenant.ts'

/** It is unknown whether a report arrived: the meter no longer remembers its id. Reconciliation finds out. */
export const unsure = 'unsure'
/** The meter remembers an id for at least 24 hours; a later repeat might count twice. */
const idRetentionHours = 23

export interface QueuedReport {
  id: string
  at: Date
  seconds: number
  /** The customer that it was first sent to; null if the organisation was not a customer. */
  customerId: string | null
  isUnsure: boolean
}

/** Takes the next queued report and counts an attempt. */
export async function takeNextReport(tx: TenantTx): Promise<QueuedReport | null> {
  const [row] = await tx.sql<QueuedReport[]>`
    update meter_reports r set first_tried_at = coalesce(r.first_tried_at, clock_timestamp()),
      customer_id = coalesce(r.customer_id,
        (select customer_id from billing_customers c where c.tenant_id = ${tx.tenantId}))
    where r.tenant_id = ${tx.tenantId} and r.id = (
      select id from meter_reports where tenant_id = ${tx.tenantId} and state = 'queued' order by id limit 1)
    returning r.id, r.at, r.seconds::float8 as seconds,
      r.first_tried_at < clock_timestamp() - make_interval(hours => ${idRetentionHours}) as "isUnsure",
      r.customer_id as "customerId"`
  return row ?? null
}

/** Stores the outcome of a report; later outcomes are ignored. */
export async function settleReport(
  tx: TenantTx,
  { id, refusal }: { id: string; refusal: string | null },
): Promise<void> {
  await tx.sql`
    update meter_reports set state = ${refusal === null ? 'sent' : 'refused'}, refusal = ${refusal},
      sent_at = case when ${refusal}::text is null then clock_timestamp() end
    where tenant_id = ${tx.tenantId} and id = ${id} and state = 'queued'`
}

/** Transcribed seconds of one day (UTC) for the meter of one customer. */
export interface DayOfReports {
  day: string
  /** From the ledger; corrective reports are counted separately. */
  sent: number
  added: number
  /** Waiting for longer than sending takes. */
  late: number
  queued: number
  unsure: number
  refused: number
  reasons: string | null
  /** Why the meter accepts no corrective report. */
  unmendable: string | null
  /** The meter may not have counted accepted reports yet. */
  isSettling: boolean
}

/**
 * Days with reports, in order. Usage sent to the organisation's earlier customers is excluded, since this customer's
 * meter does not hold it; rejected reports are listed for all customers.
 */
export const listDays = (
  tx: TenantTx,
  customerId: string,
  { from, to }: { from: Date; to: Date },
) => tx.sql<DayOfReports[]>`
  select (r.at at time zone 'UTC')::date::text as day,
    coalesce(sum(r.seconds) filter (where r.source = 'ledger' and r.state = 'sent' and o.is_own), 0)::float8 as sent,
    coalesce(sum(r.seconds) filter (where r.source = 'difference' and r.state = 'sent' and o.is_own), 0)::float8 as added,
    coalesce(sum(r.seconds) filter (where r.state = 'queued'
      and r.created_at < now() - interval '10 minutes'), 0)::float8 as late,
    coalesce(sum(r.seconds) filter (where r.state = 'queued'), 0)::float8 as queued,
    coalesce(sum(r.seconds) filter (where r.refusal = ${unsure} and o.is_own), 0)::float8 as unsure,
    coalesce(sum(r.seconds) filter (where o.is_lost), 0)::float8 as refused,
    string_agg(distinct r.refusal, ', ') filter (where o.is_lost) as reasons,
    string_agg(distinct r.refusal, ', ') filter (where r.source = 'difference' and r.refusal <> ${unsure} and o.is_own)
      as unmendable,
    coalesce(bool_or(r.sent_at > now() - interval '1 hour' and o.is_own), false) as "isSettling"
  from meter_reports r cross join lateral (select
    r.customer_id is not distinct from ${customerId} as is_own,
    r.source = 'ledger' and r.state = 'refused'
      and (r.refusal <> ${unsure} or r.customer_id is distinct from ${customerId}) as is_lost) o
  where r.tenant_id = ${tx.tenantId} and r.at >= ${from} and r.at < ${to}
  group by 1 order by 1`

/** Resolves a day's uncertain reports: marks them as sent or queues them again. */
export async function resolveUnsure(
  tx: TenantTx,
  customerId: string,
  { from, to }: { from: Date; to: Date },
  hasArrived: boolean,
): Promise<void> {
  await tx.sql`
    update meter_reports set refusal = null, state = ${hasArrived ? 'sent' : 'queued'},
      sent_at = case when ${hasArrived} then first_tried_at end,
      first_tried_at = case when ${hasArrived} then first_tried_at end
    where tenant_id = ${tx.tenantId} and at >= ${from} and at < ${to} and refusal = ${unsure}
      and customer_id = ${customerId}`
}

export async function insertDifference(
  tx: TenantTx,
  { id, customerId, at, seconds }: { id: string; customerId: string; at: Date; seconds: number },
): Promise<void> {
  await tx.sql`
    insert into meter_reports (tenant_id, id, source, at, seconds, customer_id)
    values (${tx.tenantId}, ${id}, 'difference', ${at}, ${seconds}, ${customerId})`
}

/** Reads the outcome of one report. */
export async function readReport(
  tx: TenantTx,
  id: string,
): Promise<{ state: 'queued' | 'sent' | 'refused'; refusal: string | null }> {
  const [row] = await tx.sql<{ state: 'queued' | 'sent' | 'refused'; refusal: string | null }[]>`
    select state, refusal from meter_reports where tenant_id = ${tx.tenantId} and id = ${id}`
  if (!row) throw new Error(`there is no report ${id}`)
  return row
}

/** Prevents other reconciliations of the organisation's meter until the transaction ends. */
export async function lockMeter(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/meter`}, 0))`
}

export async function findCustomer(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ customerId: string }[]>`
    select customer_id as "customerId" from billing_customers where tenant_id = ${tx.tenantId}`
  return row?.customerId ?? null
}

/** Records that the organisation was just compared with the meter. */
export async function markReconciled(tx: TenantTx): Promise<void> {
  await tx.sql`update billing_customers set reconciled_at = now() where tenant_id = ${tx.tenantId}`
}
