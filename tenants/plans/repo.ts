import type { TenantTx } from '../../db/tenant.ts'
import type { SubscriptionState } from './index.ts'

/** Serializes changes of the organisation's plan, including the first one. */
export async function lockSubscription(tx: TenantTx): Promise<void> {
  await tx.sql`select 1 from tenants where id = ${tx.tenantId} for no key update`
}

export async function isPaidByCard(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from subscriptions where tenant_id = ${tx.tenantId} and external_id is not null`
  return rows.length > 0
}

export async function insertFreeSubscription(tx: TenantTx, version: number): Promise<void> {
  await tx.sql`
    insert into subscriptions (tenant_id, plan_id, plan_version)
    values (${tx.tenantId}, 'free', ${version}) on conflict do nothing`
}

export async function saveSubscription(tx: TenantTx, one: SubscriptionState): Promise<void> {
  await tx.sql`
    insert into subscriptions (tenant_id, plan_id, plan_version, paid_by, status, trial_ends_at, paid_until)
    values (${tx.tenantId}, ${one.planId}, ${one.planVersion}, ${one.paidBy}, ${one.status}, ${one.trialEndsAt},
      ${one.paidUntil})
    on conflict (tenant_id) do update set plan_id = excluded.plan_id, plan_version = excluded.plan_version,
      paid_by = excluded.paid_by, status = excluded.status, trial_ends_at = excluded.trial_ends_at,
      paid_until = excluded.paid_until, updated_at = now()`
}
