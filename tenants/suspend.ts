import type { Database } from '../db/client.ts'
import { type TenantTx, withTenant } from '../db/tenant.ts'
import { publish } from '../server/jobs/outbox.ts'
import { audit } from '../db/audit/audit.ts'
import { systemCtx } from '../server/platform/context.ts'
import { dropOldest } from '../server/platform/drop-oldest.ts'
import { newId } from '../server/platform/ids.ts'
import { announceChange, type TenantChanges } from '../server/platform/tenant-changes.ts'
import { TenantRefused } from './provision.ts'

const cacheMs = 2_000
const maxCached = 10_000

/**
 * Suspends or resumes an organisation; all running processes apply it at once. While it is suspended, its address shows
 * only one page, its streams close and its jobs wait; nothing is deleted. An organisation closed by its owner can be
 * suspended, too; the owner then cannot reopen it. Resuming lifts the operator's suspension first, and reopens an
 * organisation that is only closed. Returns the subscription paid by card, which continues. Throws `TenantRefused` when
 * the organisation is already in that state or was never opened.
 */
export async function setSuspended(
  { db, tenantChanges }: { db: Database; tenantChanges: Pick<TenantChanges, 'announce'> },
  tenantId: string,
  isSuspended: boolean,
): Promise<LiveSubscription | null> {
  const ctx = systemCtx(tenantId, 'cli', newId())
  const change = () =>
    withTenant(db, ctx, async (tx) => {
      const changed = await (isSuspended ? suspend(tx) : resume(tx))
      if (!changed) {
        throw new TenantRefused(
          isSuspended ? 'It is not open: there is nothing to suspend.' : 'It is not suspended.',
        )
      }
      const subscription = await findLiveSubscription(tx)
      await audit(tx, ctx, isSuspended ? 'tenant.suspended' : 'tenant.resumed', tenantId, {
        ...(subscription && { subscription: subscription.id, plan: subscription.plan }),
      })
      if (isSuspended) await publish(tx, { name: 'tenant.suspended' })
      return subscription
    })
  return announceChange(tenantChanges, tenantId, change)
}

/** A subscription that is still charged to a card. */
export interface LiveSubscription {
  /** The payment provider's id. */
  id: string
  plan: string
}

async function findLiveSubscription(tx: TenantTx): Promise<LiveSubscription | null> {
  const [row] = await tx.sql<LiveSubscription[]>`
    select external_id as id, plan_id || '@' || plan_version as plan from subscriptions
    where tenant_id = ${tx.tenantId} and external_id is not null`
  return row ?? null
}

async function suspend(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update tenants set status = 'suspended', suspended_at = now()
    where id = ${tx.tenantId} and suspended_at is null
      and (status = 'active' or (status = 'suspended' and closed_at is not null)) returning 1`
  return rows.length > 0
}

/** Lifts the operator's suspension; an organisation that its owner has closed stays closed. */
async function resume(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update tenants set suspended_at = null,
      status = case when suspended_at is not null and closed_at is not null then status else 'active' end,
      closed_at = case when suspended_at is not null then closed_at end
    where id = ${tx.tenantId} and status = 'suspended' returning 1`
  return rows.length > 0
}

/** Checks whether an organisation is suspended, cached for two seconds or until it changes. */
export function createSuspensionCheck(
  db: Database,
  changes: Pick<TenantChanges, 'mayKeep' | 'follow'>,
): (tenantId: string) => Promise<boolean> {
  const known = new Map<string, { isSuspended: boolean; untilMs: number }>()
  changes.follow((tenantId) => {
    if (tenantId === null) known.clear()
    else known.delete(tenantId)
  })
  return async (tenantId) => {
    const earlier = known.get(tenantId)
    if (earlier && earlier.untilMs > Date.now()) return earlier.isSuspended
    const rows = await withTenant(
      db,
      { tenantId },
      (tx) => tx.sql`select 1 from tenants where id = ${tenantId} and status = 'suspended'`,
    )
    if (changes.mayKeep(tenantId)) {
      dropOldest(known, maxCached)
      known.set(tenantId, { isSuspended: rows.length > 0, untilMs: Date.now() + cacheMs })
    }
    return rows.length > 0
  }
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

/** What an operator may see of an organisation: counts and sizes, no content. */
export async function readTenantFacts(db: Database, tenantId: string): Promise<TenantFacts> {
  const [facts] = await withTenant(
    db,
    { tenantId },
    (tx) => tx.sql<TenantFacts[]>`
      select t.id, t.slug, t.name, t.status, to_json(t.created_at) #>> '{}' as "createdAt",
        (select count(*)::int from users u where u.tenant_id = t.id and u.kind = 'person' and u.disabled_at is null) as people,
        (select count(*)::int from api_keys k where k.tenant_id = t.id and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())) as keys,
        (select count(*)::int from meetings m where m.tenant_id = t.id) as meetings,
        (select coalesce(sum(d.size_bytes), 0)::float8 from media d where d.tenant_id = t.id and d.expired_at is null) as "storedBytes"
      from tenants t where t.id = ${tenantId}`,
  )
  if (!facts) throw new TenantRefused('There is no such organisation.')
  return facts
}
