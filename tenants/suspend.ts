import type { Database } from '../db/client.ts'
import { withTenant } from '../db/tenant.ts'
import { publish } from '../server/jobs/outbox.ts'
import { audit } from '../db/audit/audit.ts'
import { systemCtx } from '../server/platform/context.ts'
import { dropOldest } from '../server/platform/drop-oldest.ts'
import { newId } from '../server/platform/ids.ts'
import { announceChange, type TenantChanges } from '../server/platform/tenant-changes.ts'
import { TenantRefused } from './provision.ts'
import {
  findLiveSubscription,
  findTenantFacts,
  isSuspended,
  type LiveSubscription,
  markResumed,
  markSuspended,
  type TenantFacts,
} from './repo.ts'

export type { LiveSubscription, TenantFacts } from './repo.ts'

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
      const changed = await (isSuspended ? markSuspended(tx) : markResumed(tx))
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
    const isNow = await withTenant(db, { tenantId }, isSuspended)
    if (changes.mayKeep(tenantId)) {
      dropOldest(known, maxCached)
      known.set(tenantId, { isSuspended: isNow, untilMs: Date.now() + cacheMs })
    }
    return isNow
  }
}

/** What an operator may see of an organisation: counts and sizes, no content. */
export async function readTenantFacts(db: Database, tenantId: string): Promise<TenantFacts> {
  const facts = await withTenant(db, { tenantId }, findTenantFacts)
  if (!facts) throw new TenantRefused('There is no such organisation.')
  return facts
}
