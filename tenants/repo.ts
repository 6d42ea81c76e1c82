import type { TenantTx } from '../db/tenant.ts'

/** A subscription that is still charged to a card. */
export interface LiveSubscription {
  /** The payment provider's id. */
  id: string
  plan: string
}

export async function findLiveSubscription(tx: TenantTx): Promise<LiveSubscription | null> {
  const [row] = await tx.sql<LiveSubscription[]>`
    select external_id as id, plan_id || '@' || plan_version as plan from subscriptions
    where tenant_id = ${tx.tenantId} and external_id is not null`
  return row ?? null
}

/** Suspends an organisation that is open or closed by its owner; false for any other. */
export async function markSuspended(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update tenants set status = 'suspended', suspended_at = now()
    where id = ${tx.tenantId} and suspended_at is null
      and (status = 'active' or (status = 'suspended' and closed_at is not null)) returning 1`
  return rows.length > 0
}

/** Lifts the operator's suspension; an organisation that its owner has closed stays closed. */
export async function markResumed(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update tenants set suspended_at = null,
      status = case when suspended_at is not null and closed_at is not null then status else 'active' end,
      closed_at = case when suspended_at is not null then closed_at end
    where id = ${tx.tenantId} and status = 'suspended' returning 1`
  return rows.length > 0
}

export async function isSuspended(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from tenants where id = ${tx.tenantId} and status = 'suspended'`
  return rows.length > 0
}

export interface TenantFacts {
  id: string
  slug: string
  name: string
  status: string
  people: number
  keys: number
  meetings: number
  storedBytes: number
  createdAt: string
}

export async function findTenantFacts(tx: TenantTx): Promise<TenantFacts | undefined> {
  const [facts] = await tx.sql<TenantFacts[]>`
      select t.id, t.slug, t.name, t.status, to_json(t.created_at) #>> '{}' as "createdAt",
        (select count(*)::int from users u where u.tenant_id = t.id and u.kind = 'person' and u.disabled_at is null) as people,
        (select count(*)::int from api_keys k where k.tenant_id = t.id and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())) as keys,
        (select count(*)::int from meetings m where m.tenant_id = t.id) as meetings,
        (select coalesce(sum(d.size_bytes), 0)::float8 from media d where d.tenant_id = t.id and d.expired_at is null) as "storedBytes"
      from tenants t where t.id = ${tx.tenantId}`
  return facts
}
