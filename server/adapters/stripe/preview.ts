import type Stripe from 'stripe'
import type { ExternalPreview, Money, Payments } from '../../modules/billing/ports.ts'
import { nextMonth } from './checkout.ts'
import type { StripeClient } from './client.ts'
import { createLineReader } from './invoice-lines.ts'
import type { PlanPrices, PriceBook } from './prices.ts'
import { changedItems, dateOf, itemsOf } from './items.ts'

/** Asks Stripe what it would charge for a plan now. */
export function createPreview(
  client: StripeClient,
  book: PriceBook,
  read: (id: string) => Promise<Stripe.Subscription>,
): Payments['previewChange'] {
  const { sdk, call } = client
  const readLines = createLineReader(client, book)
  return async ({ customerId, subscriptionId, chosen }) => {
    const [before, prices] = await Promise.all([
      subscriptionId === null ? null : read(subscriptionId),
      book.pricesOf(chosen),
    ])
    const asked = before
      ? changeOf(before, prices, chosen.seats)
      : beginningOf(prices, chosen.seats, customerId)
    const invoice = await call('invoices.createPreview', () => sdk.invoices.createPreview(asked))
    return toPreview(invoice, await readLines(invoice), { before, prices, seats: chosen.seats })
  }
}

const changeOf = (
  before: Stripe.Subscription,
  prices: PlanPrices,
  seats: number,
): Stripe.InvoiceCreatePreviewParams => ({
  subscription: before.id,
  subscription_details: {
    items: changedItems(before, prices, seats),
    proration_behavior: 'always_invoice',
  },
})

const beginningOf = (
  prices: PlanPrices,
  seats: number,
  customerId: string | null,
): Stripe.InvoiceCreatePreviewParams => ({
  // Stripe requires an address even when there is no customer yet.
  ...(customerId ? { customer: customerId } : { customer_details: { tax_exempt: 'none' } }),
  subscription_details: {
    items: [
      { price: prices.seat.id, quantity: seats },
      ...(prices.minute ? [{ price: prices.minute.id }] : []),
    ],
    billing_cycle_anchor: { type: 'timestamp', timestamp: nextMonth() },
    proration_behavior: 'create_prorations',
  },
})

function toPreview(
  { total, amount_due: amountDue, currency, parent }: Stripe.Invoice,
  lines: ExternalPreview['lines'],
  change: { before: Stripe.Subscription | null; prices: PlanPrices; seats: number },
): ExternalPreview {
  const current = change.before && itemsOf(change.before).seat
  const prorated = parent?.subscription_details?.subscription_proration_date
  return {
    dueNow: { minor: total < 0 ? total : amountDue, currency },
    monthBefore: current ? monthOf(current.price, change.seats) : null,
    monthAfter: monthOf(change.prices.seat, change.seats),
    nextInvoiceAt: dateOf(current?.current_period_end ?? nextMonth()),
    lines,
    prorationDate: prorated === undefined ? null : dateOf(prorated),
  }
}

const monthOf = ({ unit_amount: each, currency }: Stripe.Price, seats: number): Money | null =>
  each === null ? null : { minor: each * seats, currency }
