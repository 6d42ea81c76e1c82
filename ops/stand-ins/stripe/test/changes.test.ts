import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stripe } from 'stripe'
import { makePlan, newYear, type Place, startPlace } from './place.ts'
import { subscribeTo } from './subscribed.ts'

let place: Place
let plan: Awaited<ReturnType<typeof makePlan>>
let dearer: Stripe.Price
let dearerMinutes: Stripe.Price
let yearly: Stripe.Price
beforeAll(async () => {
  place = startPlace()
  const { stripe } = place
  plan = await makePlan(stripe)
  const price = (more: Partial<Stripe.PriceCreateParams>) =>
    stripe.prices.create({ product: plan.product.id, currency: 'usd', ...more })
  dearer = await price({ unit_amount: 5_000, recurring: { interval: 'month' } })
  yearly = await price({ unit_amount: 20_000, recurring: { interval: 'year' } })
  dearerMinutes = await price({
    unit_amount: 3,
    recurring: { interval: 'month', usage_type: 'metered', meter: plan.meter.id },
  })
})
afterAll(() => place.stop())

const day = 86_400
const january = 31 * day

const subscribe = (
  days: number,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  card = 'pm_card_visa',
) => subscribeTo(place, plan.seats.id, days, more, card)

const linesOf = (invoice: Stripe.Invoice | undefined) =>
  invoice?.lines.data.map(({ amount, description }) => `${amount} ${description}`)

describe('more seats in the middle of a period', () => {
  test('are charged by seconds on the next invoice', async () => {
    const { subscription, item, advance, invoices } = await subscribe(10)
    await place.stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 5 }] })
    expect(await invoices()).toHaveLength(1)
    await advance(newYear + january + 3_600)
    const [next] = await invoices()
    // 21 of 31 days: the credit of 2 seats and the charge of 5, each rounded to the cent.
    expect(linesOf(next)).toEqual([
      '-2710 Unused time on 2 × Team after 11 Jan 2027',
      '6774 Remaining time on 5 × Team after 11 Jan 2027',
      '10000 5 × Team (at $20.00 / month)',
    ])
    expect(next?.lines.data[0]?.parent?.subscription_item_details).toMatchObject({
      proration: true,
    })
  })

  test('are charged at once on request, exactly as previewed', async () => {
    const { subscription, item, invoices, current } = await subscribe(10)
    const change = {
      items: [{ id: item, quantity: 5 }],
      proration_behavior: 'always_invoice' as const,
      proration_date: newYear + 10 * day,
    }
    const preview = await place.stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: change,
    })
    expect(await invoices()).toHaveLength(1)
    await place.stripe.subscriptions.update(subscription.id, change)
    const [now] = await invoices()
    expect(now).toMatchObject({
      status: 'paid',
      billing_reason: 'subscription_update',
      amount_paid: 4_064,
    })
    expect(preview.amount_due).toBe(4_064)
    expect(linesOf(preview)).toEqual(linesOf(now))
    expect((await current()).items.data[0]?.quantity).toBe(5)
  })

  test('cost nothing before the next period without prorations', async () => {
    const { subscription, item, advance, invoices } = await subscribe(10)
    await place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 5 }],
      proration_behavior: 'none',
    })
    await advance(newYear + january + 3_600)
    expect(linesOf((await invoices())[0])).toEqual(['10000 5 × Team (at $20.00 / month)'])
  })
})

test('fewer seats become a credit for later invoices', async () => {
  const { customer, subscription, item, advance, invoices } = await subscribe(10, {
    items: [{ price: plan.seats.id, quantity: 10 }],
  })
  await place.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, quantity: 1 }],
    proration_behavior: 'always_invoice',
  })
  const [credit] = await invoices()
  // 21 of 31 days of 200.00 back, of 20.00 due.
  expect(credit).toMatchObject({ status: 'paid', total: -12_193, amount_due: 0 })
  expect(await place.stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -12_193 })
  await advance(newYear + january + 3_600)
  expect((await invoices())[0]).toMatchObject({ total: 2_000, amount_due: 0, status: 'paid' })
  expect(await place.stripe.customers.retrieve(customer.id)).toMatchObject({ balance: -10_193 })
})

describe('another price', () => {
  test('has one seat by default', async () => {
    const { subscription, item } = await subscribe(0)
    const changed = await place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: dearer.id }],
    })
    expect(changed.items.data[0]).toMatchObject({ id: item, quantity: 1, price: { id: dearer.id } })
  })

  test('of another interval begins a new period and is charged at once', async () => {
    const { subscription, item, invoices } = await subscribe(10)
    const changed = await place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: yearly.id, quantity: 1 }],
    })
    expect(changed.billing_cycle_anchor).toBe(newYear + 10 * day)
    expect(changed.items.data[0]).toMatchObject({
      current_period_start: newYear + 10 * day,
      current_period_end: newYear + 375 * day,
    })
    expect((await invoices())[0]).toMatchObject({ status: 'paid', total: 20_000 - 2_710 })
  })
})

