import type { payers, subscriptionStatuses } from '../../../../db/schema/plans.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { ProviderEvent } from '../ports.ts'

/** The provider's customer that the organisation is; null where it is none yet. */
export async function findCustomer(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ id: string }[]>`
    select customer_id as id from billing_customers where tenant_id = ${tx.tenantId}`
  return row?.id ?? null
}

/** Notes a new customer, or one in place of `gone`. Of two at once the first stays, and is returned. */
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

/** What a customer is called at the provider, and where its bills go. */
export async function readPayer(
  tx: TenantTx,
): Promise<{ name: string; email: string | null; locale: 'en' | 'ru' }> {
  const [payer] = await tx.sql<{ name: string; email: string | null; locale: 'en' | 'ru' }[]>`
    select t.name, t.locale, (
      select u.email from users u where u.tenant_id = t.id and u.role = 'owner' and u.kind = 'person'
        and u.disabled_at is null and u.email is not null order by u.id limit 1) as email
    from tenants t where t.id = ${tx.tenantId}`
  if (!payer) throw new Error('there is no such organisation')
  return payer
}

export interface Fetch {
  customerId: string
  /** Of fetches of one customer the one with the higher number began later. */
  seq: number
  /** As text: the driver would cut it to milliseconds. */
  beganAt: string
}

/** Notes that a fetch begins; null where the organisation is no customer. */
export async function beginFetch(tx: TenantTx): Promise<Fetch | null> {
  const [fetch] = await tx.sql<Fetch[]>`
    update billing_customers set fetch_seq = fetch_seq + 1 where tenant_id = ${tx.tenantId}
    returning customer_id as "customerId", fetch_seq as seq, now()::text as "beganAt"`
  return fetch ?? null
}

/** False where one that began later was written already, or the customer is another one by now. */
export async function applyFetch(tx: TenantTx, { customerId, seq }: Fetch): Promise<boolean> {
  const rows = await tx.sql`
    update billing_customers set applied_seq = ${seq}
    where tenant_id = ${tx.tenantId} and customer_id = ${customerId} and applied_seq < ${seq} returning 1`
  return rows.length > 0
}

/** False for one that was there already. */
export async function saveEvent(tx: TenantTx, event: ProviderEvent): Promise<boolean> {
  const rows = await tx.sql`
    insert into billing_events (tenant_id, event_id, type, happened_at)
    values (${tx.tenantId}, ${event.id}, ${event.type}, ${event.happenedAt})
    on conflict do nothing returning 1`
  return rows.length > 0
}

/** What came before a fetch began is in what it fetched. */
export async function completeEvents(tx: TenantTx, { beganAt }: Fetch): Promise<void> {
  await tx.sql`
    update billing_events set done_at = now()
    where tenant_id = ${tx.tenantId} and done_at is null and received_at <= ${beganAt}::text::timestamptz`
}

/** A subscription as it is stored, with what ties it to the provider. */
export interface StoredSubscription {
  planId: string
  planVersion: number
  paidBy: (typeof payers)[number]
  status: (typeof subscriptionStatuses)[number]
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

/** Null takes the cap off. */
export async function saveMinutesCap(tx: TenantTx, minor: number | null): Promise<void> {
  await tx.sql`
    update subscriptions set minutes_cap_minor = ${minor}, updated_at = now() where tenant_id = ${tx.tenantId}`
}

/** Whether the meter was told of anything since a moment. */
export async function wasMeteredSince(tx: TenantTx, from: Date): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from meter_reports where tenant_id = ${tx.tenantId} and at >= ${from} limit 1`
  return rows.length > 0
}

/** Keeps changes of the organisation's plan in turn until the transaction ends. */
export async function lockPlan(tx: TenantTx): Promise<void> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
}

const heldFor = '15 seconds'

/** False where somebody else has it. An organisation without a plan has nothing to hold. */
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

/** False where it is somebody else's by now. */
export async function dropHold(tx: TenantTx, id: string): Promise<boolean> {
  const rows = await tx.sql`
    update subscriptions set held_by = null, held_until = null
    where tenant_id = ${tx.tenantId} and held_by = ${id} returning 1`
  return rows.length > 0
}

/** Leaves it to the next sync, which finds out what the provider has done. */
export async function lapseHold(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`
    update subscriptions set held_until = clock_timestamp()
    where tenant_id = ${tx.tenantId} and held_by = ${id}`
}

/** True where there was one that nobody has renewed. */
export async function dropLapsedHold(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update subscriptions set held_by = null, held_until = null
    where tenant_id = ${tx.tenantId} and held_until < clock_timestamp() returning 1`
  return rows.length > 0
}

/** Whether somebody changes the plan just now, who is not `id`. */
export async function isHeldByOther(tx: TenantTx, id: string | null): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from subscriptions where tenant_id = ${tx.tenantId} and held_until >= clock_timestamp()
      and held_by is distinct from ${id}`
  return rows.length > 0
}

/** The plan that the last change in the audit led to. */
export async function findAuditedPlan(tx: TenantTx): Promise<string | null> {
  const [row] = await tx.sql<{ plan: string | null }[]>`
    select data->>'to' as plan from audit_log
    where tenant_id = ${tx.tenantId} and action = 'plan.changed' order by id desc limit 1`
  return row?.plan ?? null
}

/** When its owner closed the organisation; null for one that is open, or that an operator has suspended. */
export async function findClosedAt(tx: TenantTx): Promise<Date | null> {
  const [row] = await tx.sql<{ at: Date | null }[]>`
    select closed_at as at from tenants where id = ${tx.tenantId} and status = 'suspended'`
  return row?.at ?? null
}

/** The provider tells of a thing again for three days at most: by then nobody needs to know that it came. */
export async function dropOldEvents(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from billing_events where tenant_id = ${tx.tenantId} and done_at < now() - interval '40 days'`
}
