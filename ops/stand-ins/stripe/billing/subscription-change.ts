import { copyOf } from '../wire/copy.ts'
import { addIntervals, periodAt } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import type { Price, SubscriptionItem } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { shareOf } from './decimals.ts'
import {
  aheadLines,
  type DraftLine,
  isMetered,
  partsOf,
  type Period,
  prorationLine,
  usageLines,
} from './lines.ts'
import { one } from './decimals.ts'
import { buildItem, freeLines, intervalOf, refuseMix } from './subscription-new.ts'

export interface ItemChange {
  id: string | null
  price: Price | null
  quantity: number | null
  deleted: boolean
  metadata: ((before: Record<string, string>) => Record<string, string>) | null
}

export interface ChangeSpec {
  items: ItemChange[]
  prorationBehavior: 'create_prorations' | 'none' | 'always_invoice'
  prorationDate: number | null
  anchorNow: boolean
  /** Ends the trial now, or sets its end. */
  trialEnd: 'now' | number | null
}

/** The effects of a change. Nothing is changed yet, so that it can be previewed or rejected. */
export interface Change {
  items: SubscriptionItem[]
  lines: DraftLine[]
  /** The new period, if the change begins one. */
  reset: Period | null
  anchor: number
  trialEnd: number | null
  /** Since when the usage of each metered item counts. */
  usageSince: Map<string, number>
  invoicesNow: boolean
}

/** Computes a change of items, of the cycle or of a trial. */
export function planChange(world: World, record: SubscriptionRecord, spec: ChangeSpec): Change {
  const { wire } = record
  const now = world.clockOf(wire.customer).now()
  const at = spec.prorationDate ?? now
  const [first] = wire.items.data
  const current: Period = {
    start: first?.current_period_start ?? now,
    end: first?.current_period_end ?? now,
  }
  if (at < current.start || at > current.end) {
    throw invalid('`proration_date` must lie in the current period.', 'proration_date')
  }
  const items = changeItems(world, record, spec.items, current)
  const reset = resetOf(world, record, spec, items, now)
  const trialEnd =
    typeof spec.trialEnd === 'number'
      ? spec.trialEnd
      : spec.trialEnd === 'now'
        ? now
        : wire.trial_end
  const change: Change = {
    items,
    lines: [],
    reset,
    anchor: reset
      ? typeof spec.trialEnd === 'number'
        ? spec.trialEnd
        : now
      : wire.billing_cycle_anchor,
    trialEnd,
    usageSince: new Map(),
    invoicesNow: reset !== null || spec.prorationBehavior === 'always_invoice',
  }
  change.lines = changeLines(world, record, spec, change, { at, current })
  for (const item of items) {
    if (!isMetered(item.price)) continue
    const isSame = sameItem(record, item) && !reset
    change.usageSince.set(item.id, (isSame ? record.usageSince.get(item.id) : undefined) ?? at)
  }
  for (const item of reset ? items : []) {
    item.current_period_start = reset?.start ?? item.current_period_start
    item.current_period_end = reset?.end ?? item.current_period_end
  }
  return change
}

function changeItems(
  world: World,
  record: SubscriptionRecord,
  changes: ItemChange[],
  period: Period,
): SubscriptionItem[] {
  const items = copyOf(record.wire.items.data)
  const owner = { subscriptionId: record.wire.id, customer: record.wire.customer }
  for (const change of changes) {
    const at = items.findIndex((item) => item.id === change.id)
    const before = items[at]
    if (change.id !== null && !before) {
      throw invalid(`No such subscription item: '${change.id}'`, 'items', 'resource_missing')
    }
    if (!before) {
      if (!change.price)
        throw invalid('Missing required param: items[0][price].', 'items[0][price]')
      const spec = {
        price: change.price,
        quantity: change.quantity,
        metadata: change.metadata?.({}) ?? {},
      }
      items.push(buildItem(world, owner, spec, period))
    } else if (change.deleted) items.splice(at, 1)
    else items[at] = changedItem(world, owner, before, change, period)
  }
  refuseMix(items)
  return items
}

/** As Stripe does: another price without a quantity gets a quantity of one. */
function changedItem(
  world: World,
  owner: { subscriptionId: string; customer: string },
  before: SubscriptionItem,
  change: ItemChange,
  period: Period,
): SubscriptionItem {
  const price = change.price ?? before.price
  const isSwap = price.id !== before.price.id
  const metadata = change.metadata?.(before.metadata) ?? before.metadata
  if (!isSwap) {
    if (isMetered(price) && change.quantity !== null) {
      throw invalid('Metered items do not take a quantity.', 'items[0][quantity]')
    }
    return {
      ...before,
      metadata,
      ...(isMetered(price) ? {} : { quantity: change.quantity ?? before.quantity ?? 1 }),
    }
  }
  const built = buildItem(world, owner, { price, quantity: change.quantity, metadata }, period)
  return { ...built, id: before.id, created: before.created }
}

