import type { Database } from '../../../db/client.ts'
import { findTenant, type TenantSummary } from '../../../db/lookup.ts'
import { dropOldest } from '../../platform/drop-oldest.ts'
import type { TenantChanges } from '../../platform/tenant-changes.ts'

const keepMs = 5_000
/** Not cached: somebody may be signing up under this slug right now. */
const keepMissingMs = 500
const keepAtMost = 10_000

/** The slug in `demo.example.com` under the base domain `example.com`; null for the bare domain or another host. */
export function slugOfHost(host: string, baseDomain: string): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  if (!name.endsWith(`.${baseDomain}`)) return null
  const slug = name.slice(0, -(baseDomain.length + 1))
  return /^[a-z0-9][a-z0-9-]{0,62}$/.test(slug) ? slug : null
}

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
