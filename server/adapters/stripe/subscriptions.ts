import type Stripe from 'stripe'
import { type ExternalSubscription, type Payments } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'
import { readPrice } from './lookup-key.ts'
import { createPreview } from './preview.ts'
import type { PriceBook } from './prices.ts'
import { itemsOf, changedItems, dateOf } from './items.ts'

type Subscriptions = Pick<
  Payments,
  'readSubscription' | 'previewChange' | 'changePlan' | 'setSeats' | 'setCancellation' | 'endNow'
>

export function createSubscriptions(client: StripeClient, book: PriceBook): Subscriptions {
  const { sdk, call } = client
  const read = (id: string): Promise<Stripe.Subscription> =>
    call('subscriptions.retrieve', () => sdk.subscriptions.retrieve(id))
  const update = async (
    id: string,
    change: Stripe.SubscriptionUpdateParams,
    key: string,
  ): Promise<void> => {
    await call('subscriptions.update', (keyed) => sdk.subscriptions.update(id, change, keyed(key)))
  }
  const unpaidSince = async (subscription: string): Promise<Date | null> => {
    const asked = { subscription, limit: 100 }
    const { data } = await call('invoices.list', () => sdk.invoices.list(asked))
    return oldestUnpaid(data)
  }
  return {
    async readSubscription(customer) {
      const asked = { customer, status: 'all' as const, limit: 100 }
      const { data } = await call('subscriptions.list', () => sdk.subscriptions.list(asked))
      const one = choose(data.flatMap((each) => toExternal(each) ?? []))
      if (one?.status !== 'past_due' && one?.status !== 'unpaid') return one
      return { ...one, unpaidSince: await unpaidSince(one.id) }
    },
    previewChange: createPreview(client, book, read),
    async changePlan({ subscriptionId, chosen, prorationDate }, key) {
      const [subscription, prices] = await Promise.all([
        read(subscriptionId),
        book.pricesOf(chosen),
      ])
      const change: Stripe.SubscriptionUpdateParams = {
        items: changedItems(subscription, prices, chosen.seats),
        proration_behavior: 'always_invoice',
        ...(prorationDate ? { proration_date: toSeconds(prorationDate) } : {}),
        // A declined card changes nothing.
        payment_behavior: 'error_if_incomplete',
        ...(subscription.cancel_at_period_end ? { cancel_at_period_end: false } : {}),
      }
      await update(subscriptionId, change, key)
    },
    async setSeats({ subscriptionId, seats }, key) {
      const item = itemsOf(await read(subscriptionId)).seat
      if (!item || item.quantity === seats) return
      const items = [{ id: item.id, quantity: seats }]
      await update(subscriptionId, { items, proration_behavior: 'create_prorations' }, key)
    },
    setCancellation: ({ subscriptionId, isCancelled }, key) =>
      update(subscriptionId, { cancel_at_period_end: isCancelled }, key),
    async endNow({ subscriptionId, isCredited: prorate, isDouble = false }, key) {
      const minute = isDouble ? itemsOf(await read(subscriptionId)).minute : undefined
      if (minute) {
        // The meter belongs to the customer: without its item the last invoice would contain no usage.
        const items = [{ id: minute.id, deleted: true }]
        await update(subscriptionId, { items, proration_behavior: 'none' }, `${key}/minutes`)
      }
      const end = { invoice_now: true, prorate }
      await call('subscriptions.cancel', (keyed) =>
        sdk.subscriptions.cancel(subscriptionId, end, keyed(key)),
      )
    },
  }
}

const statuses: Record<Stripe.Subscription.Status, ExternalSubscription['status']> = {
  incomplete: 'incomplete',
  incomplete_expired: 'cancelled',
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  unpaid: 'unpaid',
  paused: 'unpaid',
  canceled: 'cancelled',
}

/** Null when it is not for one of our plans. */
function toExternal(one: Stripe.Subscription): ExternalSubscription | null {
  const { seat, minute } = itemsOf(one)
  const plan = seat ? readPrice(seat.price) : null
  if (!seat || !plan) return null
  const cancelsAt = one.cancel_at ?? (one.cancel_at_period_end ? seat.current_period_end : null)
  return {
    id: one.id,
    planId: plan.planId,
    planVersion: plan.planVersion,
    seats: seat.quantity ?? 1,
    status: statuses[one.status] ?? 'unpaid',
    startedAt: dateOf(one.start_date),
    periodStartsAt: dateOf(seat.current_period_start),
    periodEndsAt: dateOf(seat.current_period_end),
    trialEndsAt: one.trial_end === null ? null : dateOf(one.trial_end),
    cancelsAt: cancelsAt === null ? null : dateOf(cancelsAt),
    unpaidSince: null,
    meteredFrom: minute ? dateOf(minute.created) : null,
    doubles: [],
  }
}

/** Stripe stops collecting an uncollectible invoice although nobody has paid it; a later paid invoice settles it. */
function oldestUnpaid(newestFirst: Stripe.Invoice[]): Date | null {
  const lastPaid = newestFirst.find(({ amount_paid: paid }) => paid > 0)?.created ?? 0
  const unpaid = newestFirst.filter(
    ({ status, created }) =>
      status === 'open' || (status === 'uncollectible' && created >= lastPaid),
  )
  return unpaid.length === 0 ? null : dateOf(Math.min(...unpaid.map(({ created }) => created)))
}

const toSeconds = (at: Date): number => Math.floor(at.getTime() / 1_000)

const ranks: Record<ExternalSubscription['status'], number> = {
  active: 0,
  trialing: 0,
  past_due: 0,
  unpaid: 0,
  incomplete: 1,
  cancelled: 2,
}

/** Of several in force the first one counts; of ended ones, the last. */
function choose(all: ExternalSubscription[]): ExternalSubscription | null {
  const [first = null] = all.sort((a, b) => {
    const newer = b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1)
    return ranks[a.status] - ranks[b.status] || (ranks[a.status] === 0 ? -newer : newer)
  })
  const doubles = all.filter((one) => one !== first && ranks[one.status] === 0)
  return first && { ...first, doubles: doubles.map(({ id }) => id) }
}
