import type { Database } from '../../db/client.ts'
import { listSubscriptions } from '../../db/lookup.ts'
import { planInForce, plans } from './index.ts'

/** Organisations whose plan gives them more turns at the workers than one, by id. */
export async function readQueueWeights(db: Database): Promise<ReadonlyMap<string, number>> {
  const at = new Date()
  const weights = (await listSubscriptions(db)).map(
    ({ tenantId, ...one }) => [tenantId, planInForce(plans, one, at).plan.queueWeight] as const,
  )
  return new Map(weights.filter(([, weight]) => weight > 1))
}
