import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { PaymentsRefused } from '../ports.ts'
import { findCustomer } from './repo.ts'
import { syncBilling, type SyncDeps } from './sync.ts'

/**
 * Runs before an operator changes an organisation's plan: closes its open checkout pages and fetches a subscription
 * that was just bought. Throws what the port throws.
 */
export async function closeOpenCheckouts(deps: SyncDeps, ctx: Ctx): Promise<void> {
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
