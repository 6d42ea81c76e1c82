import { day } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import type { Params } from '../wire/params.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Subscription } from '../wire/types.ts'
import { need, type World } from '../world.ts'
import { cancelNow } from './subscription-end.ts'
import type { ItemSpec, NewSubscription } from './subscription-new.ts'
import { startSubscription } from './subscription-start.ts'

export const prorationBehaviors = ['create_prorations', 'none', 'always_invoice'] as const
const paymentBehaviors = [
  'allow_incomplete',
  'default_incomplete',
  'error_if_incomplete',
  'pending_if_incomplete',
] as const

export function readItem(world: World, item: Params): ItemSpec {
  return {
    price: need(world.prices, 'price', item.needText('price'), item.name('price')),
    quantity: item.integer('quantity'),
    metadata: item.metadata(),
  }
}

/** A moment in the future, `now` for one that is over, or nothing. */
export function readMoment(params: Params, key: string, now: number): number | 'now' | null {
  if (params.text(key) === 'now') return 'now'
  const at = params.integer(key)
  if (at !== null && at <= now) {
    throw invalid(
      `Invalid timestamp: must be an integer Unix timestamp in the future.`,
      params.name(key),
    )
  }
  return at
}

/** Reads what a new subscription is made of; Checkout and previews say it in the same words. */
export function readNew(world: World, customer: string, params: Params): NewSubscription {
  const now = world.clockOf(customer).now()
  const trialEnd = readMoment(params, 'trial_end', now)
  const trialDays = params.integer('trial_period_days')
  const anchor = readMoment(params, 'billing_cycle_anchor', now)
  return {
    customer,
    items: params.each('items').map((item) => readItem(world, item)),
    trialEnd:
      typeof trialEnd === 'number' ? trialEnd : trialDays === null ? null : now + trialDays * day,
    anchor: typeof anchor === 'number' ? anchor : null,
    prorates: params.choice('proration_behavior', prorationBehaviors) !== 'none',
    metadata: params.metadata(),
    description: params.text('description'),
    defaultPaymentMethod: params.text('default_payment_method'),
    cancelAtPeriodEnd: params.flag('cancel_at_period_end') ?? false,
    isClassic: params.inside('billing_mode')?.text('type') === 'classic',
  }
}

function createSubscription({ world, params }: Call): Subscription {
  const customer = need(world.customers, 'customer', params.needText('customer'), 'customer').id
  const behavior = params.choice('payment_behavior', paymentBehaviors) ?? 'allow_incomplete'
  return startSubscription(world, readNew(world, customer, params), behavior).wire
}

function listSubscriptions({ world, params }: Call): object {
  const customer = params.text('customer')
  const price = params.text('price')
  const status = params.text('status')
  const isListed = ({ status: of }: Subscription): boolean =>
    status === null
      ? of !== 'canceled' && of !== 'incomplete_expired'
      : status === 'all' ||
        of === status ||
        (status === 'ended' && (of === 'canceled' || of === 'incomplete_expired'))
  const all = newestFirst(world.subscriptions.values())
    .map(({ wire }) => wire)
    .filter(
      (it) =>
        isListed(it) &&
        (!customer || it.customer === customer) &&
        (!price || it.items.data.some((item) => item.price.id === price)),
    )
  return page('/v1/subscriptions', createdWithin(all, params), params)
}

function cancelSubscription(call: Call): Subscription {
  const { world } = call
  const { wire } = need(world.subscriptions, 'subscription', first(call))
  if (wire.ended_at !== null)
    throw invalid(`No such subscription: '${wire.id}'`, 'id', 'resource_missing')
  return cancelNow(world, wire.id).wire
}

export const creatable = [
  'billing_cycle_anchor',
  'billing_mode',
  'cancel_at_period_end',
  'collection_method',
  'customer',
  'default_payment_method',
  'description',
  'items',
  'metadata',
  'off_session',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'trial_end',
  'trial_period_days',
  'trial_settings',
] as const

export const subscriptionRoutes = [
  route('POST', '/v1/subscriptions', creatable, createSubscription),
  route(
    'GET',
    '/v1/subscriptions',
    [...listFields, 'created', 'customer', 'price', 'status'],
    listSubscriptions,
  ),
  route(
    'GET',
    '/v1/subscriptions/:id',
    [],
    (call) => need(call.world.subscriptions, 'subscription', first(call)).wire,
  ),
  route(
    'DELETE',
    '/v1/subscriptions/:id',
    ['invoice_now', 'prorate', 'cancellation_details'],
    cancelSubscription,
  ),
]
