import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Stripe } from 'stripe'
import { makePlan, newYear, type Place, secret, startPlace } from './place.ts'

let place: Place
beforeEach(() => void (place = startPlace()))
afterEach(() => place.stop())

const control = async <T>(verb: string, body: object = {}): Promise<T> =>
  (await (
    await fetch(`${place.standIn.url}/_control/${verb}`, {
      method: 'POST',
      body: JSON.stringify(body),
    })
  ).json()) as T

interface Sent {
  id: string
  type: string
  status: number | null
}

describe('held events', () => {
  beforeEach(async () => {
    await control('webhooks', { mode: 'hold' })
    for (let at = 0; at < 12; at += 1) await place.stripe.customers.create({ name: `${at}` })
    expect(place.received).toEqual([])
  })

  test('are sent in order when they are released', async () => {
    await control('webhooks', { mode: 'deliver' })
    await place.standIn.webhooks.settled()
    const names = place.received.map(({ event }) => (event.data.object as Stripe.Customer).name)
    expect(names).toEqual(Array.from({ length: 12 }, (_, at) => `${at}`))
  })

  test('are sent shuffled and twice, in the same way for the same seed', async () => {
    const shuffled = await control<Sent[]>('deliver', { order: 'shuffled', seed: 7, duplicates: 1 })
    expect(shuffled).toHaveLength(24)
    const ids = shuffled.map(({ id }) => id)
    expect(new Set(ids).size).toBe(12)
    expect(ids).not.toEqual([...ids].sort())
    expect(place.received.map(({ event }) => event.id)).toEqual(ids)
    for (const { raw, signature } of place.received) {
      await place.stripe.webhooks.constructEventAsync(raw, signature, secret)
    }
  })

  test.each(['wrong_secret', 'changed_body', 'stale', 'unsigned'])(
    'go out forged (%s), which a receiver can tell, and are kept',
    async (forge) => {
      await control('deliver', { forge, limit: 3 })
      expect(place.received).toHaveLength(3)
      for (const { raw, signature } of place.received) {
        const checked = place.stripe.webhooks.constructEventAsync(raw, signature, secret)
        await expect(checked).rejects.toMatchObject({ type: 'StripeSignatureVerificationError' })
      }
      expect(place.standIn.webhooks.held).toHaveLength(12)
    },
  )
})

test('an event that is not acknowledged is sent again', async () => {
  place.answerWith(500)
  await place.stripe.customers.create({ name: 'late' })
  while (place.standIn.webhooks.deliveries.length === 0) await Bun.sleep(5)
  expect(place.received).toEqual([])
  place.answerWith(200)
  await place.standIn.webhooks.settled()
  expect(place.types()).toEqual(['customer.created'])
  const attempts = place.standIn.webhooks.deliveries.map(({ status }) => status)
  expect(attempts.at(-1)).toBe(200)
  expect(attempts.length).toBeGreaterThan(1)
})

test('an update shows the previous values', async () => {
  const customer = await place.stripe.customers.create({ name: 'Old', email: 'a@example.com' })
  await place.stripe.customers.update(customer.id, { name: 'New' })
  const [updated] = (await place.stripe.events.list({ type: 'customer.updated' })).data
  expect(updated?.data).toMatchObject({
    object: { name: 'New' },
    previous_attributes: { name: 'Old' },
  })
  expect(updated?.data.previous_attributes).not.toHaveProperty('email')
  expect(await place.stripe.events.retrieve(updated?.id ?? '')).toMatchObject({
    type: 'customer.updated',
  })
})

test('an endpoint gets the events that it subscribes to, signed with its own secret', async () => {
  const got: { raw: string; signature: string }[] = []
  const receiver = Bun.serve({
    port: 0,
    async fetch(request) {
      got.push({
        raw: await request.text(),
        signature: request.headers.get('stripe-signature') ?? '',
      })
      return new Response()
    },
  })
  const { stripe } = place
  const endpoint = await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${receiver.port}/`,
    enabled_events: ['product.created'],
  })
  await stripe.customers.create({})
  await stripe.products.create({ name: 'One' })
  await place.standIn.webhooks.settled()
  expect(got).toHaveLength(1)
  const [{ raw, signature }] = got as [{ raw: string; signature: string }]
  const event = await stripe.webhooks.constructEventAsync(raw, signature, endpoint.secret ?? '')
  expect(event.type).toBe('product.created')
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })
  await stripe.products.create({ name: 'Two' })
  await stripe.webhookEndpoints.del(endpoint.id)
  await place.standIn.webhooks.settled()
  expect(got).toHaveLength(1)
  expect((await stripe.webhookEndpoints.list()).data).toEqual([])
  await receiver.stop(true)
})

describe('an invalid meter event', () => {
  const notice = async () => {
    await place.standIn.webhooks.settled()
    const last = place.received.at(-1)
    if (!last) throw new Error('nothing was sent')
    return place.stripe.parseEventNotificationAsync(last.raw, last.signature, secret)
  }

  test.each([
    [
      'of an unknown customer',
      { stripe_customer_id: 'cus_none', value: '1' },
      'meter_event_customer_not_found',
    ],
    ['without a customer', { value: '1' }, 'meter_event_no_customer_defined'],
  ])('because it is %s is told of by a thin event', async (_why, payload, code) => {
    const { meter } = await makePlan(place.stripe)
    await place.stripe.billing.meterEvents.create({
      event_name: 'minutes',
      identifier: 'wrong-1',
      payload: payload as Record<string, string>,
    })
    const told = await notice()
    if (told.type !== 'v1.billing.meter.error_report_triggered') throw new Error(told.type)
    expect(told.related_object).toMatchObject({ id: meter.id, type: 'billing.meter' })
    expect(told).not.toHaveProperty('data')
    const event = await told.fetchEvent()
    expect(event.data.reason.error_types[0]).toMatchObject({
      code,
      sample_errors: [{ request: { identifier: 'wrong-1' } }],
    })
    expect((await told.fetchRelatedObject()).event_name).toBe('minutes')
    const listed = await place.stripe.v2.core.events.list({ object_id: meter.id })
    expect(listed.data.map(({ id }) => id)).toEqual([told.id])
  })

  test.each(['abc', '1.1234567890123', ''])(
    'because its value is "%s" is told of',
    async (value) => {
      await makePlan(place.stripe)
      const customer = await place.stripe.customers.create({})
      await place.stripe.billing.meterEvents.create({
        event_name: 'minutes',
        payload: { stripe_customer_id: customer.id, value },
      })
      expect((await notice()).type).toBe('v1.billing.meter.error_report_triggered')
    },
  )

  test('is reported if no meter has its name', async () => {
    await place.stripe.billing.meterEvents.create({
      event_name: 'unheard',
      payload: { stripe_customer_id: 'cus_none', value: '1' },
    })
    const told = await notice()
    if (told.type !== 'v1.billing.meter.no_meter_found') throw new Error(told.type)
    expect((await told.fetchEvent()).data.reason.error_types[0]?.code).toBe('no_meter')
  })

  test.each([
    ['older than 35 days', newYear - 35 * 86_400 - 1, 'timestamp_too_far_in_past'],
    ['more than five minutes ahead', newYear + 301, 'timestamp_in_future'],
  ])('because it is %s is refused at once', async (_why, timestamp, code) => {
    await makePlan(place.stripe)
    const customer = await place.stripe.customers.create({})
    const refused = place.stripe.billing.meterEvents.create({
      event_name: 'minutes',
      timestamp,
      payload: { stripe_customer_id: customer.id, value: '1' },
    })
    await expect(refused).rejects.toMatchObject({ statusCode: 400, code })
  })
})
