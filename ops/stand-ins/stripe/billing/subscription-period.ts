import { copyOf } from '../wire/copy.ts'
import { periodAt } from '../clock/calendar.ts'
import type { InvoiceLine, SubscriptionItem } from '../wire/types.ts'
import type { PendingItem, SubscriptionRecord, World } from '../world.ts'
import { aheadLines, type DraftLine, isMetered, usageLines } from './lines.ts'
import { buildInvoice } from './new-invoice.ts'
import { intervalOf } from './subscription-new.ts'

export const periodEndOf = (record: SubscriptionRecord): number =>
  record.wire.items.data[0]?.current_period_end ?? 0

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

/** The unbilled usage up to a time. */
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

/** Records which usage a draft contains, to count it again; the next invoice begins where this one ends. */
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
