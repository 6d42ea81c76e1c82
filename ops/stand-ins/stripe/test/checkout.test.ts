import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Stripe } from 'stripe'
import { customerWithCard, makePlan, newYear, type Place, startPlace } from './place.ts'

let place: Place
let plan: Awaited<ReturnType<typeof makePlan>>
beforeEach(async () => {
  place = startPlace()
  plan = await makePlan(place.stripe)
})
afterEach(() => place.stop())

const day = 86_400
const post = (url: string | null, fields: Record<string, string>): Promise<Response> =>
  fetch(url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
const card = '4242424242424242'

const open = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  place.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: plan.seats.id, quantity: 1 }],
    success_url: 'http://localhost/done',
    ...more,
  })

describe('a checkout session', () => {
  test('creates a customer if it has none', async () => {
    const session = await open({ customer_email: 'new@example.com' })
    expect(session.customer).toBeNull()
    await post(session.url, { card })
    const after = await place.stripe.checkout.sessions.retrieve(session.id)
    expect(after.customer_details?.email).toBe('new@example.com')
    const [customer] = (await place.stripe.customers.list({ email: 'new@example.com' })).data
    expect(after.customer).toBe(customer?.id ?? '')
  })

  test('is paid once, however often its page is submitted', async () => {
    const session = await open()
    await Promise.all([1, 2, 3].map(() => post(session.url, { card })))
    expect((await place.stripe.subscriptions.list()).data).toHaveLength(1)
  })

  test('changes nothing for a declined card or an invalid number', async () => {
    const customer = await place.stripe.customers.create({})
    const session = await open({ customer: customer.id })
    for (const number of ['4000000000000002', '4000000000000341', '4242424242424243', '']) {
      expect((await post(session.url, { card: number })).status).toBe(402)
    }
    expect((await place.stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
    expect(await place.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'open',
    })
  })

  test('with a trial costs nothing today', async () => {
    const session = await open({
      subscription_data: { trial_end: newYear + 14 * day, metadata: { tenant: 'one' } },
    })
    expect(session.amount_total).toBe(0)
    expect(await (await fetch(session.url ?? '')).text()).toContain('Start trial')
    await post(session.url, { card })
    expect((await place.stripe.subscriptions.list()).data[0]).toMatchObject({
      status: 'trialing',
      metadata: { tenant: 'one' },
    })
    expect(await place.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      payment_status: 'no_payment_required',
    })
  })

  test('with an anchor charges the days up to it', async () => {
    const session = await open({
      subscription_data: { billing_cycle_anchor: newYear + 11 * day },
    })
    // 11 of the 31 days that end on 12 January, of 20.00.
    expect(session.amount_total).toBe(710)
  })

  test('expires after a day, or on request', async () => {
    const [one, two] = [await open(), await open()]
    expect(await place.stripe.checkout.sessions.expire(one.id)).toMatchObject({ status: 'expired' })
    await expect(place.stripe.checkout.sessions.expire(one.id)).rejects.toMatchObject({
      statusCode: 400,
    })
    place.standIn.advance({ days: 1 })
    expect((await place.stripe.checkout.sessions.list({ status: 'expired' })).data).toHaveLength(2)
    expect((await fetch(`${place.standIn.url}/checkout/${two.id}`)).status).toBe(410)
    await place.standIn.webhooks.settled()
    expect(place.types().filter((type) => type === 'checkout.session.expired')).toHaveLength(2)
  })

  test.each([
    ['without a quantity', { line_items: [{}] }, 'line_items[0]'],
    ['with an address that is none', { success_url: '/done' }, 'success_url'],
    ['in another mode', { mode: 'payment' as const }, 'mode'],
  ])('%s is refused', async (_what, more, param) => {
    const lines = 'line_items' in more ? { line_items: [{ price: plan.seats.id }] } : {}
    await expect(open({ ...more, ...lines })).rejects.toMatchObject({ param })
  })
})

