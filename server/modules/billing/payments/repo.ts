import type { TenantTx } from '../../../../db/tenant.ts'
import type { ProviderEvent } from '../ports.ts'
import type { Locale, Payer, SubscriptionStatus } from '../../../../plugins/vocabulary.ts'

/** The organisation's customer at the provider; null if it has none yet. */
export async function findCustomer(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select customer_id as id from billing_customers where tenant_id = ${tx.tenantId}`
  return row?.id ?? null
}

/**
 * Stores a new customer, or the replacement of `gone`. Of concurrent calls the first one wins, and its customer is
 * returned.
 */
export async function saveCustomer(
  tx: TenantTx,
  customerId: string,
  gone: string | null,
): Promise<string> {
  await tx.sql`
    insert into billing_customers (tenant_id, customer_id) values (${tx.tenantId}, ${customerId})
    on conflict (tenant_id) do update set customer_id = excluded.customer_id
      where billing_customers.customer_id = ${gone}`
  return (await findCustomer(tx)) ?? customerId
}

/** The customer's name and locale for the provider, and the address for its bills. */
export async function readPayer(
  tx: TenantTx,
): Promise<{ name: string; email: string | null; locale: Locale }> {
  const [payer] = await tx.sql<{ name: string; email: string | null; locale: Locale }[]>`
    select t.name, t.locale, (
      select u.email from users u where u.tenant_id = t.id and u.role = 'owner' and u.kind = 'person'
        and u.disabled_at is null and u.email is not null order by u.id limit 1) as email
    from tenants t where t.id = ${tx.tenantId}`
  if (!payer) throw new Error('there is no such organisation')
  return payer
}

export interface Fetch {
  customerId: string
  /** Of two fetches for one customer, the one with the higher number started later. */
  seq: number
  /** As text, because the driver would truncate it to milliseconds. */
  beganAt: string
}

/** Records the start of a fetch; null if the organisation is not a customer. */
export async function beginFetch(tx: TenantTx): Promise<Fetch | null> {
  const [fetch] = await tx.sql<Fetch[]>`
    update billing_customers set fetch_seq = fetch_seq + 1 where tenant_id = ${tx.tenantId}
    returning customer_id as "customerId", fetch_seq as seq, now()::text as "beganAt"`
  return fetch ?? null
}

/** Returns false if a later fetch was already written or the customer has changed. */
export async function applyFetch(tx: TenantTx, { customerId, seq }: Fetch): Promise<boolean> {
  const rows = await tx.sql`
    update billing_customers set applied_seq = ${seq}
    where tenant_id = ${tx.tenantId} and customer_id = ${customerId} and applied_seq < ${seq} returning 1`
  return rows.length > 0
}

/** Returns false if the event is already stored. */
export async function saveEvent(tx: TenantTx, event: ProviderEvent): Promise<boolean> {
  const rows = await tx.sql`
    insert into billing_events (tenant_id, event_id, type, happened_at)
    values (${tx.tenantId}, ${event.id}, ${event.type}, ${event.happenedAt})
    on conflict do nothing returning 1`
  return rows.length > 0
}

/** Events received before a fetch began are covered by it. */
export async function completeEvents(tx: TenantTx, { beganAt }: Fetch): Promise<void> {
  await tx.sql`
    update billing_events set done_at = now()
    where tenant_id = ${tx.tenantId} and done_at is null and received_at <= ${beganAt}::text::timestamptz`
}

/** A stored subscription with its provider ids. */
export interface StoredSubscription {
  planId: string
  planVersion: number
  paidBy: Payer
  status: SubscriptionStatus
  trialEndsAt: Date | null
  paidUntil: Date | null
  periodStartsAt: Date | null
  periodEndsAt: Date | null
  externalId: string | null
  seats: number | null
  cancelsAt: Date | null
  meteredFrom: Date | null
}

export async function findSubscription(tx: TenantTx): Promise<StoredSubscription | null> {
  const [row] = await tx.sql<StoredSubscription[]>`
    select plan_id as "planId", plan_version as "planVersion", paid_by as "paidBy", status,
      trial_ends_at as "trialEndsAt", paid_until as "paidUntil", period_starts_at as "periodStartsAt",
      period_ends_at as "periodEndsAt", external_id as "externalId", seats, cancels_at as "cancelsAt",
      metered_from as "meteredFrom"
    from subscriptions where tenant_id = ${tx.tenantId}`
  return row ?? null
}

export async function saveSubscription(tx: TenantTx, one: StoredSubscription): Promise<void> {
  await tx.sql`
    insert into subscriptions (tenant_id, plan_id, plan_version, paid_by, status, trial_ends_at, paid_until,
      period_starts_at, period_ends_at, external_id, seats, cancels_at, metered_from)
    values (${tx.tenantId}, ${one.planId}, ${one.planVersion}, ${one.paidBy}, ${one.status}, ${one.trialEndsAt},
      ${one.paidUntil}, ${one.periodStartsAt}, ${one.periodEndsAt}, ${one.externalId}, ${one.seats}, ${one.cancelsAt},
      ${one.meteredFrom})
    on conflict (tenant_id) do update set plan_id = excluded.plan_id, plan_version = excluded.plan_version,
      paid_by = excluded.paid_by, status = excluded.status, trial_ends_at = excluded.trial_ends_at,
      paid_until = excluded.paid_until, period_starts_at = excluded.period_starts_at,
      period_ends_at = excluded.period_ends_at, external_id = excluded.external_id, seats = excluded.seats,
      cancels_at = excluded.cancels_at, metered_from = excluded.metered_from, updated_at = now()`
}

/** Null removes the cap. */
export async function saveMinutesCap(tx: TenantTx, minor: number | null): Promise<void> {
  await tx.sql`
    update subscriptions set minutes_cap_minor = ${minor}, updated_at = now() where tenant_id = ${tx.tenantId}`
}

/** Whether anything was reported to the meter since a time. */
export async function wasMeteredSince(tx: TenantTx, from: Date): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from meter_reports where tenant_id = ${tx.tenantId} and at >= ${from} limit 1`
  return rows.length > 0
}

