import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sign } from '../../../../ops/stand-ins/stripe/webhooks/sign.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { openTenant, refusalOf } from '../../../http/test/meetings.ts'
import {
  checkout,
  customerOf,
  openPaying,
  type PayingInstallation,
  webhookSecret,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
let installation: TestInstallation
let customer: string
beforeAll(async () => {
  paying = await openPaying({
    worker: false,
    sendsWebhooks: false,
    trustedProxies: ['127.0.0.0/8'],
  })
  installation = paying.installation
  await checkout(await openTenant(installation, 'told'), 'team')
  customer = await customerOf(installation, 'told')
})
afterAll(() => paying.close())

const nowSeconds = (): number => Math.floor(Date.now() / 1_000)

const eventOf = (id: string, about: object): string =>
  JSON.stringify({
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: nowSeconds(),
    data: { object: about },
    type: 'customer.subscription.updated',
  })

const send = (
  body: string,
  { secret = webhookSecret, at = nowSeconds(), slug = '', signed = body } = {},
): Promise<Response> =>
  installation.request(slug, '/webhooks/stripe', {
    method: 'POST',
    body,
    headers: { 'stripe-signature': sign(signed, secret, at), 'content-type': 'application/json' },
  })

const stored = async (): Promise<string[]> => {
  const events = await installation.admin<{ id: string }[]>`
    select event_id as id from billing_events order by received_at`
  return events.map(({ id }) => id)
}

test('records an event id once, however often it is sent, and nothing of its content', async () => {
  const body = eventOf('evt_once', { id: 'sub_1', object: 'subscription', customer })
  const answers = await Promise.all(Array.from({ length: 5 }, () => send(body)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await stored()).toEqual(['evt_once'])
  const [row] = await installation.admin`select * from billing_events`
  expect(Object.keys(row ?? {}).sort()).toEqual(
    ['done_at', 'event_id', 'happened_at', 'received_at', 'tenant_id', 'type'].sort(),
  )
})

test('accepts an event about the customer itself', async () => {
  expect((await send(eventOf('evt_self', { id: customer, object: 'customer' }))).status).toBe(200)
  expect(await stored()).toContain('evt_self')
})

test('rejects forged, altered, old and unsigned events, and stores nothing', async () => {
  const before = await stored()
  const body = eventOf('evt_forged', { id: 'sub_1', object: 'subscription', customer })
  const tries = [
    send(body, { secret: 'whsec_of_somebody_else' }),
    send(body, { at: nowSeconds() - 301 }),
    send(body, { signed: body.replace('evt_forged', 'evt_other') }),
    installation.request('', '/webhooks/stripe', { method: 'POST', body }),
    installation.request('', '/webhooks/stripe', {
      method: 'POST',
      body,
      headers: { 'stripe-signature': 't=now,v1=,v0=x' },
    }),
    send(''),
    send('{'),
    send('null'),
  ]
  for (const response of await Promise.all(tries))
    expect(await refusalOf(response)).toBe('400 malformed_request')
  expect(await stored()).toEqual(before)
})

test('accepts events about unknown customers without storing them', async () => {
  const before = await stored()
  const about = [
    { id: 'sub_2', object: 'subscription', customer: 'cus_unknown' },
    { id: 'price_1', object: 'price' },
    { id: 'x', object: 'charge', customer: null },
    { id: 'x', object: 'charge', customer: 7 },
  ]
  for (const [at, one] of about.entries())
    expect((await send(eventOf(`evt_nobody_${at}`, one))).status).toBe(200)
  expect(await stored()).toEqual(before)
})

test('rejects a body of more than 256 KB', async () => {
  const before = await stored()
  const huge = eventOf('evt_huge', { customer, text: 'x'.repeat(262_144) })
  expect(await refusalOf(await send(huge))).toBe('413 payload_too_large')
  expect(await stored()).toEqual(before)
  const large = eventOf('evt_large', { customer, text: 'x'.repeat(200_000) })
  expect((await send(large)).status).toBe(200)
})

test('accepts thin events without a customer, and queues a comparison of all meters', async () => {
  const before = await stored()
  await installation.admin`update billing_customers set reconciled_at = now() - interval '2 hours'`
  const thin = JSON.stringify({
    id: 'evt_thin',
    object: 'v2.core.event',
    type: 'v1.billing.meter.error_report_triggered',
    created: new Date().toISOString(),
    livemode: false,
    related_object: { id: 'mtr_1', type: 'billing.meter', url: '/v1/billing/meters/mtr_1' },
  })
  expect((await send(thin)).status).toBe(200)
  const due = () => installation.admin`
    select 1 from billing_customers where reconciled_at is null`
  expect(await due()).toHaveLength(1)
  await installation.admin`update billing_customers set reconciled_at = now() - interval '2 hours'`
  expect(await refusalOf(await send(thin, { secret: 'whsec_of_somebody_else' }))).toBe(
    '400 malformed_request',
  )
  expect(await due()).toHaveLength(0)
  expect(await stored()).toEqual(before)
})

test('answers only POST, and only at the bare host', async () => {
  const body = eventOf('evt_host', { id: 'sub_1', object: 'subscription', customer })
  expect((await send(body, { slug: 'told' })).status).toBe(404)
  expect(await stored()).not.toContain('evt_host')
  const read = await installation.request('', '/webhooks/stripe')
  expect(await refusalOf(read)).toBe('405 method_not_allowed')
})

test('is exempt from the limit for anonymous callers: many events arrive at the turn of a month', async () => {
  const body = eventOf('evt_turn', { id: 'price_1', object: 'price' })
  const signature = sign(body, webhookSecret, nowSeconds())
  const statuses = new Set<number>()
  for (let sent = 0; sent < 650; sent += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        installation.request('', '/webhooks/stripe', {
          method: 'POST',
          body,
          headers: { 'stripe-signature': signature, 'x-forwarded-for': '203.0.113.9' },
        }),
      ),
    )
    for (const { status } of answers) statuses.add(status)
  }
  expect([...statuses]).toEqual([200])
})

