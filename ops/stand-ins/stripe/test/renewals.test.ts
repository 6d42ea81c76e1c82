import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stripe } from 'stripe'
import { customerWithCard, makePlan, newYear, type Place, startPlace } from './place.ts'

let place: Place
let plan: Awaited<ReturnType<typeof makePlan>>
beforeAll(async () => {
  place = startPlace()
  plan = await makePlan(place.stripe)
})
afterAll(() => place.stop())

const day = 86_400
const at = (iso: string): number => Date.parse(`${iso}Z`) / 1_000

/** A customer on its own clock, with seats and minutes. */
async function subscribe(start: number, more: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = place
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start })
  const customer = await customerWithCard(stripe, 'pm_card_visa', { test_clock: clock.id })
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.seats.id, quantity: 2 }, { price: plan.minutes.id }],
    ...more,
  })
  const use = (value: string, timestamp: number, identifier: string) =>
    stripe.billing.meterEvents.create({
      event_name: 'minutes',
      identifier,
      timestamp,
      payload: { stripe_customer_id: customer.id, value },
    })
  const advance = async (to: number): Promise<void> => {
    const moving = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: to })
    expect(moving.status).toBe('advancing')
    while ((await stripe.testHelpers.testClocks.retrieve(clock.id)).status !== 'ready') {
      await Bun.sleep(1)
    }
  }
  const invoices = async (): Promise<Stripe.Invoice[]> =>
    (await stripe.invoices.list({ subscription: subscription.id, limit: 100 })).data
  return { customer, subscription, clock, use, advance, invoices }
}

describe('the end of a period', () => {
  test('leaves a draft that is finalised an hour later, with usage in arrears and seats in advance', async () => {
    const { subscription, use, advance, invoices } = await subscribe(newYear)
    await use('150.5', newYear, 'a-1')
    await use('-10', newYear, 'a-2')
    await advance(newYear + 31 * day)
    const [draft, first] = await invoices()
    expect(first).toMatchObject({ status: 'paid', amount_paid: 4_000 })
    expect(draft).toMatchObject({
      status: 'draft',
      billing_reason: 'subscription_cycle',
      automatically_finalizes_at: newYear + 31 * day + 3_600,
      number: null,
    })
    // Usage of the ended period still counts while the invoice is a draft.
    await use('1.25', newYear + 31 * day - 1, 'a-3')
    await advance(newYear + 31 * day + 3_600)
    const [paid] = await invoices()
    // 141.75 minutes: 100 are free, 41.75 cost 1.25 cents each: 52.1875 cents.
    expect(paid).toMatchObject({
      status: 'paid',
      total: 4_052,
      amount_paid: 4_052,
      attempt_count: 1,
    })
    expect(
      paid?.lines.data.map(({ amount, quantity_decimal, period }) => [
        amount,
        String(quantity_decimal),
        period.start,
      ]),
    ).toEqual([
      [0, '100', newYear],
      [52, '41.75', newYear],
      [4_000, '2', newYear + 31 * day],
    ])
    expect(paid?.number).toMatch(/-0002$/)
    const { items } = await place.stripe.subscriptions.retrieve(subscription.id)
    expect(items.data[0]?.current_period_end).toBe(newYear + 59 * day)
  })

  test('counts the usage of each period once, by its timestamp', async () => {
    const { use, advance, invoices } = await subscribe(newYear)
    await use('101', newYear + 10, 'b-1')
    await advance(newYear + 31 * day + 7_200)
    await use('102', newYear + 31 * day, 'b-2')
    // Too late: the first period has been invoiced.
    await use('1000', newYear + 20, 'b-3')
    await advance(newYear + 59 * day + 7_200)
    const amounts = (await invoices()).map(({ total }) => total)
    expect(amounts).toEqual([4_003, 4_001, 4_000])
  })

  test('on the last day of a month stays there', async () => {
    const { subscription, advance } = await subscribe(at('2027-01-31T12:00:00'))
    const ends: number[] = []
    for (let month = 0; month < 3; month += 1) {
      const { items } = await place.stripe.subscriptions.retrieve(subscription.id)
      const end = items.data[0]?.current_period_end ?? 0
      ends.push(end)
      await advance(end)
    }
    expect(ends).toEqual(
      ['2027-02-28T12:00:00', '2027-03-31T12:00:00', '2027-04-30T12:00:00'].map(at),
    )
  })

  test('bills nothing for negative usage', async () => {
    const { use, advance, invoices } = await subscribe(newYear)
    await use('-5', newYear, 'c-1')
    await advance(newYear + 31 * day + 3_600)
    expect((await invoices())[0]).toMatchObject({ total: 4_000 })
  })

  test('is announced beforehand', async () => {
    const { customer, advance } = await subscribe(newYear)
    await advance(newYear + 25 * day)
    await place.standIn.webhooks.settled()
    const upcoming = place.received.find(
      ({ event }) =>
        event.type === 'invoice.upcoming' &&
        (event.data.object as Stripe.Invoice).customer === customer.id,
    )
    expect(upcoming?.event.created).toBe(newYear + 24 * day)
    expect(upcoming?.event.data.object).not.toHaveProperty('id')
  })
})

