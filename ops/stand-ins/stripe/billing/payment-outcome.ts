import type { Invoice, InvoicePayment } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { setStatus } from './subscription-status.ts'
import { cancelNow } from './subscription-end.ts'

/** The consequences of a paid invoice. */
export function paid(world: World, invoice: Invoice, how: { isAttempt: boolean }): void {
  const now = world.clockOf(invoice.customer).now()
  world.change('invoice.updated', invoice, (it) => {
    it.status = 'paid'
    it.amount_paid = it.amount_due
    it.amount_remaining = 0
    it.attempted = true
    if (how.isAttempt) it.attempt_count += 1
    it.next_payment_attempt = null
    it.automatically_finalizes_at = null
    it.status_transitions = { ...it.status_transitions, paid_at: now }
  })
  for (const payment of paymentsOf(world, invoice)) {
    payment.amount_paid = payment.amount_requested
    payment.status = 'paid'
    payment.status_transitions.paid_at = now
    world.emit('invoice_payment.paid', payment)
  }
  world.emit('invoice.paid', invoice)
  world.emit('invoice.payment_succeeded', invoice)
  const record = world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '')
  if (!record) return
  const { wire } = record
  if (invoice.billing_reason === 'subscription_create' && wire.status === 'incomplete') {
    setStatus(world, record, 'active')
  }
  if (record.applyPending && wire.latest_invoice === invoice.id) {
    const apply = record.applyPending
    record.applyPending = null
    apply()
  }
  const owes = (world.invoicesOf.get(wire.id) ?? []).some(
    (it) => it.status === 'open' && it.attempted,
  )
  if (wire.status === 'past_due' && !owes) setStatus(world, record, 'active')
  if (wire.status === 'unpaid' && wire.latest_invoice === invoice.id) {
    setStatus(world, record, 'active')
  }
}

export const paymentsOf = (world: World, invoice: Invoice): InvoicePayment[] =>
  (world.hidden.get(invoice.id)?.payments as { data: InvoicePayment[] } | undefined)?.data ?? []

/** The consequences of a failed charge: an active subscription becomes past due. */
export function unpaid(world: World, record: SubscriptionRecord, invoice: Invoice): void {
  if (record.wire.pending_update && record.wire.latest_invoice === invoice.id) return
  if (record.wire.status === 'active' || record.wire.status === 'trialing') {
    setStatus(world, record, 'past_due')
  }
}

/** The consequences of the last failed attempt. */
export function afterLastRetry(world: World, record: SubscriptionRecord, invoice: Invoice): void {
  if (record.wire.status !== 'past_due') return
  const { afterRetries } = world.settings
  if (afterRetries === 'unpaid') setStatus(world, record, 'unpaid')
  if (afterRetries === 'cancel') {
    cancelNow(world, record.wire.id, { reason: 'payment_failed' })
  }
  if (afterRetries !== 'past_due') {
    world.change('invoice.updated', invoice, (it) => void (it.auto_advance = false))
  }
}