describe('the billing portal', () => {
  const enter = async (features: Stripe.BillingPortal.ConfigurationCreateParams.Features) => {
    const { stripe } = place
    const configuration = await stripe.billingPortal.configurations.create({ features })
    const customer = await customerWithCard(stripe, 'pm_card_visa')
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.seats.id }],
    })
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      configuration: configuration.id,
      return_url: 'http://localhost/billing',
      locale: 'en',
    })
    return { customer, subscription, url: session.url }
  }

  test('needs a configuration', async () => {
    const customer = await place.stripe.customers.create({})
    const refused = place.stripe.billingPortal.sessions.create({ customer: customer.id })
    await expect(refused).rejects.toMatchObject({ statusCode: 400 })
  })

  test('keeps its configuration', async () => {
    const { billingPortal } = place.stripe
    const { id } = await billingPortal.configurations.create({
      features: { customer_update: { enabled: true, allowed_updates: ['email', 'tax_id'] } },
    })
    const changed = await billingPortal.configurations.update(id, {
      features: { invoice_history: { enabled: true } },
    })
    expect(changed.features).toMatchObject({
      customer_update: { enabled: true, allowed_updates: ['email', 'tax_id'] },
      invoice_history: { enabled: true },
      subscription_cancel: { enabled: false },
    })
  })

  test('changes the card of later charges', async () => {
    const { customer, subscription, url } = await enter({
      payment_method_update: { enabled: true },
      invoice_history: { enabled: true },
    })
    const declined = await post(`${url}/card`, { card: '4000000000000002' })
    expect(await declined.text()).toContain('Your card was declined.')
    expect((await post(`${url}/card`, { card: '5555555555554444' })).status).toBe(303)
    const after = await place.stripe.customers.retrieve(customer.id, {
      expand: ['invoice_settings.default_payment_method'],
    })
    expect(after).toMatchObject({
      invoice_settings: { default_payment_method: { card: { last4: '4444' } } },
    })
    const { default_payment_method } = await place.stripe.subscriptions.retrieve(subscription.id)
    expect(default_payment_method).not.toBeNull()
  })

  test('cancels at the end of the period and undoes that', async () => {
    const { subscription, url } = await enter({
      subscription_cancel: { enabled: true, mode: 'at_period_end' },
    })
    await post(`${url}/cancel`, { subscription: subscription.id })
    expect(await place.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: true,
      cancel_at: newYear + 31 * day,
    })
    await post(`${url}/keep`, { subscription: subscription.id })
    expect(await place.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
    })
  })

  test('does only what its configuration allows', async () => {
    const { subscription, url } = await enter({ invoice_history: { enabled: true } })
    const page = await (await fetch(url)).text()
    expect(page).not.toContain('Cancel plan')
    expect(page).not.toContain('Card number')
    await post(`${url}/cancel`, { subscription: subscription.id })
    await post(`${url}/card`, { card })
    const after = await place.stripe.subscriptions.retrieve(subscription.id)
    expect(after).toMatchObject({ cancel_at_period_end: false, default_payment_method: null })
  })
})

test('serves an invoice as a valid PDF', async () => {
  const customer = await customerWithCard(place.stripe, 'pm_card_visa', { name: 'Ünicode (Ltd)' })
  await place.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: plan.seats.id }],
  })
  const [invoice] = (await place.stripe.invoices.list({ customer: customer.id })).data
  const response = await fetch(invoice?.invoice_pdf ?? '')
  expect(response.headers.get('content-type')).toBe('application/pdf')
  const file = Buffer.from(await response.arrayBuffer()).toString('latin1')
  expect(file).toStartWith('%PDF-1.4')
  expect(file).toContain('(Bill to: Ünicode \\(Ltd\\) owner@example.com)')
  const start = Number(/startxref\n(\d+)/.exec(file)?.[1])
  expect(file.slice(start)).toStartWith('xref')
  const offsets = [...file.matchAll(/^(\d{10}) 00000 n/gm)].map(([, offset]) => Number(offset))
  expect(offsets.map((offset) => file.slice(offset, offset + 7))).toEqual(
    [1, 2, 3, 4, 5].map((number) => `${number} 0 obj`),
  )
})
