import type { Payments } from '../../modules/billing/ports.ts'
import { createCheckout } from './checkout.ts'
import { openClient, type StripeOptions } from './client.ts'
import { createCustomers } from './customers.ts'
import { createEventReader } from './events.ts'
import { createInvoices } from './invoices.ts'
import { guardCustomers } from './known-customers.ts'
import { createMeter } from './meter.ts'
import { createPriceBook } from './prices.ts'
import { createSetUp } from './set-up/index.ts'
import { createSubscriptions } from './subscriptions.ts'

/** Payments by Stripe (https://docs.stripe.com/api, version 2026-10-28.endive). Does not connect yet. */
export function stripePayments(options: StripeOptions): Payments {
  const client = openClient(options)
  const prices = createPriceBook(client)
  const payments: Payments = {
    ...createCustomers(client),
    ...createCheckout(client, prices),
    ...createSubscriptions(client, prices),
    ...createInvoices(client, prices),
    ...createMeter(client),
    setUp: createSetUp(client),
    readEvent: createEventReader(client),
  }
  return { ...payments, ...guardCustomers(client, payments) }
}
