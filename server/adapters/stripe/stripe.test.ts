import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type StripeStandIn, startStripe } from '../../../ops/stand-ins/stripe/server.ts'
import { sign } from '../../../ops/stand-ins/stripe/webhooks/sign.ts'
import {
  type Payments,
  PaymentDeclined,
  PaymentsRefused,
  PaymentsUnavailable,
} from '../../modules/billing/ports.ts'
import { makePrices, sdkOf } from '../../modules/billing/payments/test/paying.ts'
import { endOfPage } from './checkout.ts'
import { stripePayments } from './index.ts'
import { lookupKey, readLookupKey } from './lookup-key.ts'

setDefaultTimeout(60_000)

const webhookSecret = 'whsec_of_the_adapter'
let standIn: StripeStandIn
let payments: Payments
const connect = (secretKey = 'sk_test_adapter', apiBase = standIn.url): Payments =>
  stripePayments({ secretKey, webhookSecret, apiBase, timeoutMs: 1_000 })

beforeAll(async () => {
  standIn = startStripe({ apiKey: 'sk_test_adapter' })
  payments = connect()
  await makePrices(payments)
})
afterAll(() => standIn.stop())

const stripe = () => sdkOf(standIn, 'sk_test_adapter')
const about = {
  tenantId: crypto.randomUUID(),
  name: 'Acme',
  email: 'a@b.example',
  locale: 'ru' as const,
}

const fault =
  (kind: '429' | '500' | 'reset' | 'reset_after_effect' | 'timeout_after_effect') =>
  (path: string, times = 1, retryAfterSeconds = 1): void =>
    void standIn.world.faults.push({ path, method: null, kind, left: times, retryAfterSeconds })

const subscribed = async (card = 'pm_card_visa', planId = 'team') => {
  const customer = await stripe().customers.create({})
  const { id: method } = await stripe().paymentMethods.attach(card, { customer: customer.id })
  const settings = { invoice_settings: { default_payment_method: method } }
  await stripe().customers.update(customer.id, settings)
  const keys = (['seat', 'minute'] as const).map((part) =>
    lookupKey({ planId, planVersion: 1, part }),
  )
  const prices = await stripe().prices.list({ lookup_keys: keys })
  const { id } = await stripe().subscriptions.create({
    customer: customer.id,
    items: prices.data.map((price) => ({ price: price.id })),
  })
  return { customerId: customer.id, subscriptionId: id }
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    (error: unknown) => error,
  )

test('reads the plan and version from a price’s lookup key, and from no other key', () => {
  const part = { planId: 'team-plus', planVersion: 12, part: 'minute' as const }
  expect(readLookupKey(lookupKey(part))).toEqual(part)
  for (const other of [
    null,
    '',
    'team_seats',
    'aam_team_v0_seat',
    'aam_team_v1_seats',
    'aam__v1_seat',
  ])
    expect(readLookupKey(other)).toBeNull()
})

test('a checkout page expires before the month ends and within Stripe’s limits', () => {
  const at = (text: string) => Date.parse(text)
  const until = (text: string) => new Date(endOfPage(at(text)) * 1_000).toISOString()
  expect(until('2026-11-12T10:00:00Z')).toBe('2026-11-13T09:00:00.000Z')
  expect(until('2026-11-30T18:00:00Z')).toBe('2026-12-01T00:00:00.000Z')
  expect(until('2026-11-30T23:50:00Z')).toBe('2026-12-01T00:21:00.000Z')
})

test('retries a write whose connection breaks after the effect with its key, and applies it once', async () => {
  for (const kind of ['reset', 'reset_after_effect', '500', '429'] as const) {
    const before = standIn.world.customers.size
    fault(kind)('/v1/customers')
    const id = await payments.createCustomer(about, `customer/${kind}`)
    expect(standIn.world.customers.get(id)?.name).toBe('Acme')
    expect(`${kind} ${standIn.world.customers.size}`).toBe(`${kind} ${before + 1}`)
  }
})

test('retries past an error that Stripe replays for an idempotency key', async () => {
  fault('500')('/v1/customers', 3)
  const made = () => payments.createCustomer(about, 'customer/replayed')
  expect(await thrownBy(made())).toBeInstanceOf(PaymentsUnavailable)
  standIn.world.faults.length = 0
  const id = await made()
  // A later repeat finds the same answer.
  expect(await made()).toBe(id)
})

test('concurrent requests for one customer get the same one', async () => {
  const ids = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      payments.createCustomer({ ...about, name: `Name ${at}` }, 'customer/at-once'),
    ),
  )
  expect(new Set(ids).size).toBe(1)
})

