import type { SubscriptionRecord, World } from '../world.ts'
import { need } from '../world.ts'
import { finalizeLater } from './finalize.ts'
import { addInvoice, buildInvoice } from './new-invoice.ts'
import { keepUsage, periodEndOf, takePending, usageUpTo } from './subscription-renew.ts'

export interface HowItEnds {
  reason?: 'cancellation_requested' | 'payment_failed'
  withoutInvoice?: boolean
}

/** Ends a subscription at once; a last invoice takes the usage and the lines that wait. */
export function cancelNow(world: World, id: string, how: HowItEnds = {}): SubscriptionRecord {
  const record = need(world.subscriptions, 'subscription', id)
  const { wire } = record
  const now = world.clockOf(wire.customer).now()
  record.generation += 1
  if (!how.withoutInvoice) lastInvoice(world, record, now)
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

export const endAtPeriodEnd = (world: World, record: SubscriptionRecord): void =>
  void cancelNow(world, record.wire.id)

function lastInvoice(world: World, record: SubscriptionRecord, now: number): void {
  const { wire } = record
  const usage = usageUpTo(world, record, Math.min(now, periodEndOf(record)))
  const lines = [...takePending(world, wire.id), ...usage.map(({ line }) => line)]
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
  for (const invoice of world.invoices.values()) {
    if (
      invoice.status === 'open' &&
      invoice.parent?.subscription_details?.subscription === subscriptionId &&
      invoice.auto_advance
    ) {
      world.change('invoice.updated', invoice, (it) => {
        it.auto_advance = false
        it.next_payment_attempt = null
      })
    }
  }
}
