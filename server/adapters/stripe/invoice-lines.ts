import type Stripe from 'stripe'
import type { ExternalInvoiceLine } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'
import type { PriceBook } from './prices.ts'

/** Reads the lines of an invoice, which add up to its total. */
export const createLineReader =
  ({ sdk, call }: StripeClient, book: PriceBook) =>
  async (invoice: Stripe.Invoice): Promise<ExternalInvoiceLine[]> => {
    const { id, currency, total } = invoice
    const lines = [...invoice.lines.data]
    // An invoice contains ten lines; a subscription that changed often in a month has more.
    for (let hasMore = invoice.lines.has_more && id !== undefined; hasMore;) {
      const page = { limit: 100, starting_after: lines.at(-1)?.id ?? '' }
      const more = await call('invoices.listLineItems', () =>
        sdk.invoices.listLineItems(id ?? '', page),
      )
      lines.push(...more.data)
      hasMore = more.has_more && more.data.length > 0
    }
    const read = await Promise.all(lines.map((line) => toLine(line, book)))
    const rest = total - read.reduce((sum, { amount }) => sum + amount.minor, 0)
    if (rest === 0) return read
    return [...read, restOf(invoice, { minor: rest, currency })]
  }

async function toLine(line: Stripe.InvoiceLineItem, book: PriceBook): Promise<ExternalInvoiceLine> {
  const priceId = line.pricing?.price_details?.price
  const part = priceId
    ? await book.partOf(typeof priceId === 'string' ? priceId : priceId.id)
    : null
  const { subscription_item_details: ofItem, invoice_item_details: ofInvoiceItem } =
    line.parent ?? {}
  return {
    part: part === 'seat' ? 'seats' : part === 'minute' ? 'minutes' : 'other',
    description: line.description ?? '',
    amount: { minor: line.amount, currency: line.currency },
    quantity: part ? line.quantity : null,
    isProration: ofItem?.proration ?? ofInvoiceItem?.proration ?? false,
    startsAt: new Date(line.period.start * 1_000),
    endsAt: new Date(line.period.end * 1_000),
  }
}

/** Discounts and taxes are separate from the lines. */
const restOf = (
  { period_start: start, period_end: end }: Stripe.Invoice,
  amount: ExternalInvoiceLine['amount'],
): ExternalInvoiceLine => ({
  part: 'other',
  description: '',
  amount,
  quantity: null,
  isProration: false,
  startsAt: new Date(start * 1_000),
  endsAt: new Date(end * 1_000),
})
