import { type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'

/**
 * Treats a customer as deleted only when Stripe says that it was. An account that never had it is not ours, as after a
 * change of the key: then `other_account` is thrown and nobody loses a plan.
 */
export function guardCustomers(
  { sdk, call, log }: StripeClient,
  payments: Payments,
): Pick<
  Payments,
  | 'readSubscription'
  | 'openCheckout'
  | 'closeCheckouts'
  | 'openPortal'
  | 'previewChange'
  | 'listInvoices'
  | 'sumMeter'
> {
  const isDeleted = async (customerId: string): Promise<boolean> => {
    try {
      const found = await call('customers.retrieve', () => sdk.customers.retrieve(customerId))
      return found.deleted === true
    } catch (error) {
      if (error instanceof PaymentsRefused && error.code === 'gone') return false
      throw error
    }
  }
  const requireDeleted = async (customerId: string): Promise<void> => {
    if (await isDeleted(customerId)) return
    log?.warn(
      { customerId },
      'Stripe does not know a customer of ours: is STRIPE_SECRET_KEY of another account or mode?',
    )
    throw new PaymentsRefused('this account has never had the customer', 'other_account')
  }
  const about = async <T>(customerId: string | null, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      const isGone = error instanceof PaymentsRefused && error.code === 'customer_gone'
      if (isGone && customerId !== null) await requireDeleted(customerId)
      throw error
    }
  }
  return {
    readSubscription: (id) => about(id, () => payments.readSubscription(id)),
    openCheckout: (order, key) => about(order.customerId, () => payments.openCheckout(order, key)),
    closeCheckouts: (id) => about(id, () => payments.closeCheckouts(id)),
    openPortal: (visit) => about(visit.customerId, () => payments.openPortal(visit)),
    previewChange: (change) => about(change.customerId, () => payments.previewChange(change)),
    listInvoices: (id, after) => about(id, () => payments.listInvoices(id, after)),
    sumMeter: (id, from, to) => about(id, () => payments.sumMeter(id, from, to)),
  }
}
