import type { TenantTx } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { isCustomer } from './repo.ts'

/** Has as many people paid for as there are now, after the commit, where somebody takes money for them. */
export async function askForSeats(tx: TenantTx): Promise<void> {
  if (await isCustomer(tx)) await enqueue(tx, 'billing.sync', { organisationId: tx.tenantId })
}
