import type { Database } from '../../db/client.ts'
import { withTenant } from '../../db/tenant.ts'
import { readLimits } from '../../server/platform/limits/stored-limits.ts'
import { changeLimits, type LimitLine } from '../limits.ts'
import type { Lapse, Subscription } from './in-force.ts'

export interface PlanReport {
  /** The plan whose limits hold now. */
  plan: { id: string; version: number; name: string }
  /** What was chosen, as it is stored; null where nothing was. */
  subscription: Subscription | null
  /** Why another plan than the chosen one holds. */
  lapsed: Lapse | null
  limits: LimitLine[]
}

/** What an organisation may use, where that comes from, and what it has used. */
export async function reportPlan(
  db: Database,
  tenantId: string,
  options: { unpricedModel?: string | null } = {},
): Promise<PlanReport> {
  const { plan, subscription, lapsed } = await withTenant(db, { tenantId }, readLimits)
  const limits = await changeLimits(db, tenantId, null, { set: [], unset: [] }, options)
  const { id, version, name } = plan
  return { plan: { id, version, name: name.en }, subscription, lapsed, limits }
}
