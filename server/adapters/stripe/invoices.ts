import type Stripe from 'stripe'
import type { ExternalInvoice, Payments } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'
import { createLineReader } from './invoice-lines.ts'
import type { PriceBook } from './prices.ts'
import { invoiceStatuses } from '../../../plugins/vocabulary.ts'

const pageSize = 20

export function createInvoices(
  client: StripeClient,
  book: PriceBook,
): Pick<Payments, 'listInvoices'> {
  const { sdk, call } = client
  const readLines = createLineReader(client, book)
  return {
    async listInvoices(customer, after) {
      const asked = { customer, limit: pageSize, ...(after ? { starting_after: after } : {}) }
      const page = await call('invoices.list', () => sdk.invoices.list(asked))
      const invoices = await Promise.all(
        page.data.map(async (one) => toInvoice(one, await readLines(one))),
      )
      return { invoices, hasMore: page.has_more }
    },
  }
}

function toInvoice(one: Stripe.Invoice, lines: ExternalInvoice['lines']): ExternalInvoice {
  const { currency } = one
  return {
    id: one.id ?? '',
    number: one.number,
    status: invoiceStatuses.find((known) => known === one.status) ?? 'draft',
    createdAt: new Date(one.created * 1_000),
    dueAt: toDate(one.due_date),
    nextAttemptAt: toDate(one.next_payment_attempt),
    total: { minor: one.total, currency },
    amountDue: { minor: one.amount_remaining, currency },
    pageUrl: one.hosted_invoice_url ?? null,
    pdfUrl: one.invoice_pdf ?? null,
    lines,
  }
}

const toDate = (seconds: number | null): Date | null =>
  seconds === null ? null : new Date(seconds * 1_000)