test('answers a flood of wrong signatures with 429, and still accepts signed events from the same address', async () => {
  const body = eventOf('evt_flood', { id: 'price_1', object: 'price' })
  const answer = async (secret: string, address: string): Promise<number> => {
    const signature = sign(body, secret, nowSeconds())
    const headers = { 'stripe-signature': signature, 'x-forwarded-for': address }
    const init = { method: 'POST', body, headers }
    return (await installation.request('', '/webhooks/stripe', init)).status
  }
  const seen = new Map<number, number>()
  const flood = async (most: number, isOver: () => boolean): Promise<void> => {
    for (let sent = 0; sent < most && !isOver(); sent += 50) {
      const wrong = Array.from({ length: 50 }, () => answer('whsec_guessed', '203.0.113.10'))
      for (const status of await Promise.all(wrong)) seen.set(status, (seen.get(status) ?? 0) + 1)
    }
  }
  // Requests of one minute are counted together, and the flood may span two.
  await flood(1_400, () => seen.has(429))
  expect([...seen.keys()].sort()).toEqual([400, 429])
  expect(await answer(webhookSecret, '203.0.113.11')).toBe(200)
  // Unsigned requests may come from the provider's address.
  await flood(650, () => false)
  expect(await answer(webhookSecret, '203.0.113.10')).toBe(200)
})

test('does not exist without a key', async () => {
  const plain = await openInstallation({ worker: false })
  const response = await plain.request('', '/webhooks/stripe', { method: 'POST', body: '{}' })
  expect(await refusalOf(response)).toBe('409 payments_off')
  // A body that would be too large is not read either.
  const huge = await plain.request('', '/webhooks/stripe', {
    method: 'POST',
    body: 'x'.repeat(262_145),
  })
  expect(await refusalOf(huge)).toBe('409 payments_off')
  await plain.close()
})

const data = process.env['AAM_EVAL_DATA']
const recorded = data ? join(data, 'wire/stripe/webhook_events') : null

/** Without the shared data there is nothing to read. */
if (recorded)
  test('accepts every recorded event of Stripe', async () => {
    const names = readdirSync(recorded).filter((name) => name.endsWith('.json'))
    expect(names).toHaveLength(37)
    const before = (await stored()).length
    let ours = 0
    for (const name of names) {
      const text = readFileSync(join(recorded, name), 'utf8')
      expect(`${name} ${(await send(text)).status}`).toBe(`${name} 200`)
      // Repeated as an event about one of our customers.
      const event = JSON.parse(text) as { id: string; data: { object: Record<string, unknown> } }
      event.id = `evt_recorded_${name}`
      if (!('customer' in event.data.object)) continue
      event.data.object['customer'] = customer
      ours += 1
      expect(`${name} ${(await send(JSON.stringify(event))).status}`).toBe(`${name} 200`)
    }
    expect((await stored()).length).toBe(before + ours)
  })
