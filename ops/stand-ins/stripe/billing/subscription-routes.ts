import { invalid } from '../wire/fault.ts'
import { createdWithin, listFields, newestFirst, page } from '../wire/lists.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { Subscription } from '../wire/types.ts'
import { need, needOwnCustomer, type SubscriptionRecord } from '../world.ts'
import { planChange } from './subscription-change.ts'
import { cancelNow } from './subscription-end.ts'
import { paymentBehaviors, readChange, readNew } from './subscription-params.ts'
import { startSubscription } from './subscription-start.ts'
import { applyChange } from './subscription-update.ts'

function createSubscription({ world, params }: Call): Subscription {
  const customer = need(world.customers, 'customer', params.needText('customer'), 'customer').id
  const behavior = params.choice('payment_behavior', paymentBehaviors) ?? 'allow_incomplete'
  return startSubscription(world, readNew(world, customer, params), behavior).wire
}

function listSubscriptions({ world, params }: Call): object {
  const customer = params.text('customer')
  needOwnCustomer(world, customer)
  const price = params.text('price')
  // As Stripe does: those on test clocks are listed only on request.
  const clock = params.text('test_clock')
  const status = params.text('status')
  const isListed = ({ status: of }: Subscription): boolean =>
    status === null
      ? of !== 'canceled'
      : status === 'all' ||
        of === status ||
        (status === 'ended' && (of === 'canceled' || of === 'incomplete_expired'))
  const all = newestFirst(world.subscriptions.values())
    .map(({ wire }) => wire)
    .filter(
      (it) =>
        isListed(it) &&
        (customer !== null || it.test_clock === clock) &&
        (!customer || it.customer === customer) &&
        (!price || it.items.data.some((item) => item.price.id === price)),
    )
  return page('/v1/subscriptions', createdWithin(all, params), params)
}

function running(call: Call): SubscriptionRecord {
  const record = need(call.world.subscriptions, 'subscription', first(call))
  if (record.wire.ended_at !== null) {
    throw invalid(
      'A canceled subscription can only update its cancellation_details and metadata.',
      undefined,
      'subscription_canceled',
    )
  }
  return record
}

/** Parameters of a change that Stripe prorates, invoices, or holds until it is paid. */
const changing = ['items', 'billing_cycle_anchor', 'trial_end'] as const
const withPending = new Set<string>([
  ...changing,
  'payment_behavior',
  'proration_behavior',
  'proration_date',
])

function updateSubscription(call: Call): Subscription {
  const { world, params } = call
  const record = running(call)
  const { wire } = record
  const behavior = params.choice('payment_behavior', paymentBehaviors) ?? 'allow_incomplete'
  if (behavior === 'pending_if_incomplete') {
    const other = Object.keys(params.fields).find(
      (key) => key !== 'expand' && !withPending.has(key),
    )
    if (other) {
      throw invalid(
        `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can't pass \`${other}\`.`,
        other,
      )
    }
  }
  const method = params.text('default_payment_method')
  if (method && world.paymentMethods.get(method)?.customer !== wire.customer) {
    throw invalid(
      `The customer does not have a payment method with the ID ${method}.`,
      'default_payment_method',
      'resource_missing',
    )
  }
  const isChange = changing.some((key) => params.has(key))
  const change = isChange
    ? planChange(world, record, readChange(world, wire.customer, params))
    : null
  world.change('customer.subscription.updated', wire, (it) => {
    it.metadata = params.metadata(it.metadata)
    if (params.has('description')) it.description = params.text('description')
    if (params.has('default_payment_method')) it.default_payment_method = method
    if (params.has('cancel_at_period_end')) setCancelAtPeriodEnd(call, it)
  })
  if (change) applyChange(world, record, change, behavior)
  return wire
}

function setCancelAtPeriodEnd({ world, params }: Call, wire: Subscription): void {
  const isEnding = params.flag('cancel_at_period_end') ?? false
  if (isEnding === wire.cancel_at_period_end) return
  wire.cancel_at_period_end = isEnding
  wire.cancel_at = isEnding ? (wire.items.data[0]?.current_period_end ?? null) : null
  wire.canceled_at = isEnding ? world.clockOf(wire.customer).now() : null
  wire.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: isEnding ? 'cancellation_requested' : null,
  }
}

function cancelSubscription(call: Call): Subscription {
  const { world, params } = call
  const { wire } = running(call)
  return cancelNow(world, wire.id, {
    invoicesNow: params.flag('invoice_now') ?? false,
    prorates: params.flag('prorate') ?? false,
  }).wire
}

const common = [
  'cancel_at_period_end',
  'collection_method',
  'default_payment_method',
  'description',
  'items',
  'metadata',
  'off_session',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'billing_cycle_anchor',
  'trial_end',
] as const
const creatable = [...common, 'billing_mode', 'customer', 'trial_period_days'] as const

const path = '/v1/subscriptions'
export const subscriptionRoutes = [
  route('POST', path, creatable, createSubscription),
  route(
    'GET',
    path,
    [...listFields, 'created', 'customer', 'price', 'status', 'test_clock'],
    listSubscriptions,
  ),
  route(
    'GET',
    `${path}/:id`,
    [],
    (call) => need(call.world.subscriptions, 'subscription', first(call)).wire,
  ),
  route(
    'POST',
    `${path}/:id`,
    [...common, 'cancellation_details', 'proration_date'],
    updateSubscription,
  ),
  route(
    'DELETE',
    `${path}/:id`,
    ['invoice_now', 'prorate', 'cancellation_details'],
    cancelSubscription,
  ),
]