test('a call that is never answered times out, and a repeat finds it done', async () => {
  const { subscriptionId } = await subscribed()
  fault('timeout_after_effect')(`/v1/subscriptions/${subscriptionId}`)
  const cancel = () =>
    payments.setCancellation({ subscriptionId, isCancelled: true }, 'cancel/timeout')
  expect(await thrownBy(cancel())).toBeInstanceOf(PaymentsUnavailable)
  await cancel()
  expect((await stripe().subscriptions.retrieve(subscriptionId)).cancel_at_period_end).toBe(true)
})

test('passes the wait of a 429 on when it is longer', async () => {
  const { customerId } = await subscribed()
  fault('429')('/v1/subscriptions', 1, 30)
  const error = await thrownBy(payments.readSubscription(customerId))
  expect(error).toBeInstanceOf(PaymentsUnavailable)
  expect((error as PaymentsUnavailable).retryAfterMs).toBe(30_000)
  fault('429')('/v1/subscriptions', 1, 1)
  expect(await payments.readSubscription(customerId)).toMatchObject({ planId: 'team', seats: 1 })
})

test('reports a provider that is down, or refuses our key, as unavailable', async () => {
  fault('500')('/v1/subscriptions', 3)
  expect(await thrownBy(payments.readSubscription('cus_x'))).toBeInstanceOf(PaymentsUnavailable)
  const nowhere = connect('sk_test_adapter', 'http://127.0.0.1:9')
  expect(await thrownBy(nowhere.readSubscription('cus_x'))).toBeInstanceOf(PaymentsUnavailable)
  const stranger = connect('sk_test_stranger')
  expect(await thrownBy(stranger.readSubscription('cus_x'))).toBeInstanceOf(PaymentsUnavailable)
})

test('reports what does not exist, and why a card was declined', async () => {
  const portalOf = (customerId: string) =>
    thrownBy(payments.openPortal({ customerId, locale: 'en', returnUrl: 'http://x' }))
  const deleted = await stripe().customers.create({})
  await stripe().customers.del(deleted.id)
  expect(await portalOf(deleted.id)).toMatchObject({ code: 'customer_gone' })
  expect(await portalOf('cus_of_another_account')).toMatchObject({ code: 'other_account' })
  expect(
    await thrownBy(payments.endNow({ subscriptionId: 'sub_gone', isCredited: false }, 'end/gone')),
  ).toMatchObject({ code: 'gone' })
  const over = await subscribed()
  const end = () =>
    payments.endNow({ subscriptionId: over.subscriptionId, isCredited: true }, crypto.randomUUID())
  await end()
  expect(await thrownBy(end())).toMatchObject({ code: 'gone' })
  const unknown = { planId: 'business', planVersion: 9, seats: 1 }
  const preview = payments.previewChange({
    customerId: null,
    subscriptionId: null,
    chosen: unknown,
  })
  expect(await thrownBy(preview)).toMatchObject({ code: 'not_set_up' })
  expect(await thrownBy(preview)).toBeInstanceOf(PaymentsRefused)
  const { subscriptionId, customerId } = await subscribed()
  const { id } = await stripe().paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: customerId,
  })
  await stripe().subscriptions.update(subscriptionId, { default_payment_method: id })
  const change = payments.changePlan(
    { subscriptionId, chosen: { planId: 'business', planVersion: 1, seats: 7 } },
    'change/declined',
  )
  const declined = await thrownBy(change)
  expect(declined).toBeInstanceOf(PaymentDeclined)
  expect((declined as PaymentDeclined).reason).toMatch(/^[a-z_]+$/)
  expect(await payments.readSubscription(customerId)).toMatchObject({ planId: 'team', seats: 1 })
})

test('previews what is due for the rest of the month without a customer', async () => {
  const chosen = { planId: 'business', planVersion: 1, seats: 3 }
  const preview = await payments.previewChange({ customerId: null, subscriptionId: null, chosen })
  expect(preview).toMatchObject({
    monthBefore: null,
    monthAfter: { minor: 7_200, currency: 'usd' },
  })
  expect(preview.dueNow.minor).toBeLessThanOrEqual(7_200)
  const now = new Date()
  const turn = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)
  const share = (turn - now.getTime()) / (turn - Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  expect(Math.abs(preview.dueNow.minor - 7_200 * share)).toBeLessThan(2)
  expect(preview.nextInvoiceAt?.getTime()).toBe(turn)
  expect(preview.lines.filter(({ part }) => part === 'seats')).toHaveLength(1)
})