const wholeAmount = (world: World, item: SubscriptionItem): number =>
  isMetered(item.price)
    ? 0
    : partsOf(world, item.price, BigInt(item.quantity ?? 1) * one).reduce(
        (sum, { amountCents }) => sum + amountCents,
        0,
      )

/** The period that begins with the change: after another interval, an anchor of now, a trial, or from free to paid. */
function resetOf(
  world: World,
  record: SubscriptionRecord,
  spec: ChangeSpec,
  items: SubscriptionItem[],
  now: number,
): Period | null {
  if (typeof spec.trialEnd === 'number') return { start: now, end: spec.trialEnd }
  const before = record.wire.items.data
  const [was] = before
  const [is] = items
  if (!was || !is) return null
  const next = intervalOf(is.price)
  const old = intervalOf(was.price)
  const total = (list: SubscriptionItem[]): number =>
    list.reduce((sum, item) => sum + wholeAmount(world, item), 0)
  const isFreeToPaid =
    record.wire.status !== 'trialing' &&
    before.every((item) => !isMetered(item.price)) &&
    total(before) === 0 &&
    total(items) > 0
  const endsTrial = spec.trialEnd === 'now' && record.wire.status === 'trialing'
  const isReset =
    spec.anchorNow ||
    endsTrial ||
    isFreeToPaid ||
    next.interval !== old.interval ||
    next.count !== old.count
  return isReset ? { start: now, end: addIntervals(now, next.interval, next.count) } : null
}

const sameItem = (record: SubscriptionRecord, item: SubscriptionItem): boolean =>
  record.wire.items.data.some((it) => it.id === item.id && it.price.id === item.price.id)

function changeLines(
  world: World,
  record: SubscriptionRecord,
  spec: ChangeSpec,
  { items, reset, trialEnd }: Change,
  { at, current }: { at: number; current: Period },
): DraftLine[] {
  const { wire } = record
  const now = world.clockOf(wire.customer).now()
  const prorates = spec.prorationBehavior !== 'none'
  const isTrial = wire.status === 'trialing'
  const touched = wire.items.data.filter((before) => {
    const after = items.find((it) => it.id === before.id)
    return (
      reset || !after || after.price.id !== before.price.id || after.quantity !== before.quantity
    )
  })
  const credits =
    prorates && !isTrial ? touched.flatMap((it) => creditFor(world, record, it, at, current)) : []
  // Usage up to a change is billed only in flexible mode, and not without proration.
  const billsUsage = reset !== null || (prorates && wire.billing_mode.type === 'flexible')
  const usage = billsUsage ? touched.flatMap((it) => usageFor(world, record, it, at)) : []
  if (reset) {
    const isFree = trialEnd !== null && trialEnd > now
    const ahead = items.flatMap((it) => (isFree ? freeLines : aheadLines)(world, it, reset))
    return [...credits, ...usage, ...ahead]
  }
  if (!prorates || isTrial) return usage
  const { interval, count } = intervalOf((items[0] as SubscriptionItem).price)
  const cycle = periodAt(wire.billing_cycle_anchor, interval, count, at)
  const charged = items.filter((after) => {
    const before = wire.items.data.find((it) => it.id === after.id)
    return before?.price.id !== after.price.id || before.quantity !== after.quantity
  })
  const charges = charged
    .filter(({ price }) => !isMetered(price))
    .map((item) =>
      prorationLine(world, item, {
        amountCents: shareOf(wholeAmount(world, item), current.end - at, cycle.end - cycle.start),
        period: { start: at, end: current.end },
      }),
    )
  return [...credits, ...usage, ...charges]
}

/**
 * The credit for what was charged in advance and is unused: a share of that charge or, in classic mode, of the price.
 */
export function creditFor(
  world: World,
  record: SubscriptionRecord,
  item: SubscriptionItem,
  at: number,
  current: Period,
): DraftLine[] {
  if (isMetered(item.price)) return []
  const debit = record.debits.get(item.id)
  const period = { start: at, end: current.end }
  if (record.wire.billing_mode.type === 'classic') {
    const { interval, count } = intervalOf(item.price)
    const cycle = periodAt(record.wire.billing_cycle_anchor, interval, count, at)
    const amount = shareOf(wholeAmount(world, item), current.end - at, cycle.end - cycle.start)
    return [prorationLine(world, item, { amountCents: -amount, period, credited: null })]
  }
  if (!debit || debit.end <= at) return []
  const amount = shareOf(debit.amountCents, debit.end - at, debit.end - debit.start)
  const credited = debit.invoiceId
    ? { invoice: debit.invoiceId, invoice_line_items: debit.lineIds }
    : null
  return [prorationLine(world, item, { amountCents: -amount, period, credited })]
}

function usageFor(
  world: World,
  record: SubscriptionRecord,
  item: SubscriptionItem,
  to: number,
): DraftLine[] {
  const since = record.usageSince.get(item.id)
  if (since === undefined || since >= to) return []
  const lines = usageLines(world, record.wire.customer, item, { start: since, end: to })
  for (const { line } of lines) {
    const details = line.parent?.subscription_item_details
    if (details) details.invoice_item = world.id('ii', 24)
  }
  return lines
}
