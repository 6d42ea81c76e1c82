import { withTenant } from '../../../db/tenant.ts'
import type { Services } from '../../platform/services.ts'
import { recordRequests } from '../../platform/usage/ledger.ts'
import type { RequestCountStore } from '../../platform/usage/request-counts.ts'
import { countStoredBytes } from '../media/index.ts'
import { countSeats, takeSnapshots } from './repo.ts'

/**
 * Enters the requests of hours that are over, and what the organisation holds today. Doing it again, or at the same time,
 * changes nothing: an hour is one row for each caller, and a day one for each thing held.
 */
export async function takeStock(
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
