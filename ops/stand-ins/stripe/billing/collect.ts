import { day } from '../clock/calendar.ts'
import type { FaultBody } from '../wire/fault.ts'
import type { Invoice } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { refuseCard } from './cards.ts'
import { afterLastRetry, paid, unpaid } from './payment-outcome.ts'

export const subscriptionOf = (world: World, invoice: Invoice): SubscriptionRecord | undefined =>
  world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '')

/** The card that an invoice is charged to. */
export function methodFor(world: World, invoice: Invoice): string | null {
  const customer = world.customers.get(invoice.customer ?? '')
  return (
    invoice.default_payment_method ??
    subscriptionOf(world, invoice)?.wire.default_payment_method ??
    customer?.invoice_settings.default_payment_method ??
    null
  )
}

/** Why a charge would be declined, or null. */
export function chargeFault(world: World, methodId: string | null): FaultBody | null {
  if (methodId === null) {
    return {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message:
        'This customer has no attached payment source or default payment method. Please consider adding a default payment method.',
    }
  }
  const refusal = refuseCard(world.cardNumbers.get(methodId), 'charge')
  return refusal ? { type: 'card_error', ...refusal } : null
}

/**
 * Tries to collect an open invoice, and does everything that follows from the outcome. Returns why it failed, or null.
 */
export function collect(world: World, invoice: Invoice, methodId: string | null): FaultBody | null {
  const now = world.clockOf(invoice.customer).now()
  const intent = world.paymentIntents.get(intentIdOf(world, invoice))
  const fault = chargeFault(world, methodId)
  if (!fault) {
    if (intent) {
      Object.assign(intent, {
        status: 'succeeded',
        amount_received: intent.amount,
        payment_method: methodId,
        last_payment_error: null,
        latest_charge: world.id('ch', 24),
      })
      world.emit('payment_intent.succeeded', intent)
    }
    paid(world, invoice, { isAttempt: true })
    return null
  }
  if (intent) {
    Object.assign(intent, {
      status: 'requires_payment_method',
      payment_method: null,
      last_payment_error: { ...fault, payment_method: world.paymentMethods.get(methodId ?? '') },
    })
    world.emit('payment_intent.payment_failed', intent)
  }
  planRetry(world, invoice, now)
  return fault
}

function planRetry(world: World, invoice: Invoice, now: number): void {
  const record = subscriptionOf(world, invoice)
  const isFirst = invoice.billing_reason === 'subscription_create'
  const days = world.settings.retryDays[invoice.attempt_count]
  const next =
    isFirst || days === undefined || !invoice.auto_advance || record?.wire.pending_update
      ? null
      : now + days * day
  world.change('invoice.updated', invoice, (it) => {
    it.attempt_count += 1
    it.attempted = true
    it.next_payment_attempt = next
  })
  world.emit('invoice.payment_failed', invoice)
  if (record) unpaid(world, record, invoice)
  if (next !== null) {
    world.clockOf(invoice.customer).at(next, () => {
      if (invoice.status !== 'open' || invoice.next_payment_attempt !== next) return
      collect(world, invoice, methodFor(world, invoice))
    })
  } else if (record && !isFirst && invoice.auto_advance) afterLastRetry(world, record, invoice)
}

function intentIdOf(world: World, invoice: Invoice): string {
  const payments = world.hidden.get(invoice.id)?.payments as
    | { data: { payment: { payment_intent: string } }[] }
    | undefined
  return payments?.data[0]?.payment.payment_intent ?? ''
}