describe('another price of a meter in the middle of a period', () => {
  const useAndSwap = async (more: object, update: object) => {
    const items = [{ price: plan.minutes.id }]
    const { customer, subscription, item, advance, invoices } = await subscribe(0, {
      items,
      ...more,
    })
    const use = (value: string, timestamp: number) =>
      place.stripe.billing.meterEvents.create({
        event_name: 'minutes',
        timestamp,
        payload: { stripe_customer_id: customer.id, value },
      })
    await use('180', newYear)
    await advance(newYear + 10 * day)
    await place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: dearerMinutes.id }],
      ...update,
    })
    await use('50', newYear + 10 * day + 60)
    await advance(newYear + january + 3_600)
    return (await invoices())[0]
  }

  test('bills earlier usage at the old price', async () => {
    const invoice = await useAndSwap({}, {})
    expect(linesOf(invoice)).toEqual([
      '0 100 × Team (Tier 1 at $0.00 / month)',
      '100 80 × Team (Tier 2 at $0.0125 / month)',
      '150 50 × Team (at $0.03 / month)',
    ])
  })

  test('drops earlier usage without proration', async () => {
    const invoice = await useAndSwap({}, { proration_behavior: 'none' })
    expect(linesOf(invoice)).toEqual(['150 50 × Team (at $0.03 / month)'])
  })

  test('drops earlier usage in classic mode', async () => {
    const invoice = await useAndSwap({ billing_mode: { type: 'classic' } }, {})
    expect(linesOf(invoice)).toEqual(['150 50 × Team (at $0.03 / month)'])
  })
})

describe('a changed trial', () => {
  test('ends now and is charged', async () => {
    const { subscription, invoices } = await subscribe(3, { trial_end: newYear + 14 * day })
    const active = await place.stripe.subscriptions.update(subscription.id, { trial_end: 'now' })
    expect(active).toMatchObject({ status: 'active', billing_cycle_anchor: newYear + 3 * day })
    expect((await invoices())[0]).toMatchObject({ status: 'paid', amount_paid: 4_000 })
  })

  test('changes seats free of charge', async () => {
    const { subscription, item, advance, invoices } = await subscribe(3, {
      trial_end: newYear + 14 * day,
    })
    await place.stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 7 }] })
    await advance(newYear + 14 * day + 3_600)
    expect(linesOf((await invoices())[0])).toEqual(['14000 7 × Team (at $20.00 / month)'])
  })
})

test('a preview of a new subscription shows its first invoice', async () => {
  const customer = await place.stripe.customers.create({})
  const preview = await place.stripe.invoices.createPreview({
    customer: customer.id,
    subscription_details: {
      items: [{ price: plan.seats.id, quantity: 4 }, { price: plan.minutes.id }],
    },
  })
  expect(preview).toMatchObject({ amount_due: 8_000, billing_reason: 'subscription_create' })
  expect((await place.stripe.invoices.list({ customer: customer.id })).data).toEqual([])
})

test('a preview for somebody who is not a customer yet starts at the anchor', async () => {
  const preview = await place.stripe.invoices.createPreview({
    customer_details: { tax_exempt: 'none' },
    subscription_details: {
      items: [{ price: plan.seats.id, quantity: 2 }],
      billing_cycle_anchor: { type: 'timestamp', timestamp: newYear + 11 * day },
    },
  })
  // 11 of the 31 days that end on 12 January, of 40.00.
  expect(preview.amount_due).toBe(1_419)
})

test('an anchor of now begins a new period, and credits the old one', async () => {
  const { subscription, invoices } = await subscribe(10)
  const changed = await place.stripe.subscriptions.update(subscription.id, {
    billing_cycle_anchor: { type: 'now' },
  })
  expect(changed.billing_cycle_anchor).toBe(newYear + 10 * day)
  expect((await invoices())[0]).toMatchObject({ status: 'paid', total: 4_000 - 2_710 })
})

test('an added item shows when it was added, and a swapped one since when it applies', async () => {
  const { subscription, item } = await subscribe(10)
  const changed = await place.stripe.subscriptions.update(subscription.id, {
    items: [{ id: item, price: dearer.id }, { price: plan.minutes.id }],
  })
  expect(changed.items.data.map(({ created }) => created)).toEqual([newYear, newYear + 10 * day])
})

test('a preview of the next invoice counts the usage so far', async () => {
  const { customer, subscription } = await subscribe(10, {
    items: [{ price: plan.seats.id }, { price: plan.minutes.id }],
  })
  await place.stripe.billing.meterEvents.create({
    event_name: 'minutes',
    payload: { stripe_customer_id: customer.id, value: '500' },
  })
  const preview = await place.stripe.invoices.createPreview({ subscription: subscription.id })
  expect(preview.total).toBe(2_500)
})
