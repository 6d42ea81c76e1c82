import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { isCustomer } from './repo.ts'

/** Queues an update of the paid seats to the number of members, if payments are enabled; it runs after the commit. */
export async function enqueueSeatUpdate(tx: TenantTx): Promise<void> {
  if (await isCustomer(tx)) await enqueue(tx, 'billing.sync', { organisationId: tx.tenantId })
}
