import type { SubscriptionRecord, World } from '../world.ts'
import { need } from '../world.ts'
import { finalizeLater } from './draft-hour.ts'
import type { InvoiceLine } from '../wire/types.ts'
import { addInvoice, buildInvoice } from './new-invoice.ts'
import { creditFor } from './subscription-change.ts'
import { keepUsage, periodEndOf, takePending, usageUpTo } from './subscription-period.ts'

export interface HowItEnds {
  reason?: 'cancellation_requested' | 'payment_failed'
  /** Whether a final invoice includes the usage and the pending lines; otherwise neither is ever billed. */
  invoicesNow?: boolean
  /** Whether unused time is credited. */
  prorates?: boolean
}

/** Ends a subscription immediately. */
export function cancelNow(world: World, id: string, how: HowItEnds = {}): SubscriptionRecord {
  const record = need(world.subscriptions, 'subscription', id)
  const { wire } = record
  const now = world.clockOf(wire.customer).now()
  record.generation += 1
  const credits = how.prorates ? creditsOf(world, record, now) : []
  if (how.invoicesNow) lastInvoice(world, record, now, credits)
  else {
    for (const line of credits) {
      world.pendingItems.push({ customer: wire.customer, subscription: id, line })
    }
  }
  wire.status = 'canceled'
  wire.canceled_at ??= now
  wire.ended_at = now
  wire.cancellation_details = {
    comment: wire.cancellation_details?.comment ?? null,
    feedback: wire.cancellation_details?.feedback ?? null,
    feedback_option: null,
    reason: how.reason ?? 'cancellation_requested',
  }
  stopCollecting(world, wire.id)
  world.emit('customer.subscription.deleted', wire)
  return record
}

/** Ends a subscription at the end of its period; usage is billed as at each period's end. */
export const endAtPeriodEnd = (world: World, record: SubscriptionRecord): void =>
  void cancelNow(world, record.wire.id, { invoicesNow: true })

const creditsOf = (world: World, record: SubscriptionRecord, now: number): InvoiceLine[] =>
  record.wire.items.data
    .flatMap((item) =>
      creditFor(world, record, item, now, {
        start: item.current_period_start,
        end: item.current_period_end,
      }),
    )
    .map(({ line }) => line)

function lastInvoice(
  world: World,
  record: SubscriptionRecord,
  now: number,
  credits: InvoiceLine[],
): void {
  const { wire } = record
  const usage = usageUpTo(world, record, Math.min(now, periodEndOf(record)))
  const pending = takePending(world, wire.id)
  const lines = [...pending, ...credits, ...usage.map(({ line }) => line)]
  if (lines.length === 0) return
  const invoice = buildInvoice(world, {
    record,
    lines,
    reason: 'subscription_cycle',
    period: { start: wire.items.data[0]?.current_period_start ?? now, end: now },
    waits: true,
  })
  keepUsage(world, record, invoice.id, now)
  addInvoice(world, record, invoice, [])
  finalizeLater(world, invoice)
}

/** Stripe stops collecting the open invoices of a subscription that is cancelled. */
function stopCollecting(world: World, subscriptionId: string): void {
  for (const invoice of world.invoicesOf.get(subscriptionId) ?? []) {
    if (invoice.status !== 'open' || !invoice.auto_advance) continue
    world.change('invoice.updated', invoice, (it) => {
      it.auto_advance = false
      it.next_payment_attempt = null
    })
  }
}
