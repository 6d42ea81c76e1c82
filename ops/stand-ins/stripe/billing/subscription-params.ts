import { day } from '../clock/calendar.ts'
import { invalid } from '../wire/fault.ts'
import type { Params } from '../wire/params.ts'
import { need, type World } from '../world.ts'
import type { ChangeSpec, ItemChange } from './subscription-change.ts'
import type { ItemSpec, NewSubscription } from './subscription-new.ts'

const prorationBehaviors = ['create_prorations', 'none', 'always_invoice'] as const
export const paymentBehaviors = [
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

/** A future time, `now` for a past one, or null. */
function readMoment(params: Params, key: string, now: number): number | 'now' | null {
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

/** Parses the parameters of a new subscription; Checkout and previews use the same ones. */
export function readNew(world: World, customer: string, params: Params): NewSubscription {
  params.choice('collection_method', ['charge_automatically'])
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

function readItemChange(world: World, item: Params): ItemChange {
  item.only(['id', 'price', 'quantity', 'deleted', 'metadata', 'clear_usage'])
  const price = item.text('price')
  return {
    id: item.text('id'),
    price: price ? need(world.prices, 'price', price, item.name('price')) : null,
    quantity: item.integer('quantity'),
    deleted: item.flag('deleted') ?? false,
    metadata: item.has('metadata') ? (before) => item.metadata(before) : null,
  }
}

/** Parses the parameters of a change; an update and a preview use the same ones. */
export function readChange(world: World, customer: string, params: Params): ChangeSpec {
  const now = world.clockOf(customer).now()
  const anchor = params.inside('billing_cycle_anchor')?.choice('type', ['now', 'unchanged'])
  const prorationDate = params.integer('proration_date')
  if (prorationDate !== null && prorationDate > now) {
    throw invalid('`proration_date` must not be in the future.', 'proration_date')
  }
  return {
    items: params.each('items').map((item) => readItemChange(world, item)),
    prorationBehavior:
      params.choice('proration_behavior', prorationBehaviors) ?? 'create_prorations',
    prorationDate,
    anchorNow: anchor === 'now',
    trialEnd: readMoment(params, 'trial_end', now),
  }
}
