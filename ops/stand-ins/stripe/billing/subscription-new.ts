import { type Interval, periodAt } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import type { Price, Subscription, SubscriptionItem } from '../wire/types.ts'
import type { SubscriptionRecord, World } from '../world.ts'
import { shareOf } from './decimals.ts'
import { aheadLines, type DraftLine, isMetered, type Period, prorationLine } from './lines.ts'

export interface ItemSpec {
  price: Price
  quantity: number | null
  metadata: Record<string, string>
}

export interface NewSubscription {
  customer: string
  items: ItemSpec[]
  trialEnd: number | null
  anchor: number | null
  prorates: boolean
  metadata: Record<string, string>
  description: string | null
  defaultPaymentMethod: string | null
  cancelAtPeriodEnd: boolean
  isClassic: boolean
}

export function buildItem(
  world: World,
  { subscriptionId, customer }: { subscriptionId: string; customer: string },
  spec: ItemSpec,
  period: Period,
): SubscriptionItem {
  const { price } = spec
  if (!price.recurring) throw invalid('The price must be recurring.', 'items[0][price]')
  if (!price.active) {
    throw invalid(
      `The price specified is inactive. This field only accepts active prices.`,
      'items[0][price]',
    )
  }
  if (isMetered(price) && spec.quantity !== null) {
    throw invalid('Metered items do not take a quantity.', 'items[0][quantity]')
  }
  return {
    id: world.id('si'),
    object: 'subscription_item',
    billing_thresholds: null,
    created: world.clockOf(customer).now(),
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: spec.metadata,
    plan: planOf(price),
    price,
    ...(isMetered(price) ? {} : { quantity: spec.quantity ?? 1 }),
    subscription: subscriptionId,
    tax_rates: [],
  }
}

const planOf = (price: Price): SubscriptionItem['plan'] => ({
  id: price.id,
  object: 'plan',
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: price.billing_scheme,
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? 'month',
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: false,
  metadata: price.metadata,
  meter: price.recurring?.meter ?? null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: price.tiers_mode,
  transform_usage: null,
  trial_period_days: null,
  usage_type: price.recurring?.usage_type ?? 'licensed',
})

export const intervalOf = (price: Price): { interval: Interval; count: number } => ({
  interval: (price.recurring?.interval ?? 'month') as Interval,
  count: price.recurring?.interval_count ?? 1,
})

/** Rejects items that cannot be on one subscription. */
export function refuseMix(items: { price: Price }[]): void {
  if (items.length === 0)
    throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  const of = ({ price }: { price: Price }): string =>
    `${price.currency} ${price.recurring?.interval} ${price.recurring?.interval_count}`
  if (new Set(items.map(of)).size > 1) {
    throw invalid('Prices of one subscription have the same currency and interval.', 'items')
  }
  if (new Set(items.map(({ price }) => price.id)).size < items.length) {
    throw invalid('Subscriptions have each price once.', 'items')
  }
}

/** Builds a subscription and the lines of its first invoice; stores nothing yet. */
export function buildSubscription(
  world: World,
  spec: NewSubscription,
): { record: SubscriptionRecord; lines: DraftLine[] } {
  refuseMix(spec.items)
  const now = world.clockOf(spec.customer).now()
  const [{ price }] = spec.items as [ItemSpec]
  const { interval, count } = intervalOf(price)
  const anchor = spec.trialEnd ?? spec.anchor ?? now
  const cycle = periodAt(anchor, interval, count, now)
  const period = spec.trialEnd ? { start: now, end: spec.trialEnd } : { start: now, end: cycle.end }
  const id = world.id('sub', 24)
  const items = spec.items.map((item) =>
    buildItem(world, { subscriptionId: id, customer: spec.customer }, item, period),
  )
  const wire = newWire(world, id, spec, { now, anchor, items, currency: price.currency })
  const record: SubscriptionRecord = {
    wire,
    debits: new Map(),
    usageSince: new Map(items.filter((it) => isMetered(it.price)).map((it) => [it.id, now])),
    generation: 0,
    applyPending: null,
  }
  return { record, lines: firstLines(world, items, spec, period, cycle) }
}

/** A first period shorter than its cycle is charged by its seconds, or not at all. */
function firstLines(
  world: World,
  items: SubscriptionItem[],
  spec: NewSubscription,
  period: Period,
  cycle: Period,
): DraftLine[] {
  if (spec.trialEnd) return items.flatMap((item) => freeLines(world, item, period))
  if (period.start === cycle.start) return items.flatMap((item) => aheadLines(world, item, period))
  if (!spec.prorates) return []
  return items.flatMap((item) => {
    const whole = aheadLines(world, item, period).reduce((sum, { line }) => sum + line.amount, 0)
    if (isMetered(item.price)) return []
    const seconds = period.end - period.start
    const amountCents = shareOf(whole, seconds, cycle.end - cycle.start)
    return [prorationLine(world, item, { amountCents, period })]
  })
}

/** A trial is on the invoice and costs nothing. */
export function freeLines(world: World, item: SubscriptionItem, period: Period): DraftLine[] {
  return aheadLines(world, item, period).map((draft) => ({
    ...draft,
    line: {
      ...draft.line,
      amount: 0,
      subtotal: 0,
      description: `Trial period for ${world.products.get(item.price.product)?.name ?? ''}`,
    },
  }))
}

function newWire(
  world: World,
  id: string,
  spec: NewSubscription,
  at: { now: number; anchor: number; items: SubscriptionItem[]; currency: string },
): Subscription {
  const periodEnd = at.items[0]?.current_period_end ?? null
  return {
    ...unused,
    id,
    object: 'subscription',
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: at.anchor,
    billing_mode: spec.isClassic
      ? { flexible: null, type: 'classic' }
      : { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    cancel_at: spec.cancelAtPeriodEnd ? periodEnd : null,
    cancel_at_period_end: spec.cancelAtPeriodEnd,
    canceled_at: spec.cancelAtPeriodEnd ? at.now : null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: at.now,
    currency: at.currency,
    customer: spec.customer,
    default_payment_method: spec.defaultPaymentMethod,
    description: spec.description,
    ended_at: null,
    items: {
      object: 'list',
      data: at.items,
      has_more: false,
      total_count: at.items.length,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    metadata: spec.metadata,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    start_date: at.now,
    status: 'incomplete',
    test_clock: world.customers.get(spec.customer)?.test_clock ?? null,
    trial_end: spec.trialEnd,
    trial_settings: {
      end_behavior: { billing_cycle_anchor: null, missing_payment_method: 'create_invoice' },
    },
    trial_start: spec.trialEnd ? at.now : null,
  }
}

const unused = {
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: 'self' as const },
  },
  application: null,
  application_fee_percent: null,
  billing_cycle_anchor_config: null,
  billing_thresholds: null,
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  discounts: [],
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
}