describe('a trial', () => {
  test('costs nothing, is announced three days before it ends, and is then charged', async () => {
    const { subscription, advance, invoices } = await subscribe(newYear, {
      trial_end: newYear + 14 * day,
    })
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: newYear + 14 * day })
    expect((await invoices())[0]).toMatchObject({ status: 'paid', total: 0 })
    await advance(newYear + 14 * day + 3_600)
    expect(await place.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'active',
    })
    expect((await invoices())[0]).toMatchObject({ status: 'paid', amount_paid: 4_000 })
    await place.standIn.webhooks.settled()
    const told = place.received.find(
      ({ event }) => event.type === 'customer.subscription.trial_will_end',
    )
    expect(told?.event.created).toBe(newYear + 11 * day)
  })
})

describe('an anchor in the future', () => {
  test('creates a first period that is charged by its seconds', async () => {
    const { invoices, advance } = await subscribe(at('2027-01-21T00:00:00'), {
      billing_cycle_anchor: at('2027-02-01T00:00:00'),
    })
    // 11 of the 31 days of January, of 40.00.
    expect((await invoices())[0]).toMatchObject({ status: 'paid', amount_paid: 1_419 })
    await advance(at('2027-02-01T01:00:00'))
    expect((await invoices())[0]).toMatchObject({ status: 'paid', amount_paid: 4_000 })
  })

  test('creates a free first period without proration', async () => {
    const { invoices } = await subscribe(at('2027-01-21T00:00:00'), {
      billing_cycle_anchor: at('2027-02-01T00:00:00'),
      proration_behavior: 'none',
    })
    expect(await invoices()).toEqual([])
  })
})

describe('cancelling a subscription', () => {
  test('at the end of the period bills its usage', async () => {
    const { subscription, use, advance, invoices } = await subscribe(newYear)
    await place.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await use('200', newYear, 'd-1')
    await advance(newYear + 31 * day + 3_600)
    expect(await place.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      ended_at: newYear + 31 * day,
    })
    expect((await invoices())[0]).toMatchObject({ status: 'paid', total: 125 })
    await advance(newYear + 80 * day)
    expect(await invoices()).toHaveLength(2)
  })

  test('at once bills the usage only on request', async () => {
    for (const invoice_now of [false, true]) {
      const { subscription, use, advance, invoices } = await subscribe(newYear)
      await use('200', newYear, `e-${invoice_now}`)
      await advance(newYear + 10 * day)
      await place.stripe.subscriptions.cancel(subscription.id, { invoice_now })
      await advance(newYear + 11 * day)
      expect((await invoices()).map(({ total }) => total)).toEqual(
        invoice_now ? [125, 4_000] : [4_000],
      )
    }
  })

  test('and undoing that lets the next period begin', async () => {
    const { subscription, advance, invoices } = await subscribe(newYear)
    await place.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await place.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })
    await advance(newYear + 31 * day + 3_600)
    expect(await invoices()).toHaveLength(2)
  })
})

describe('a test clock', () => {
  test('advances at most two periods at a time', async () => {
    const { clock } = await subscribe(newYear)
    const tooFar = place.stripe.testHelpers.testClocks.advance(clock.id, {
      frozen_time: newYear + 60 * day,
    })
    await expect(tooFar).rejects.toMatchObject({ param: 'frozen_time' })
  })

  test('is deleted with its customers', async () => {
    const { clock, customer, subscription } = await subscribe(newYear)
    await place.stripe.testHelpers.testClocks.del(clock.id)
    await expect(place.stripe.customers.retrieve(customer.id)).rejects.toMatchObject({
      statusCode: 404,
    })
    await expect(place.stripe.subscriptions.retrieve(subscription.id)).rejects.toMatchObject({
      statusCode: 404,
    })
  })
})

test('lists subscriptions on clocks only on request', async () => {
  const { subscription, clock } = await subscribe(newYear)
  const idsOf = async (more: Stripe.SubscriptionListParams) =>
    (await place.stripe.subscriptions.list({ limit: 100, ...more })).data.map(({ id }) => id)
  expect(await idsOf({})).not.toContain(subscription.id)
  expect(await idsOf({ test_clock: clock.id })).toEqual([subscription.id])
})

test('a year of months passes for customers without a clock', async () => {
  const own = startPlace()
  const prices = await makePlan(own.stripe)
  const customer = await customerWithCard(own.stripe, 'pm_card_visa')
  await own.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: prices.seats.id }, { price: prices.minutes.id }],
  })
  await fetch(`${own.standIn.url}/_control/advance`, {
    method: 'POST',
    body: JSON.stringify({ days: 366 }),
  })
  const invoices = await own.stripe.invoices.list({ customer: customer.id, limit: 100 })
  expect(invoices.data).toHaveLength(13)
  expect(new Set(invoices.data.map(({ status }) => status))).toEqual(new Set(['paid']))
  await own.stop()
})