test('of several subscriptions chooses the one in force, else the last, and ignores what is not ours', async () => {
  const { customerId, subscriptionId } = await subscribed()
  const product = await stripe().products.create({ name: 'Something else' })
  const other = await stripe().prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 100,
    recurring: { interval: 'month' },
  })
  await stripe().subscriptions.create({ customer: customerId, items: [{ price: other.id }] })
  expect((await payments.readSubscription(customerId))?.id).toBe(subscriptionId)
  await payments.endNow({ subscriptionId, isCredited: false }, 'end/this')
  expect(await payments.readSubscription(customerId)).toMatchObject({
    id: subscriptionId,
    status: 'cancelled',
  })
  const nobody = await stripe().customers.create({})
  expect(await payments.readSubscription(nobody.id)).toBeNull()
})

test('a metered item states since when; items follow the plan', async () => {
  const { customerId, subscriptionId } = await subscribed('pm_card_visa', 'business')
  const change = (planId: string) =>
    payments.changePlan(
      { subscriptionId, chosen: { planId, planVersion: 1, seats: 2 } },
      crypto.randomUUID(),
    )
  expect((await payments.readSubscription(customerId))?.meteredFrom).toBeInstanceOf(Date)
  await change('team')
  expect(await payments.readSubscription(customerId)).toMatchObject({ seats: 2, meteredFrom: null })
  await change('business')
  expect((await payments.readSubscription(customerId))?.meteredFrom).toBeInstanceOf(Date)
})

test('ending a duplicate subscription charges no minutes: the first one does', async () => {
  const { customerId, subscriptionId } = await subscribed('pm_card_visa', 'business')
  const keys = (['seat', 'minute'] as const).map((part) =>
    lookupKey({ planId: 'business', planVersion: 1, part }),
  )
  const prices = await stripe().prices.list({ lookup_keys: keys })
  const double = await stripe().subscriptions.create({
    customer: customerId,
    items: prices.data.map((price) => ({ price: price.id })),
  })
  const included = 15_000 * 60
  const at = new Date()
  const report = { id: crypto.randomUUID(), customerId, at, seconds: included + 6_000 }
  expect((await payments.report(report)).outcome).toBe('taken')
  standIn.world.offset += 60
  const end = { subscriptionId: double.id, isCredited: true, isDouble: true }
  await payments.endNow(end, `credit/${double.id}`)
  const totals = (id: string) =>
    [...standIn.world.invoices.values()]
      .filter(({ parent }) => parent?.subscription_details?.subscription === id)
      .flatMap(({ lines }) => lines.data)
      .filter(({ quantity }) => (quantity ?? 0) > 1)
      .map(({ amount }) => amount)
  expect(totals(double.id)).toEqual([])
  const [credit] = [...standIn.world.invoices.values()].filter(({ total }) => total < 0).slice(-1)
  expect(credit?.customer).toBe(customerId)
  await payments.endNow({ subscriptionId, isCredited: false }, 'end/first')
  standIn.world.offset -= 60
  expect(totals(subscriptionId).some((amount) => amount > 0)).toBe(true)
})

test('returns invoices in pages, with lines that add up to the total', async () => {
  const { customerId, subscriptionId } = await subscribed()
  for (let at = 0; at < 24; at += 1) {
    const planId = at % 2 === 0 ? 'business' : 'team'
    const chosen = { planId, planVersion: 1, seats: at + 2 }
    await payments.changePlan({ subscriptionId, chosen }, `flip/${at}`)
  }
  const one = await payments.listInvoices(customerId, null)
  expect(one.invoices).toHaveLength(20)
  expect(one.hasMore).toBe(true)
  const two = await payments.listInvoices(customerId, one.invoices.at(-1)?.id ?? null)
  const all = [...one.invoices, ...two.invoices]
  expect(two.hasMore).toBe(false)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { lines, total } of all)
    expect(lines.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(total.minor)
  expect(all.at(-1)?.lines[0]).toMatchObject({ part: 'seats', quantity: 1, isProration: false })
})

test('accepts only what was signed just now', async () => {
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'invoice.paid',
    created: 1_700_000_000,
    data: { object: { object: 'invoice', customer: { id: 'cus_expanded' } } },
  })
  const now = Math.floor(Date.now() / 1_000)
  const read = (signature: string | null) =>
    payments.readEvent(new TextEncoder().encode(body), signature)
  expect(await read(sign(body, webhookSecret, now))).toEqual({
    id: 'evt_1',
    type: 'invoice.paid',
    happenedAt: new Date(1_700_000_000_000),
    customerId: 'cus_expanded',
    concernsMeter: false,
  })
  expect(await read(sign(body, webhookSecret, now - 301))).toBeNull()
  expect(await read(sign(body, 'whsec_other', now))).toBeNull()
  expect(await read(null)).toBeNull()
})
