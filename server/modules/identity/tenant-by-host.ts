import type { Database } from '../../../db/client.ts'
import { findTenant, type TenantSummary } from '../../../db/lookup.ts'
import { dropOldest } from '../../platform/drop-oldest.ts'
import type { TenantChanges } from '../../platform/tenant-changes.ts'

const keepMs = 5_000
/** Not cached: somebody may be signing up under this slug right now. */
const keepMissingMs = 500
const keepAtMost = 10_000

/** Finds tenants by slug; caches each briefly, or until it changes. */
export function createTenantFinder(
  db: Database,
  changes: Pick<TenantChanges, 'mayKeep' | 'follow'>,
): (slug: string) => Promise<TenantSummary | null> {
  const known = new Map<string, { tenant: TenantSummary | null; untilMs: number }>()
  changes.follow((tenantId) => {
    for (const [slug, { tenant }] of known) {
      if (tenantId === null || tenant?.id === tenantId) known.delete(slug)
    }
  })
  return async (slug) => {
    const earlier = known.get(slug)
    if (earlier && earlier.untilMs > Date.now()) return earlier.tenant
    const tenant = await findTenant(db, slug)
    // An unproved organisation opens with its owner's next request.
    if (tenant?.status === 'unproved' || (tenant && !changes.mayKeep(tenant.id))) return tenant
    dropOldest(known, keepAtMost)
    known.set(slug, { tenant, untilMs: Date.now() + (tenant ? keepMs : keepMissingMs) })
    return tenant
  }
}
