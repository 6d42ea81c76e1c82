import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Payments, PaymentsRefused } from '../ports.ts'
import type { PaymentDeps } from './deps.ts'
import { findCustomer, readPayer, saveCustomer } from './repo.ts'

/**
 * Runs `work` with the organisation's customer; creates one if there is none or if it was deleted at the provider.
 * Concurrent callers get the same customer.
 */
export async function withCustomer<T>(
  { db, payments }: Pick<PaymentDeps, 'db'> & { payments: Payments },
  ctx: Ctx,
  work: (customerId: string) => Promise<T>,
): Promise<T> {
  const { tenantId } = ctx
  const make = async (gone: string | null): Promise<string> => {
    const payer = await withTenant(db, ctx, readPayer)
    const key = `customer/${tenantId}${gone ? `/after/${gone}` : ''}`
    const made = await payments.createCustomer({ tenantId, ...payer }, key)
    return withTenant(db, ctx, (tx) => saveCustomer(tx, made, gone))
  }
  const known = await withTenant(db, ctx, findCustomer)
  const customerId = known ?? (await make(null))
  try {
    return await work(customerId)
  } catch (error) {
    if (!(error instanceof PaymentsRefused) || error.code !== 'customer_gone') throw error
    return work(await make(customerId))
  }
}
