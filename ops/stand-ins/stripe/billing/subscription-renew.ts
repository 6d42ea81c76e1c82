import { copyOf } from '../wire/copy.ts'
import { day, periodAt } from '../clock/calendar.ts'
import type { InvoiceLine, SubscriptionItem } from '../wire/types.ts'
import type { PendingItem, SubscriptionRecord, World } from '../world.ts'
import { finalizeLater } from './finalize.ts'
import { aheadLines, type DraftLine, isMetered, usageLines } from './lines.ts'
import { addInvoice, buildInvoice } from './new-invoice.ts'
import { endAtPeriodEnd } from './subscription-end.ts'
import { intervalOf } from './subscription-new.ts'

export const periodEndOf = (record: SubscriptionRecord): number =>
  record.wire.items.data[0]?.current_period_end ?? 0

/** Plans the end of the period that runs, the notice of the invoice before it and of a trial's end. */
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

export const nextPeriod = (record: SubscriptionRecord): { start: number; end: number } => {
  const end = periodEndOf(record)
  const [item] = record.wire.items.data
  const { interval, count } = intervalOf((item as SubscriptionItem).price)
  return { start: end, end: periodAt(record.wire.billing_cycle_anchor, interval, count, end).end }
}

/** Lines that wait for the next invoice of a subscription. */
export const pendingOf = (world: World, subscriptionId: string): PendingItem[] =>
  world.pendingItems.filter((it) => it.subscription === subscriptionId)

export function takePending(world: World, subscriptionId: string): InvoiceLine[] {
  const taken = pendingOf(world, subscriptionId)
  for (const item of taken) world.pendingItems.splice(world.pendingItems.indexOf(item), 1)
  return taken.map(({ line }) => line)
}

/** What has been used since it was last billed, up to a time. */
export const usageUpTo = (world: World, record: SubscriptionRecord, to: number): DraftLine[] =>
  record.wire.items.data.flatMap((item) => {
    const since = record.usageSince.get(item.id)
    if (since === undefined || !isMetered(item.price)) return []
    return usageLines(world, record.wire.customer, item, { start: since, end: to })
  })

/** The invoice of the next period as it would be now. */
export function upcomingInvoice(
  world: World,
  record: SubscriptionRecord,
  extra: InvoiceLine[] = [],
) {
  const { wire } = record
  const period = nextPeriod(record)
  const usage = usageUpTo(world, record, period.start)
  const ahead = wire.cancel_at_period_end
    ? []
    : wire.items.data.flatMap((item) => aheadLines(world, item, period))
  const pending = pendingOf(world, wire.id).map(({ line }) => copyOf(line))
  const invoice = buildInvoice(world, {
    record,
    lines: [
      ...pending,
      ...extra,
      ...usage.map(({ line }) => line),
      ...ahead.map(({ line }) => line),
    ],
    reason: 'upcoming',
    period: { start: wire.items.data[0]?.current_period_start ?? 0, end: period.start },
    waits: false,
  })
  return { invoice, usage, ahead, period }
}

/** Begins the next period: usage of the last one and the charge ahead go on an invoice that waits an hour. */
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

/** Notes which usage a draft holds, to count it again; the next invoice begins where this one ends. */
export function keepUsage(
  world: World,
  record: SubscriptionRecord,
  invoiceId: string,
  to: number,
): void {
  const usage = record.wire.items.data.flatMap((item) => {
    const start = record.usageSince.get(item.id)
    return start === undefined ? [] : [{ item: copyOf(item), period: { start, end: to } }]
  })
  if (usage.length > 0) world.usageOnDrafts.set(invoiceId, usage)
  for (const { item } of usage) record.usageSince.set(item.id, to)
}
