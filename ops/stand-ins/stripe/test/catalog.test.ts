import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { Stripe } from 'stripe'
import { customerWithCard, makePlan, type Place, startPlace } from './place.ts'

let place: Place
beforeEach(() => void (place = startPlace()))
afterEach(() => place.stop())

describe('a price', () => {
  test('is found by its lookup key, which another price can take over', async () => {
    const { stripe } = place
    const { product, seats } = await makePlan(stripe)
    const customer = await customerWithCard(stripe, 'pm_card_visa')
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: seats.id }],
    })
    const next = {
      product: product.id,
      currency: 'usd',
      unit_amount: 2_500,
      recurring: { interval: 'month' as const },
      lookup_key: 'team_seats',
    }
    await expect(stripe.prices.create(next)).rejects.toMatchObject({ param: 'lookup_key' })
    const taken = await stripe.prices.create({ ...next, transfer_lookup_key: true })
    const found = await stripe.prices.list({ lookup_keys: ['team_seats', 'team_minutes'] })
    expect(found.data.map(({ lookup_key }) => lookup_key).sort()).toEqual([
      'team_minutes',
      'team_seats',
    ])
    expect(found.data.some(({ id }) => id === taken.id)).toBe(true)
    // Earlier subscribers keep the price, which has lost its key.
    const { items } = await stripe.subscriptions.retrieve(subscription.id)
    expect(items.data[0]?.price).toMatchObject({
      id: seats.id,
      lookup_key: null,
      unit_amount: 2_000,
    })
  })

  test('shows its tiers when they are expanded, to twelve decimals', async () => {
    const { stripe } = place
    const { product, meter } = await makePlan(stripe)
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      tiers: [
        { up_to: 1_000, unit_amount: 0, flat_amount: 500 },
        { up_to: 'inf', unit_amount_decimal: Stripe.Decimal.from('0.000000000001') },
      ],
      expand: ['tiers'],
    })
    expect(price.tiers?.[1]?.unit_amount).toBeNull()
    expect(String(price.tiers?.[1]?.unit_amount_decimal)).toBe('0.000000000001')
    expect(price.tiers?.[0]).toMatchObject({ up_to: 1_000, flat_amount: 500 })
    expect(await stripe.prices.retrieve(price.id)).not.toHaveProperty('tiers')
  })

  test.each([
    ['has no last tier without an end', [{ up_to: 10, unit_amount: 1 }]],
    [
      'has tiers out of order',
      [
        { up_to: 10, unit_amount: 1 },
        { up_to: 5, unit_amount: 1 },
        { up_to: 'inf' as const, unit_amount: 1 },
      ],
    ],
    ['has a tier without an amount', [{ up_to: 'inf' as const }]],
  ])('that %s is refused', async (_why, tiers) => {
    const { product, meter } = await makePlan(place.stripe)
    const refused = place.stripe.prices.create({
      product: product.id,
      currency: 'usd',
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      tiers,
    })
    await expect(refused).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
  })

  test('that is not active cannot be subscribed to', async () => {
    const { stripe } = place
    const { seats } = await makePlan(stripe)
    const customer = await customerWithCard(stripe, 'pm_card_visa')
    await stripe.prices.update(seats.id, { active: false })
    const refused = stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: seats.id }],
    })
    await expect(refused).rejects.toMatchObject({ statusCode: 400 })
    expect((await stripe.prices.list({ active: false })).data.map(({ id }) => id)).toEqual([
      seats.id,
    ])
  })

  test('with a fee for its first tier costs the fee without any usage', async () => {
    const { stripe, standIn } = place
    const { product, meter } = await makePlan(stripe)
    const price = await stripe.prices.create({
      product: product.id,
      currency: 'usd',
      billing_scheme: 'tiered',
      tiers_mode: 'graduated',
      recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
      tiers: [{ up_to: 'inf', flat_amount: 700, unit_amount: 2 }],
    })
    const customer = await customerWithCard(stripe, 'pm_card_visa')
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })
    // Nothing is charged in advance, so there is no first invoice.
    expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([])
    standIn.advance({ days: 32 })
    expect((await stripe.invoices.list({ customer: customer.id })).data[0]).toMatchObject({
      total: 700,
    })
  })
})

describe('a customer', () => {
  test('is found by its address and keeps its fields', async () => {
    const { stripe } = place
    const customer = await stripe.customers.create({
      email: 'a@example.com',
      metadata: { tenant: 'one', plan: 'team' },
    })
    await stripe.customers.create({ email: 'b@example.com' })
    const found = await stripe.customers.list({ email: 'a@example.com' })
    expect(found.data.map(({ id }) => id)).toEqual([customer.id])
    const changed = await stripe.customers.update(customer.id, {
      name: 'A',
      metadata: { plan: '', seats: '3' },
    })
    expect(changed).toMatchObject({ name: 'A', metadata: { tenant: 'one', seats: '3' } })
    expect(changed.metadata).not.toHaveProperty('plan')
  })

  test('is returned as deleted after its deletion, and its subscriptions end', async () => {
    const { stripe } = place
    const { seats } = await makePlan(stripe)
    const customer = await customerWithCard(stripe, 'pm_card_visa')
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: seats.id }],
    })
    await stripe.customers.del(customer.id)
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true })
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled')
  })

  test('has cards and tax ids', async () => {
    const { stripe } = place
    const customer = await customerWithCard(stripe, 'pm_card_mastercard')
    const refused = stripe.paymentMethods.attach('pm_card_chargeDeclined', {
      customer: customer.id,
    })
    await expect(refused).rejects.toMatchObject({ type: 'StripeCardError', code: 'card_declined' })
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data
    expect(card?.card).toMatchObject({ brand: 'mastercard', last4: '4444' })
    await stripe.paymentMethods.detach(card?.id ?? '')
    const after = (await stripe.customers.retrieve(customer.id)) as Stripe.Customer
    expect(after.invoice_settings.default_payment_method).toBeNull()
    await stripe.customers.createTaxId(customer.id, { type: 'eu_vat', value: 'DE123456789' })
    const taxIds = await stripe.customers.listTaxIds(customer.id)
    expect(taxIds.data.map(({ value }) => value)).toEqual(['DE123456789'])
  })
})

test('an invoice of more than ten lines shows ten, and lists the rest', async () => {
  const { stripe } = place
  const { product } = await makePlan(stripe)
  const items = await Promise.all(
    Array.from({ length: 12 }, async (_, at) => {
      const price = await stripe.prices.create({
        product: product.id,
        currency: 'usd',
        unit_amount: 100 + at,
        recurring: { interval: 'month' },
      })
      return { price: price.id }
    }),
  )
  const customer = await customerWithCard(stripe, 'pm_card_visa')
  await stripe.subscriptions.create({ customer: customer.id, items })
  const [invoice] = (await stripe.invoices.list({ customer: customer.id })).data
  expect(invoice?.lines).toMatchObject({ has_more: true })
  expect(invoice?.lines.data).toHaveLength(10)
  const all = await stripe.invoices.listLineItems(invoice?.id ?? '', { limit: 100 })
  expect(all.data).toHaveLength(12)
})
