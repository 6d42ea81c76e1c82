import { copyOf } from '../wire/copy.ts'
import { hour } from '../clock/calendar.ts'
import { StripeFault } from '../wire/fault.ts'
import type { Invoice } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { chargeFault, methodFor } from './collect.ts'
import { finalize, finalizeAndCollect } from './finalize.ts'
import { addInvoice, buildInvoice, noteDebits } from './new-invoice.ts'
import type { Change } from './subscription-change.ts'
import { pendingOf, takePending } from './subscription-period.ts'
import { planPeriodEnd } from './subscription-renew.ts'
import { type PaymentBehavior, voidInvoice } from './subscription-start.ts'
import { setStatus } from './subscription-status.ts'

/** Applies a computed change, with its invoice if it creates one. */
export function applyChange(
  world: World,
  record: SubscriptionRecord,
  change: Change,
  behavior: PaymentBehavior,
): void {
  const pending = pendingOf(world, record.wire.id)
  const isInvoiced = change.invoicesNow && change.lines.length + pending.length > 0
  if (!isInvoiced) {
    setItems(world, record, change)
    noteDebits(record, change.lines, null)
    for (const { line } of change.lines) {
      world.pendingItems.push({
        customer: record.wire.customer,
        subscription: record.wire.id,
        line,
      })
    }
    return
  }
  const invoice = changeInvoice(world, record, change)
  const fault = invoice.amount_due > 0 ? chargeFault(world, methodFor(world, invoice)) : null
  if (fault && behavior === 'error_if_incomplete') {
    throw new StripeFault(fault.type === 'card_error' ? 402 : 400, fault)
  }
  if (fault && behavior === 'pending_if_incomplete') {
    waitForPayment(world, record, change, invoice)
    return
  }
  takePending(world, record.wire.id)
  setItems(world, record, change)
  addInvoice(world, record, invoice, change.lines)
  if (behavior === 'default_incomplete' && invoice.amount_due > 0) {
    finalize(world, invoice)
    setStatus(world, record, 'past_due')
  } else finalizeAndCollect(world, invoice)
}

export function changeInvoice(world: World, record: SubscriptionRecord, change: Change): Invoice {
  const now = world.clockOf(record.wire.customer).now()
  const pending = pendingOf(world, record.wire.id).map(({ line }) => copyOf(line))
  return buildInvoice(world, {
    record,
    lines: [...pending, ...change.lines.map(({ line }) => line)],
    reason: 'subscription_update',
    period: { start: now, end: now },
    waits: false,
  })
}

function setItems(world: World, record: SubscriptionRecord, change: Change): void {
  const { wire } = record
  const now = world.clockOf(wire.customer).now()
  world.change('customer.subscription.updated', wire, (it) => {
    // A copy would not show later changes of the price, such as its lookup key.
    it.items.data = change.items.map((item) => ({
      ...item,
      price: world.prices.get(item.price.id) ?? item.price,
    }))
    it.items.total_count = change.items.length
    it.billing_cycle_anchor = change.anchor
    if (change.trialEnd !== it.trial_end) {
      const begins = change.trialEnd !== null && change.trialEnd > now
      if (begins) it.trial_start ??= now
      it.trial_end = change.trialEnd
    }
    if (it.trial_end !== null && it.trial_end > now && it.status === 'active')
      it.status = 'trialing'
    if (it.status === 'trialing' && (it.trial_end ?? 0) <= now) it.status = 'active'
    if (it.cancel_at_period_end) it.cancel_at = change.items[0]?.current_period_end ?? null
  })
  record.usageSince = change.usageSince
  for (const itemId of record.debits.keys()) {
    if (!change.items.some(({ id }) => id === itemId)) record.debits.delete(itemId)
  }
  if (change.reset) planPeriodEnd(world, record)
}

/** Leaves the subscription as it is until the invoice is paid; after 23 hours the change is dropped. */
function waitForPayment(
  world: World,
  record: SubscriptionRecord,
  change: Change,
  invoice: Invoice,
): void {
  const { wire } = record
  const clock = world.clockOf(wire.customer)
  const expires_at = clock.now() + 23 * hour
  takePending(world, wire.id)
  world.change('customer.subscription.updated', wire, (it) => {
    it.pending_update = {
      billing_cycle_anchor: change.reset ? change.anchor : null,
      cancel_at_period_end: null,
      discount: null,
      discounts: null,
      expires_at,
      metadata: null,
      subscription_items: copyOf(change.items),
      trial_end: null,
      trial_from_plan: null,
    } as typeof it.pending_update
  })
  record.applyPending = () => {
    wire.pending_update = null
    setItems(world, record, change)
    noteDebits(record, change.lines, invoice.id)
    world.emit('customer.subscription.pending_update_applied', wire)
  }
  addInvoice(world, record, invoice, [])
  finalizeAndCollect(world, invoice)
  clock.at(expires_at, () => {
    if (wire.pending_update?.expires_at === expires_at) voidInvoice(world, invoice)
  })
}