/** Serializes changes of the organisation's plan until the transaction ends. */
export async function lockPlan(tx: TenantTx): Promise<void> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
}

const heldFor = '15 seconds'

/** Returns false if another hold exists. An organisation without a plan has nothing to hold. */
export async function takeHold(tx: TenantTx, id: string): Promise<boolean> {
  await tx.sql`
    update subscriptions set held_by = ${id}, held_until = clock_timestamp() + ${heldFor}::interval
    where tenant_id = ${tx.tenantId} and (held_until is null or held_until < clock_timestamp())`
  return !(await isHeldByOther(tx, id))
}

export async function renewHold(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`
    update subscriptions set held_until = clock_timestamp() + ${heldFor}::interval
    where tenant_id = ${tx.tenantId} and held_by = ${id}`
}

/** Returns false if another hold has replaced it. */
export async function dropHold(tx: TenantTx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    update subscriptions set held_by = null, held_until = null
    where tenant_id = ${tx.tenantId} and held_by = ${id} returning 1`
  return rows.length > 0
}

/** Lets the hold lapse: the next sync finds out what the provider has done. */
export async function lapseHold(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`
    update subscriptions set held_until = clock_timestamp()
    where tenant_id = ${tx.tenantId} and held_by = ${id}`
}

/** Returns whether there was an expired hold. */
export async function dropLapsedHold(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update subscriptions set held_by = null, held_until = null
    where tenant_id = ${tx.tenantId} and held_until < clock_timestamp() returning 1`
  return rows.length > 0
}

/** Whether a hold other than `id` is active. */
export async function isHeldByOther(tx: TenantTx, id: string | null): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from subscriptions where tenant_id = ${tx.tenantId} and held_until >= clock_timestamp()
      and held_by is distinct from ${id}`
  return rows.length > 0
}

/** The plan after the last change in the audit. */
export async function findAuditedPlan(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ plan: string | null }[]>`
    select data->>'to' as plan from audit_log
    where tenant_id = ${tx.tenantId} and action = 'plan.changed' order by id desc limit 1`
  return row?.plan ?? null
}

/** When the owner closed the organisation; null if it is open or suspended by an operator. */
export async function findClosedAt(tx: TenantTx): Promise<Date | null> {
  const [row] = await tx.sql<{ at: Date | null }[]>`
    select closed_at as at from tenants where id = ${tx.tenantId} and status = 'suspended'`
  return row?.at ?? null
}

/** The provider repeats an event for at most three days; older event ids are not needed. */
export async function dropOldEvents(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from billing_events where tenant_id = ${tx.tenantId} and done_at < now() - interval '40 days'`
}
