import type { Database } from '../../db/client.ts'
import { withTenant } from '../../db/tenant.ts'
import { readLimits } from '../limits/stored-limits.ts'
import { changeLimits, type LimitLine } from '../limits/change-limits.ts'
import type { Lapse, Subscription } from './in-force.ts'

export interface PlanReport {
  /** The plan in force. */
  plan: { id: string; version: number; name: string }
  /** The stored subscription; null without one. */
  subscription: Subscription | null
  /** Why a plan other than the chosen one is in force. */
  lapsed: Lapse | null
  limits: LimitLine[]
}

/** Reports an organisation's plan and its limits with their origin and use. */
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
