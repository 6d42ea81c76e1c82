import { withTenant } from '../../../db/tenant.ts'
import type { Services } from '../../../db/services.ts'
import { recordRequests } from '../../../db/usage-ledger.ts'
import type { RequestCountStore } from '../../platform/request-counts.ts'
import { countStoredBytes } from '../media/index.ts'
import { countSeats, takeSnapshots } from './repo.ts'

/**
 * Records the requests of past hours and what the organisation holds today. Safe to repeat and to run concurrently: an
 * hour is one row per caller, and a day is one row per held quantity.
 */
export async function recordUsage(
  { db, requestCounts }: Pick<Services, 'db'> & { requestCounts: RequestCountStore },
  tenantId: string,
): Promise<void> {
  const hours = await requestCounts.readClosed(tenantId)
  await withTenant(db, { tenantId }, async (tx) => {
    if (hours.length > 0) await recordRequests(tx, hours)
    const storedBytes = await countStoredBytes(tx, null)
    await takeSnapshots(tx, { storedBytes, seats: await countSeats(tx) })
  })
  await requestCounts.drop(tenantId, hours)
}
