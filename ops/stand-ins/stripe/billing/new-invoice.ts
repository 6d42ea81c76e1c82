import { hour } from '../clock/calendar.ts'
import type { Customer, Invoice, InvoiceLine, Subscription } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import type { DraftLine, Period } from './lines.ts'

export interface InvoiceInput {
  record: SubscriptionRecord
  lines: InvoiceLine[]
  reason: NonNullable<Invoice['billing_reason']>
  period: Period
  /** Stays a draft for an hour, as at the end of a period, or is finalised at once by the caller. */
  waits: boolean
  autoAdvance?: boolean
}

const sum = (lines: InvoiceLine[]): number => lines.reduce((total, { amount }) => total + amount, 0)

/** The totals of an invoice, with the customer's credit. */
export function setTotals(world: World, invoice: Invoice): void {
  const total = sum(invoice.lines.data)
  const balance = world.customers.get(invoice.customer ?? '')?.balance ?? 0
  const due = Math.max(0, total + (invoice.status === 'draft' ? balance : invoice.starting_balance))
  Object.assign(invoice, {
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
    amount_due: due,
    amount_remaining: due,
    ...(invoice.status === 'draft' ? { starting_balance: balance } : {}),
  })
}

/** Builds a draft. `addInvoice` stores it, so that a preview leaves nothing behind. */
export function buildInvoice(world: World, input: InvoiceInput): Invoice {
  const { wire: subscription } = input.record
  const customer = world.customers.get(subscription.customer)
  const now = world.clockOf(subscription.customer).now()
  const id = world.id('in', 24)
  const invoice: Invoice = {
    ...untouched,
    ...unused,
    ...customerFields(customer),
    id,
    object: 'invoice',
    auto_advance: input.autoAdvance ?? true,
    automatic_tax: {
      disabled_reason: null,
      enabled: false,
      liability: null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at:
      input.waits && (input.autoAdvance ?? true) ? now + world.settings.draftHours * hour : null,
    billing_reason: input.reason,
    collection_method: 'charge_automatically',
    created: now,
    currency: subscription.currency,
    customer: subscription.customer,
    issuer: { type: 'self' },
    lines: {
      object: 'list',
      data: input.lines,
      has_more: false,
      total_count: input.lines.length,
      url: `/v1/invoices/${id}/lines`,
    },
    livemode: false,
    metadata: {},
    next_payment_attempt:
      input.waits && (input.autoAdvance ?? true) ? now + world.settings.draftHours * hour : null,
    parent: parentOf(subscription),
    payment_settings: {
      default_mandate: null,
      payment_method_options: null,
      payment_method_types: null,
    },
    period_end: input.period.end,
    period_start: input.period.start,
    starting_balance: 0,
    status: 'draft',
    status_transitions: {
      finalized_at: null,
      marked_uncollectible_at: null,
      paid_at: null,
      voided_at: null,
    },
    test_clock: customer?.test_clock ?? null,
    webhooks_delivered_at: now,
  }
  for (const line of input.lines) line.invoice = id
  setTotals(world, invoice)
  return invoice
}

const parentOf = (subscription: Subscription): Invoice['parent'] => ({
  quote_details: null,
  subscription_details: {
    metadata: { ...subscription.metadata },
    subscription: subscription.id,
  },
  type: 'subscription_details',
})

const customerFields = (customer: Customer | undefined) => ({
  customer_address: customer?.address ?? null,
  customer_email: customer?.email ?? null,
  customer_name: customer?.name ?? null,
  customer_phone: customer?.phone ?? null,
})

/** Fields that are known only with the totals, or once the invoice is final. */
const untouched = {
  account_country: 'US',
  account_name: 'AAM',
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  attempt_count: 0,
  attempted: false,
  default_payment_method: null,
  effective_at: null,
  ending_balance: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  number: null,
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_excluding_tax: 0,
}

/** Fields that this stand-in never fills. */
const unused = {
  account_tax_ids: null,
  application: null,
  custom_fields: null,
  customer_account: null,
  customer_shipping: null,
  customer_tax_exempt: 'none' as const,
  customer_tax_ids: [],
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  due_date: null,
  footer: null,
  from_invoice: null,
  last_finalization_error: null,
  latest_revision: null,
  on_behalf_of: null,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
  total_discount_amounts: [],
  total_pretax_credit_amounts: [],
  total_taxes: [],
}

/** Stores a built invoice, makes it the subscription's latest, and records what was charged in advance. */
export function addInvoice(
  world: World,
  record: SubscriptionRecord,
  invoice: Invoice,
  lines: DraftLine[],
): Invoice {
  world.invoices.set(invoice.id, invoice)
  world.invoicesOf.set(record.wire.id, [...(world.invoicesOf.get(record.wire.id) ?? []), invoice])
  record.wire.latest_invoice = invoice.id
  noteDebits(record, lines, invoice.id)
  world.emit('invoice.created', invoice)
  return invoice
}

/** Records what was charged in advance for each item, for credits of unused time. */
export function noteDebits(
  record: SubscriptionRecord,
  lines: DraftLine[],
  invoiceId: string | null,
): void {
  for (const itemId of new Set(lines.map((it) => it.itemId))) {
    const ahead = lines.filter((it) => it.itemId === itemId && it.kind === 'ahead')
    const [firstLine] = ahead
    if (!firstLine) continue
    record.debits.set(itemId, {
      amountCents: sum(ahead.map(({ line }) => line)),
      ...firstLine.line.period,
      invoiceId,
      lineIds: ahead.map(({ line }) => line.id),
    })
  }
}
