import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { PaymentsRefused } from '../ports.ts'
import { findCustomer } from './repo.ts'
import { syncBilling, type SyncDeps } from './sync.ts'

/**
 * Before an operator gives an organisation another plan: ends pages where its owners could still subscribe, and fetches
 * what they have subscribed to just now. Throws what the port throws.
 */
export async function endOpenCheckouts(deps: SyncDeps, ctx: Ctx): Promise<void> {
  const { db, payments } = deps
  const customerId = payments && (await withTenant(db, ctx, findCustomer))
  if (!customerId) return
  try {
    await payments.closeCheckouts(customerId)
  } catch (error) {
    if (!(error instanceof PaymentsRefused) || error.code !== 'customer_gone') throw error
  }
  await syncBilling(deps, ctx)
}
