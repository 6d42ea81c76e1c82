import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Stripe } from 'stripe'
import { newYear, type Place, startPlace } from './place.ts'

let place: Place
beforeAll(() => void (place = startPlace({ apiKey: 'sk_test_place' })))
afterAll(() => place.stop())

const failureOf = async (promise: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Stripe.errors.StripeError))
    throw new Error(`not refused: ${String(error)}`)
  return error
}

const control = async (verb: string, body?: object, method = 'POST'): Promise<unknown> =>
  (
    await fetch(`${place.standIn.url}/_control/${verb}`, {
      method,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  ).json()

const withRetries = (retries: number, timeoutMs = 80_000): Stripe =>
  new Stripe('sk_test_place', {
    host: '127.0.0.1',
    port: place.standIn.port,
    protocol: 'http',
    maxNetworkRetries: retries,
    timeout: timeoutMs,
    telemetry: false,
  })

describe('a request that Stripe would reject', () => {
  test('with another key is rejected with 401', async () => {
    const other = new Stripe('sk_test_other', {
      host: '127.0.0.1',
      port: place.standIn.port,
      protocol: 'http',
    })
    const error = await failureOf(other.customers.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError)
    expect(error.statusCode).toBe(401)
  })

  test('of another API version is rejected', async () => {
    const error = await failureOf(place.stripe.customers.list({}, { apiVersion: '2024-06-20' }))
    expect(error.message).toContain('Invalid Stripe API version')
  })

  test.each([
    ['an unknown field', { surname: 'X' }, 'parameter_unknown', 'surname'],
    [
      'an unknown field inside',
      { invoice_settings: { default_payment_method: 'pm_none' } },
      'resource_missing',
      'invoice_settings[default_payment_method]',
    ],
  ])('with %s is refused', async (_what, params, code, param) => {
    const error = await failureOf(place.stripe.customers.create(params as object))
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError)
    expect(error).toMatchObject({ code, param, requestId: expect.stringMatching(/^req_/) })
  })

  test('with an unknown id gets 404', async () => {
    const error = await failureOf(place.stripe.subscriptions.retrieve('sub_none'))
    expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  })
})

test('pages through a list, newest first', async () => {
  const made: string[] = []
  for (let at = 0; at < 7; at += 1) {
    made.push((await place.stripe.products.create({ name: `Product ${at}` })).id)
  }
  const first = await place.stripe.products.list({ limit: 3 })
  expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/products' })
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(-3).reverse())
  const before = await place.stripe.products.list({ limit: 2, ending_before: made[3] ?? '' })
  expect(before.data.map(({ id }) => id)).toEqual(made.slice(4, 6).reverse())
  const all: string[] = []
  for await (const { id } of place.stripe.products.list({ limit: 2 })) all.push(id)
  expect(all).toEqual([...made].reverse())
})

describe('an idempotency key', () => {
  test('returns the first response again, and does nothing twice', async () => {
    const send = () =>
      place.stripe.customers.create({ email: 'same@example.com' }, { idempotencyKey: 'key-one' })
    const first = await send()
    const second = await send()
    expect(second.id).toBe(first.id)
    // Under Bun the SDK fetches, and shows the headers of the Fetch standard.
    const headers = second.lastResponse.headers as unknown as Headers
    expect(headers.get('idempotent-replayed')).toBe('true')
    expect((await place.stripe.customers.list({ email: 'same@example.com' })).data).toHaveLength(1)
  })

  test('is rejected with another body', async () => {
    const options = { idempotencyKey: 'key-two' }
    await place.stripe.customers.create({ email: 'one@example.com' }, options)
    const error = await failureOf(
      place.stripe.customers.create({ email: 'two@example.com' }, options),
    )
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError)
  })
})

describe('a fault requested by a test', () => {
  test('responds 429 with a delay', async () => {
    await control('faults', { path: '/v1/customers', kind: '429', retryAfterSeconds: 7 })
    const error = await failureOf(place.stripe.customers.list())
    expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError)
    expect(error.headers?.['retry-after']).toBe('7')
    await place.stripe.customers.list()
  })

  test('responds 500 as often as requested', async () => {
    await control('faults', { path: '/v1/customers', kind: '500', times: 2 })
    expect((await failureOf(place.stripe.customers.list())).statusCode).toBe(500)
    expect((await failureOf(place.stripe.customers.list())).statusCode).toBe(500)
    await place.stripe.customers.list()
  })

  test('breaks the connection before anything is done', async () => {
    // The SDK retries once by itself when a connection is closed.
    await control('faults', { path: '/v1/customers', method: 'POST', kind: 'reset', times: 2 })
    const email = 'reset@example.com'
    const error = await failureOf(place.stripe.customers.create({ email }))
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
    expect((await place.stripe.customers.list({ email })).data).toEqual([])
  })

  test.each(['reset_after_effect', 'timeout_after_effect'])(
    'does what was asked and then loses the answer (%s); a repetition finds it',
    async (kind) => {
      await control('faults', { path: '/v1/customers', method: 'POST', kind })
      const email = `${kind}@example.com`
      const customer = await withRetries(1, 500).customers.create(
        { email },
        { idempotencyKey: `key-${kind}` },
      )
      const found = await place.stripe.customers.list({ email })
      expect(found.data.map(({ id }) => id)).toEqual([customer.id])
    },
  )
})

test('responds as late as requested', async () => {
  await control('settings', { latencyMs: 60_000 })
  const error = await failureOf(withRetries(0, 50).customers.list())
  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError)
  await control('settings', { latencyMs: 0 })
  await place.stripe.customers.list()
})

test('records the requests for proofs', async () => {
  const seen = (await control('requests', undefined, 'GET')) as { path: string; method: string }[]
  expect(seen).toContainEqual(expect.objectContaining({ method: 'POST', path: '/v1/products' }))
  expect(place.standIn.requests.length).toBe(seen.length)
})

test('rejects an unknown fault with a reason', async () => {
  expect(await control('faults', { kind: 'flood' })).toMatchObject({
    error: expect.stringContaining('kind is one of'),
  })
})

test('starts its own clock at a given time', async () => {
  expect((await place.stripe.customers.create({})).created).toBe(newYear)
})
