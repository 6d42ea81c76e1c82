import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Stripe } from 'stripe'
import { makePlan, newYear, type Place, secret, startPlace } from './place.ts'

let place: Place
beforeAll(() => void (place = startPlace()))
afterAll(() => place.stop())

const pay = (url: string, card: string): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ card }), redirect: 'manual' })

test('a customer buys a plan on the hosted page, and its events are signed', async () => {
  const { stripe } = place
  const { seats, minutes } = await makePlan(stripe)
  const customer = await stripe.customers.create({
    email: 'owner@example.com',
    metadata: { tenant: 'one' },
  })
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    customer: customer.id,
    line_items: [{ price: seats.id, quantity: 3 }, { price: minutes.id }],
    success_url: 'http://localhost/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://localhost/plans',
    subscription_data: { metadata: { tenant: 'one' } },
    locale: 'ru',
  })
  expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 6_000 })
  const shown = await (await fetch(session.url ?? '')).text()
  expect(shown).toContain('К оплате сегодня')
  expect(shown).toContain('$60.00')

  const declined = await pay(session.url ?? '', '4000 0000 0000 0002')
  expect(declined.status).toBe(402)
  expect(await declined.text()).toContain('Карта отклонена банком.')
  const done = await pay(session.url ?? '', '4242 4242 4242 4242')
  expect(done.headers.get('location')).toBe(`http://localhost/done?session=${session.id}`)

  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['subscription.latest_invoice', 'line_items'],
  })
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
  const subscription = paid.subscription as Stripe.Subscription
  expect(subscription).toMatchObject({ status: 'active', metadata: { tenant: 'one' } })
  expect(subscription.items.data[0]).toMatchObject({
    quantity: 3,
    current_period_start: newYear,
    current_period_end: newYear + 31 * 86_400,
  })
  const invoice = subscription.latest_invoice as Stripe.Invoice
  expect(invoice).toMatchObject({
    status: 'paid',
    amount_paid: 6_000,
    billing_reason: 'subscription_create',
  })
  expect(invoice.lines.data[0]?.pricing?.price_details?.price).toBe(seats.id)

  await place.standIn.webhooks.settled()
  expect(place.types()).toEqual(
    expect.arrayContaining([
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.paid',
    ]),
  )
  for (const { raw, signature } of place.received) {
    await stripe.webhooks.constructEventAsync(raw, signature, secret)
  }
})

test('meter events are counted for their customer, once per identifier', async () => {
  const { stripe } = place
  const [meter] = (await stripe.billing.meters.list()).data
  const customer = await stripe.customers.create({})
  const send = () =>
    stripe.billing.meterEvents.create({
      event_name: 'minutes',
      identifier: 'ledger-1',
      payload: { stripe_customer_id: customer.id, value: '12.5' },
    })
  await send()
  const repeated = await send().catch((error: unknown) => error as Stripe.errors.StripeError)
  expect(repeated).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
  expect((repeated as Stripe.errors.StripeError).headers?.['stripe-should-retry']).toBe('false')
  const summaries = await stripe.billing.meters.listEventSummaries(meter?.id ?? '', {
    customer: customer.id,
    start_time: newYear,
    end_time: newYear + 86_400,
    value_grouping_window: 'day',
  })
  expect(summaries.data.map((it) => it.aggregated_value)).toEqual([12.5])
})
