import type Stripe from 'stripe'
import { readPrice } from './lookup-key.ts'

type Items = { seat?: Stripe.SubscriptionItem; minute?: Stripe.SubscriptionItem }

/** The items of a subscription that belong to our plans. */
export function itemsOf({ items }: Stripe.Subscription): Items {
  const ours: Items = {}
  for (const item of items.data) {
    const part = readPrice(item.price)?.part
    if (part) ours[part] ??= item
  }
  return ours
}

/** The changes that turn the items into those of another plan. */
export function changedItems(
  subscription: Stripe.Subscription,
  prices: { seat: Stripe.Price; minute?: Stripe.Price },
  seats: number,
): Stripe.SubscriptionUpdateParams.Item[] {
  const { seat, minute } = itemsOf(subscription)
  const seatItem = { ...(seat ? { id: seat.id } : {}), price: prices.seat.id, quantity: seats }
  if (prices.minute)
    return [seatItem, { ...(minute && { id: minute.id }), price: prices.minute.id }]
  return minute ? [seatItem, { id: minute.id, deleted: true }] : [seatItem]
}

export const dateOf = (seconds: number): Date => new Date(seconds * 1_000)
