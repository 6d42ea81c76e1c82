import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { customerWithCard, makePlan, newYear, type Place, startPlace } from './place.ts'

let place: Place
beforeEach(() => void (place = startPlace()))
afterEach(() => place.stop())

const day = 86_400
const due = newYear + 31 * day + 3_600

/** A subscription whose card fails at its first renewal. */
async function failing() {
  const { stripe, standIn } = place
  const { seats } = await makePlan(stripe)
  const customer = await customerWithCard(stripe, 'pm_card_visa')
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: seats.id }],
  })
  const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: customer.id,
  })
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: bad.id },
  })
  standIn.advance({ to: due })
  const current = () => stripe.subscriptions.retrieve(subscription.id)
  const last = async () => (await stripe.invoices.list({ customer: customer.id })).data[0]
  return { customer, current, last }
}

const setAfterRetries = (afterRetries: string) =>
  fetch(`${place.standIn.url}/_control/settings`, {
    method: 'POST',
    body: JSON.stringify({ afterRetries }),
  })

test('a failed renewal is retried after three, five and seven days', async () => {
  const { current, last } = await failing()
  expect((await current()).status).toBe('past_due')
  expect(await last()).toMatchObject({
    status: 'open',
    attempt_count: 1,
    next_payment_attempt: due + 3 * day,
  })
  place.standIn.advance({ to: due + 3 * day })
  expect(await last()).toMatchObject({ attempt_count: 2, next_payment_attempt: due + 8 * day })
  place.standIn.advance({ to: due + 8 * day })
  expect(await last()).toMatchObject({ attempt_count: 3, next_payment_attempt: due + 15 * day })
  place.standIn.advance({ to: due + 15 * day })
  expect(await last()).toMatchObject({ attempt_count: 4, next_payment_attempt: null })
  const after = await current()
  expect(after).toMatchObject({
    status: 'canceled',
    cancellation_details: { reason: 'payment_failed' },
  })
  await place.standIn.webhooks.settled()
  const types = place.types()
  expect(types.filter((type) => type === 'invoice.payment_failed')).toHaveLength(4)
  expect(types.filter((type) => type === 'payment_intent.payment_failed')).toHaveLength(4)
  expect(types).toContain('customer.subscription.deleted')
})

describe('after the last attempt', () => {
  test('a subscription becomes unpaid if configured, and its next invoices are drafts', async () => {
    await setAfterRetries('unpaid')
    const { current, last } = await failing()
    place.standIn.advance({ to: due + 15 * day })
    expect((await current()).status).toBe('unpaid')
    place.standIn.advance({ days: 31 })
    expect(await last()).toMatchObject({ status: 'draft', auto_advance: false })
    expect((await current()).status).toBe('unpaid')
  })

  test('a subscription stays past due if configured', async () => {
    await setAfterRetries('past_due')
    const { current } = await failing()
    place.standIn.advance({ to: due + 16 * day })
    expect((await current()).status).toBe('past_due')
  })
})

describe('a customer who is past due', () => {
  test('is active again when a retry succeeds', async () => {
    const { customer, current, last } = await failing()
    const good = await place.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    await place.stripe.customers.update(customer.id, {
      invoice_settings: { default_payment_method: good.id },
    })
    expect((await current()).status).toBe('past_due')
    place.standIn.advance({ to: due + 3 * day })
    expect(await last()).toMatchObject({ status: 'paid', attempt_count: 2 })
    expect((await current()).status).toBe('active')
  })

  test('is active again when the invoice is paid on its page', async () => {
    const { current, last } = await failing()
    const url = (await last())?.hosted_invoice_url ?? ''
    const pay = (card: string) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ card }), redirect: 'manual' })
    const declined = await pay('4000 0000 0000 9995')
    expect(declined.status).toBe(402)
    expect(await declined.text()).toContain('Your card has insufficient funds.')
    expect((await pay('4242 4242 4242 4242')).status).toBe(303)
    expect((await current()).status).toBe('active')
    expect(await last()).toMatchObject({ status: 'paid', amount_remaining: 0 })
  })

  test('stays so when the invoice is voided, and owes nothing', async () => {
    const { last } = await failing()
    const open = await last()
    expect(await place.stripe.invoices.voidInvoice(open?.id ?? '')).toMatchObject({
      status: 'void',
    })
    const refused = place.stripe.invoices.pay(open?.id ?? '')
    await expect(refused).rejects.toMatchObject({ statusCode: 400 })
  })
})

test('a paid invoice cannot be paid again', async () => {
  const { stripe } = place
  const { seats } = await makePlan(stripe)
  const customer = await customerWithCard(stripe, 'pm_card_visa')
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: seats.id }],
    expand: ['latest_invoice.payments'],
  })
  const invoice = subscription.latest_invoice
  if (typeof invoice !== 'object' || !invoice) throw new Error('not expanded')
  expect(invoice.payments?.data[0]).toMatchObject({ status: 'paid', amount_paid: 2_000 })
  await expect(stripe.invoices.pay(invoice.id)).rejects.toMatchObject({
    code: 'invoice_already_paid',
  })
})
