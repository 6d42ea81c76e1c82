import type { Database } from '../../db/client.ts'
import { listSubscriptions } from '../../db/lookup.ts'
import { planInForce, plans } from './index.ts'

/** Reads the queue weights of organisations with a weight above 1, by id. */
export async function readQueueWeights(db: Database): Promise<ReadonlyMap<string, number>> {
  const at = new Date()
  const weights = (await listSubscriptions(db)).map(
    ({ tenantId, ...one }) => [tenantId, planInForce(plans, one, at).plan.queueWeight] as const,
  )
  return new Map(weights.filter(([, weight]) => weight > 1))
}
