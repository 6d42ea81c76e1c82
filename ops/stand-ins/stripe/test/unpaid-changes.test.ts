import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Stripe } from 'stripe'
import { customerWithCard, makePlan, newYear, type Place, startPlace } from './place.ts'
import { subscribeTo } from './subscribed.ts'

let place: Place
let plan: Awaited<ReturnType<typeof makePlan>>
beforeAll(async () => {
  place = startPlace()
  plan = await makePlan(place.stripe)
})
afterAll(() => place.stop())

const day = 86_400

const subscribe = (
  days: number,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  card = 'pm_card_visa',
) => subscribeTo(place, plan.seats.id, days, more, card)

async function declineFromNowOn(customer: Stripe.Customer): Promise<void> {
  const { id } = await place.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
    customer: customer.id,
  })
  await place.stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: id },
  })
}

describe('a change that cannot be paid', () => {
  const change = { proration_behavior: 'always_invoice' as const }

  test('leaves the subscription past due by default', async () => {
    const { customer, subscription, item, current } = await subscribe(10)
    await declineFromNowOn(customer)
    await place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 5 }],
      ...change,
    })
    const after = await current()
    expect(after.status).toBe('past_due')
    expect(after.items.data[0]?.quantity).toBe(5)
  })

  test('is rejected with 402 and changes nothing if requested', async () => {
    const { customer, subscription, item, current, invoices } = await subscribe(10)
    await declineFromNowOn(customer)
    const refused = place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 5 }],
      payment_behavior: 'error_if_incomplete',
      ...change,
    })
    await expect(refused).rejects.toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      decline_code: 'generic_decline',
    })
    expect((await current()).items.data[0]?.quantity).toBe(2)
    expect(await invoices()).toHaveLength(1)
  })

  const waiting = async () => {
    const made = await subscribe(10)
    await declineFromNowOn(made.customer)
    const pending = await place.stripe.subscriptions.update(made.subscription.id, {
      items: [{ id: made.item, quantity: 5 }],
      payment_behavior: 'pending_if_incomplete',
      ...change,
    })
    expect(pending).toMatchObject({
      status: 'active',
      pending_update: { expires_at: newYear + 10 * day + 23 * 3_600 },
    })
    expect(pending.items.data[0]?.quantity).toBe(2)
    return made
  }

  test('waits until its invoice is paid if requested', async () => {
    const { invoices, current } = await waiting()
    const [open] = await invoices()
    const other = await place.stripe.paymentMethods.create({
      type: 'card',
      card: { token: 'tok_visa' },
    })
    await place.stripe.invoices.pay(open?.id ?? '', { payment_method: other.id })
    const after = await current()
    expect(after.pending_update).toBeNull()
    expect(after.items.data[0]?.quantity).toBe(5)
  })

  test('is dropped when its invoice stays unpaid for 23 hours', async () => {
    const { advance, invoices, current } = await waiting()
    await advance(newYear + 11 * day)
    const after = await current()
    expect(after.pending_update).toBeNull()
    expect(after.items.data[0]?.quantity).toBe(2)
    expect((await invoices())[0]?.status).toBe('void')
  })

  test('is dropped when its invoice is voided', async () => {
    const { invoices, current } = await waiting()
    await place.stripe.invoices.voidInvoice((await invoices())[0]?.id ?? '')
    const after = await current()
    expect(after).toMatchObject({ status: 'active', pending_update: null })
    expect(after.items.data[0]?.quantity).toBe(2)
  })

  test('cannot wait together with an unpaid change', async () => {
    const { subscription, item } = await subscribe(0)
    const refused = place.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 3 }],
      metadata: { plan: 'x' },
      payment_behavior: 'pending_if_incomplete',
    })
    await expect(refused).rejects.toMatchObject({ param: 'metadata' })
  })
})

describe('a subscription whose first charge fails', () => {
  test('is incomplete, and ends after 23 hours', async () => {
    const { customer, subscription, advance, current, invoices } = await subscribe(
      0,
      {},
      'pm_card_chargeCustomerFail',
    )
    expect(subscription.status).toBe('incomplete')
    await advance(newYear + day)
    expect((await current()).status).toBe('incomplete_expired')
    // Unlike cancelled ones, it is still listed.
    const listed = await place.stripe.subscriptions.list({ customer: customer.id })
    expect(listed.data.map(({ id }) => id)).toEqual([subscription.id])
    expect((await invoices())[0]?.status).toBe('void')
  })

  test('is not created at all if requested', async () => {
    const customer = await customerWithCard(place.stripe, 'pm_card_chargeCustomerFail')
    const refused = place.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: plan.seats.id }],
      payment_behavior: 'error_if_incomplete',
    })
    await expect(refused).rejects.toMatchObject({ statusCode: 402 })
    expect((await place.stripe.subscriptions.list({ customer: customer.id })).data).toEqual([])
  })
})
