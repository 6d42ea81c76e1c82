import { day } from '../clock/calendar.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { finalizeLater } from './draft-hour.ts'
import { addInvoice, buildInvoice } from './new-invoice.ts'
import { endAtPeriodEnd } from './subscription-end.ts'
import { keepUsage, periodEndOf, takePending, upcomingInvoice } from './subscription-period.ts'

/** Schedules the end of the current period, the notice before its invoice, and the notice of a trial's end. */
export function planPeriodEnd(world: World, record: SubscriptionRecord): void {
  record.generation += 1
  const { generation, wire } = record
  const clock = world.clockOf(wire.customer)
  const end = periodEndOf(record)
  const ifCurrent = (run: () => void) => () => {
    if (record.generation === generation && wire.ended_at === null) run()
  }
  if (wire.trial_end === end && wire.status === 'trialing') {
    clock.at(
      Math.max(clock.now(), end - 3 * day),
      ifCurrent(() => world.emit('customer.subscription.trial_will_end', wire)),
    )
  }
  const upcoming = end - world.settings.upcomingDays * day
  if (upcoming > clock.now()) {
    clock.at(
      upcoming,
      ifCurrent(() => {
        if (!wire.cancel_at_period_end) {
          const { id: _id, ...preview } = upcomingInvoice(world, record).invoice
          world.emit('invoice.upcoming', preview)
        }
      }),
    )
  }
  clock.at(
    end,
    ifCurrent(() =>
      wire.cancel_at_period_end ? endAtPeriodEnd(world, record) : renew(world, record),
    ),
  )
}

/**
 * Begins the next period: last period's usage and the advance charge go on an invoice that stays a draft for an hour.
 */
export function renew(world: World, record: SubscriptionRecord): void {
  const { wire } = record
  const isUnpaid = wire.status === 'unpaid'
  const built = upcomingInvoice(world, record)
  takePending(world, wire.id)
  const invoice = buildInvoice(world, {
    record,
    lines: built.invoice.lines.data,
    reason: 'subscription_cycle',
    period: { start: built.invoice.period_start, end: built.invoice.period_end },
    waits: true,
    autoAdvance: !isUnpaid,
  })
  keepUsage(world, record, invoice.id, built.period.start)
  world.change('customer.subscription.updated', wire, (it) => {
    for (const item of it.items.data) {
      item.current_period_start = built.period.start
      item.current_period_end = built.period.end
    }
    it.latest_invoice = invoice.id
    if (it.status === 'trialing') it.status = 'active'
  })
  planPeriodEnd(world, record)
  addInvoice(world, record, invoice, built.ahead)
  finalizeLater(world, invoice)
}
