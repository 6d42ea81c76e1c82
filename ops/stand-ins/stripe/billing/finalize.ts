import type { FaultBody } from '../wire/fault.ts'
import type { Invoice, InvoiceLine, InvoicePayment, PaymentIntent } from '../wire/types.ts'
import type { World } from '../world.ts'
import { collect, methodFor, subscriptionOf } from './collect.ts'
import { usageLines } from './lines.ts'
import { setTotals } from './new-invoice.ts'
import { paid } from './payment-outcome.ts'

/** Finalises a draft: counts usage that arrived late, applies the customer's credit, assigns a number. */
export function finalize(world: World, invoice: Invoice): void {
  if (invoice.status !== 'draft') return
  recountUsage(world, invoice)
  const customer = world.customers.get(invoice.customer ?? '')
  const now = world.clockOf(invoice.customer).now()
  const sequence = customer?.next_invoice_sequence ?? 1
  if (customer) customer.next_invoice_sequence = sequence + 1
  setTotals(world, invoice)
  takeBalance(world, invoice)
  invoice.status = 'open'
  invoice.number = `${customer?.invoice_prefix ?? 'AAM'}-${String(sequence).padStart(4, '0')}`
  invoice.effective_at = now
  invoice.automatically_finalizes_at = null
  invoice.status_transitions = { ...invoice.status_transitions, finalized_at: now }
  invoice.hosted_invoice_url = `${world.baseUrl}/invoice/${invoice.id}`
  invoice.invoice_pdf = `${world.baseUrl}/invoice/${invoice.id}/pdf`
  world.emit('invoice.finalized', invoice)
  if (invoice.amount_due > 0) addPayment(world, invoice, now)
}

/** Finalises an invoice and collects it. Returns why that failed, or null. */
export function finalizeAndCollect(world: World, invoice: Invoice): FaultBody | null {
  if (invoice.status !== 'draft') return null
  finalize(world, invoice)
  if (invoice.amount_due === 0) {
    paid(world, invoice, { isAttempt: false })
    return null
  }
  return collect(world, invoice, methodFor(world, invoice))
}

/** Usage reported while the invoice is a draft still counts. */
function recountUsage(world: World, invoice: Invoice): void {
  const record = subscriptionOf(world, invoice)
  const usage = world.usageOnDrafts.get(invoice.id) ?? []
  world.usageOnDrafts.delete(invoice.id)
  if (!record || usage.length === 0) return
  const fresh = usage.flatMap(({ item, period }) =>
    usageLines(world, record.wire.customer, item, period),
  )
  const isCounted = ({ parent, period }: InvoiceLine): boolean => {
    const of = parent?.subscription_item_details
    return usage.some(
      (it) =>
        it.item.id === of?.subscription_item &&
        it.period.start === period.start &&
        it.period.end === period.end,
    )
  }
  const { data } = invoice.lines
  const place = data.findIndex(isCounted)
  invoice.lines.data = [
    ...data.slice(0, place),
    ...fresh.map(({ line }) => line),
    ...data.slice(place).filter((line) => !isCounted(line)),
  ]
  invoice.lines.total_count = invoice.lines.data.length
  for (const line of invoice.lines.data) line.invoice = invoice.id
}

function takeBalance(world: World, invoice: Invoice): void {
  const customer = world.customers.get(invoice.customer ?? '')
  if (!customer) return
  const { balance } = customer
  invoice.starting_balance = balance
  const after = invoice.total < 0 ? balance + invoice.total : Math.min(0, balance + invoice.total)
  invoice.ending_balance = balance > 0 ? 0 : after
  if (invoice.ending_balance !== balance) {
    world.change('customer.updated', customer, (it) => {
      it.balance = invoice.ending_balance ?? 0
    })
  }
}

function addPayment(world: World, invoice: Invoice, now: number): void {
  const intent: PaymentIntent = {
    ...unusedOfIntent,
    id: world.id('pi', 24),
    object: 'payment_intent',
    amount: invoice.amount_due,
    amount_capturable: 0,
    amount_received: 0,
    client_secret: `${invoice.id}_secret_stand_in`,
    created: now,
    currency: invoice.currency,
    customer: invoice.customer,
    description: 'Subscription payment',
    livemode: false,
    metadata: {},
    payment_method: null,
    payment_method_types: ['card'],
    status: 'requires_payment_method',
  }
  world.paymentIntents.set(intent.id, intent)
  const payment: InvoicePayment = {
    id: world.id('inpay', 24),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  world.invoicePayments.set(payment.id, payment)
  world.hidden.set(invoice.id, {
    payments: {
      object: 'list',
      data: [payment],
      has_more: false,
      url: '/v1/invoice_payments',
    },
    confirmation_secret: { client_secret: intent.client_secret, type: 'payment_intent' },
  })
  world.emit('payment_intent.created', intent)
}

const unusedOfIntent = {
  allowed_payment_method_types: null,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: 'automatic' as const,
  confirmation_method: 'automatic' as const,
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_options: null,
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  setup_future_usage: 'off_session' as const,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_group: null,
}
