import type { Stripe } from 'stripe'
import { customerWithCard, newYear, type Place } from './place.ts'

const day = 86_400

/** Two seats for January, with the clock that many days later. */
export async function subscribeTo(
  { stripe }: Place,
  priceId: string,
  days: number,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  card = 'pm_card_visa',
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: newYear })
  const customer = await customerWithCard(stripe, card, { test_clock: clock.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: priceId, quantity: 2 }],
    ...more,
  })
  const advance = async (to: number): Promise<void> => {
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to })
    while ((await stripe.testHelpers.testClocks.retrieve(clock.id)).status !== 'ready') {
      await Bun.sleep(1)
    }
  }
  if (days > 0) await advance(newYear + days * day)
  const invoices = async () =>
    (await stripe.invoices.list({ subscription: subscription.id, limit: 100 })).data
  const item = subscription.items.data[0]?.id ?? ''
  const current = () => stripe.subscriptions.retrieve(subscription.id)
  return { customer, subscription, item, advance, invoices, current }
}
