import { hour } from '../clock/calendar.ts'
import { StripeFault } from '../wire/fault.ts'
import type { Invoice } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { chargeFault } from './collect.ts'
import { finalize, finalizeAndCollect } from './finalize.ts'
import { addInvoice, buildInvoice } from './new-invoice.ts'
import { buildSubscription, type NewSubscription } from './subscription-new.ts'
import { planPeriodEnd } from './subscription-renew.ts'
import { setStatus } from './subscription-status.ts'

export type PaymentBehavior =
  | 'allow_incomplete'
  | 'default_incomplete'
  | 'error_if_incomplete'
  | 'pending_if_incomplete'

/** Starts a subscription: stores it, invoices its first period, collects, and schedules what comes next. */
export function startSubscription(
  world: World,
  spec: NewSubscription,
  behavior: PaymentBehavior,
): SubscriptionRecord {
  const { record, lines } = buildSubscription(world, spec)
  const { wire } = record
  const method =
    spec.defaultPaymentMethod ??
    world.customers.get(spec.customer)?.invoice_settings.default_payment_method ??
    null
  const invoice = buildInvoice(world, {
    record,
    lines: lines.map(({ line }) => line),
    reason: 'subscription_create',
    period: { start: wire.start_date, end: wire.start_date },
    waits: false,
  })
  const fault = invoice.amount_due > 0 ? chargeFault(world, method) : null
  if (fault && (behavior === 'error_if_incomplete' || fault.code === 'resource_missing')) {
    if (behavior !== 'default_incomplete') {
      throw new StripeFault(fault.type === 'card_error' ? 402 : 400, fault)
    }
  }
  world.subscriptions.set(wire.id, record)
  const isFree = invoice.amount_due === 0
  if (isFree) wire.status = wire.trial_end === null ? 'active' : 'trialing'
  // In flexible mode, a subscription without an advance charge has no first invoice.
  const hasInvoice = lines.length > 0 || wire.billing_mode.type === 'classic'
  if (hasInvoice) wire.latest_invoice = invoice.id
  world.emit('customer.subscription.created', wire)
  planPeriodEnd(world, record)
  if (hasInvoice) {
    addInvoice(world, record, invoice, lines)
    if (behavior === 'default_incomplete' && !isFree) finalize(world, invoice)
    else finalizeAndCollect(world, invoice)
  }
  if (wire.status === 'incomplete') planExpiry(world, record, invoice)
  return record
}

/** A first invoice that stays unpaid for 23 hours ends the subscription. */
function planExpiry(world: World, record: SubscriptionRecord, invoice: Invoice): void {
  const clock = world.clockOf(record.wire.customer)
  clock.at(clock.now() + 23 * hour, () => {
    if (record.wire.status === 'incomplete') voidInvoice(world, invoice)
  })
}

export function voidInvoice(world: World, invoice: Invoice): void {
  const now = world.clockOf(invoice.customer).now()
  invoice.status = 'void'
  invoice.next_payment_attempt = null
  invoice.status_transitions = { ...invoice.status_transitions, voided_at: now }
  world.emit('invoice.voided', invoice)
  const record = world.subscriptions.get(invoice.parent?.subscription_details?.subscription ?? '')
  if (record) afterVoid(world, record, invoice)
}

/** Voiding a first invoice ends its subscription; voiding the invoice of a change drops the change. */
function afterVoid(world: World, record: SubscriptionRecord, invoice: Invoice): void {
  const { wire } = record
  if (wire.latest_invoice !== invoice.id) return
  if (wire.status === 'incomplete') {
    record.generation += 1
    wire.ended_at = world.clockOf(wire.customer).now()
    setStatus(world, record, 'incomplete_expired')
  }
  if (wire.pending_update) {
    record.applyPending = null
    wire.pending_update = null
    world.emit('customer.subscription.pending_update_expired', wire)
  }
}
