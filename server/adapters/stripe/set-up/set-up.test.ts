import { afterEach, beforeEach, expect, test } from 'bun:test'
import { startStripe, type StripeStandIn } from '../../../../ops/stand-ins/stripe/server.ts'
import type { Payments, PricedPlan, SetUpChange } from '../../../modules/billing/ports.ts'
import { openClient } from '../client.ts'
import { stripePayments } from '../index.ts'
import { readPrice } from '../lookup-key.ts'
import { perSecond } from './plan-prices.ts'

const webhookUrl = 'https://aam.example/webhooks/stripe'
const returnUrl = 'https://aam.example/'

let stripe: StripeStandIn
let payments: Payments
beforeEach(() => {
  stripe = startStripe()
  payments = stripePayments(config())
})
afterEach(() => stripe.stop())

const config = () => ({
  secretKey: 'sk_test_set_up',
  webhookSecret: null,
  apiBase: stripe.url,
})

const business: PricedPlan = {
  id: 'business',
  version: 1,
  isNewest: true,
  name: 'Business',
  summary: 'For organisations.',
  currency: 'usd',
  seatMonthMinor: 2_400,
  minutes: { included: 15_000, minorDecimal: '3.6' },
}
const team: PricedPlan = {
  ...business,
  id: 'team',
  name: 'Team',
  seatMonthMinor: 1_200,
  minutes: null,
}

async function setUp(plans: PricedPlan[] = [team, business]): Promise<SetUpChange[]> {
  const changes = []
  for await (const one of payments.setUp({ plans, webhookUrl, returnUrl })) changes.push(one)
  return changes
}

const say = (changes: SetUpChange[]): string[] => changes.map(({ did, what }) => `${did} ${what}`)
const others = (changes: SetUpChange[]): string[] =>
  say(changes.filter(({ did }) => did !== 'kept'))
const price = async (name: string) => {
  const asked = { lookup_keys: [name], expand: ['data.tiers'] }
  const [found] = (await openClient(config()).sdk.prices.list(asked)).data
  if (!found) throw new Error(`no price ${name}`)
  return found
}
const tiersOf = async (name: string) =>
  (await price(name)).tiers?.map((tier) => [tier.up_to, String(tier.unit_amount_decimal)])

test('creates all that the plans need, and changes nothing the second time', async () => {
  const first = await setUp()
  expect(say(first)).toEqual([
    'made meter aam_transcribed_seconds',
    'made product Team',
    'made price aam_team_v1_seat',
    'made product Business',
    'made price aam_business_v1_seat',
    'made price aam_business_v1_minute',
    'made portal configuration',
    `made webhook endpoint ${webhookUrl}`,
    `made event destination ${webhookUrl}`,
  ])
  for (const { secret } of first.slice(-2)) expect(secret).toStartWith('whsec_')
  expect(await price('aam_team_v1_seat')).toMatchObject({ unit_amount: 1_200, currency: 'usd' })
  expect(await tiersOf('aam_business_v1_minute')).toEqual([
    [900_000, '0'],
    [null, '0.06'],
  ])
  expect(await price('aam_business_v1_minute')).toMatchObject({
    tiers_mode: 'graduated',
    recurring: { interval: 'month', usage_type: 'metered', meter: first[0]?.id },
  })
  const [portal] = stripe.world.portalConfigurations.values()
  expect(portal?.features).toMatchObject({
    payment_method_update: { enabled: true },
    invoice_history: { enabled: true },
    subscription_cancel: { enabled: false },
    subscription_update: { enabled: false },
  })
  const before = JSON.stringify([...stripe.world.prices, ...stripe.world.products])
  const second = await setUp()
  expect(new Set(second.map(({ did }) => did))).toEqual(new Set(['kept']))
  expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id))
  expect(second.every(({ secret }) => secret === undefined)).toBe(true)
  expect(JSON.stringify([...stripe.world.prices, ...stripe.world.products])).toBe(before)
})

test('makes a new price when the amount changes, and existing subscribers keep the old one', async () => {
  await setUp()
  const before = await price('aam_business_v1_minute')
  const dearer = { ...business, minutes: { included: 15_000, minorDecimal: '4.2' } }
  expect(others(await setUp([team, dearer]))).toEqual([
    'made price aam_business_v1_minute',
    'retired price aam_business_v1_minute',
  ])
  expect((await tiersOf('aam_business_v1_minute'))?.[1]).toEqual([null, '0.07'])
  const read = await openClient(config()).sdk.prices.retrieve(before.id, { expand: ['tiers'] })
  expect(read).toMatchObject({ active: false, lookup_key: null })
  expect(String(read.tiers?.[1]?.unit_amount_decimal)).toBe('0.06')
  expect(readPrice(read)).toEqual({ planId: 'business', planVersion: 1, part: 'minute' })
  expect(others(await setUp([team, dearer]))).toEqual([])
})

test('gives a new version prices of its own beside those of the old one', async () => {
  await setUp()
  const newer = { ...team, version: 2, seatMonthMinor: 1_500 }
  const changes = await setUp([{ ...team, isNewest: false }, newer, business])
  expect(others(changes)).toEqual(['made price aam_team_v2_seat'])
  expect(changes.find(({ what }) => what === 'price aam_team_v1_seat')?.detail).toBe(
    'for who has it',
  )
  expect(await price('aam_team_v1_seat')).toMatchObject({ active: true, unit_amount: 1_200 })
})

test('repairs what somebody changed at Stripe, and retires what is no longer sold', async () => {
  const made = await setUp()
  const { sdk } = openClient(config())
  const idOf = (what: string) => made.find((one) => one.what.startsWith(what))?.id ?? ''
  await sdk.products.update('aam_team', { name: 'Teams' })
  await sdk.prices.update(idOf('price aam_team_v1_seat'), { active: false })
  await sdk.billing.meters.update(idOf('meter'), { display_name: 'Seconds' })
  await sdk.billingPortal.configurations.update(idOf('portal'), {
    features: { subscription_cancel: { enabled: true } },
  })
  await sdk.webhookEndpoints.update(idOf('webhook'), { enabled_events: ['invoice.paid'] })
  await sdk.v2.core.eventDestinations.disable(idOf('event destination'))
  expect(others(await setUp())).toEqual([
    'changed meter aam_transcribed_seconds',
    'changed product Team',
    'changed price aam_team_v1_seat',
    'changed portal configuration',
    `changed webhook endpoint ${webhookUrl}`,
    `changed event destination ${webhookUrl}`,
  ])
  expect(others(await setUp([business]))).toEqual(['retired product AAM Team'])
  expect(stripe.world.products.get('aam_team')?.active).toBe(false)
  expect(others(await setUp())).toEqual(['changed product Team'])
})

const refusal = (): Promise<string> =>
  setUp().then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  )

test.each([
  ['its formula is “count”', { default_aggregation: { formula: 'count' } }],
  [
    'its customer key is “organisation”',
    { customer_mapping: { type: 'by_id', event_payload_key: 'organisation' } },
  ],
  ['its value key is “minutes”', { value_settings: { event_payload_key: 'minutes' } }],
] as const)('refuses a meter that counts otherwise: %s', async (fault, settings) => {
  const { sdk } = openClient(config())
  const { id } = await sdk.billing.meters.create({
    event_name: 'aam_transcribed_seconds',
    display_name: 'AAM transcribed seconds',
    default_aggregation: { formula: 'sum' },
    ...settings,
  })
  expect(await refusal()).toStartWith('SetUpRefused: ')
  expect(await refusal()).toContain(fault)
  expect(await refusal()).toContain('Deactivate the meter')
  await sdk.billing.meters.deactivate(id)
  expect((await setUp())[0]?.did).toBe('made')
})

test('refuses a price of somebody else’s that has our name, and replaces one of ours on another product', async () => {
  const { sdk } = openClient(config())
  const common = {
    currency: 'usd',
    unit_amount: 1_200,
    lookup_key: 'aam_team_v1_seat',
    recurring: { interval: 'month' as const },
    product_data: { name: 'Another' },
  }
  const { id } = await sdk.prices.create(common)
  expect(await refusal()).toContain('Remove the lookup key')
  await sdk.prices.update(id, { metadata: { aam_price: 'aam_team_v1_seat' } })
  expect(others(await setUp())).toContain('made price aam_team_v1_seat')
  expect(await price('aam_team_v1_seat')).toMatchObject({ product: 'aam_team' })
  expect(others(await setUp())).toEqual([])
})

test('receives errors of the meter, signed with a secret of its own', async () => {
  const got: { body: Uint8Array; signature: string | null }[] = []
  const us = Bun.serve({
    port: 0,
    async fetch(request) {
      const body = new Uint8Array(await request.arrayBuffer())
      got.push({ body, signature: request.headers.get('stripe-signature') })
      return new Response()
    },
  })
  try {
    const url = `http://127.0.0.1:${us.port}/`
    const secrets: string[] = []
    for await (const { secret } of payments.setUp({ plans: [], webhookUrl: url, returnUrl }))
      if (secret) secrets.push(secret)
    expect(secrets).toHaveLength(2)
    await openClient(config()).sdk.billing.meterEvents.create({
      event_name: 'aam_transcribed_seconds',
      payload: { stripe_customer_id: 'cus_nobody', value: '60' },
    })
    await stripe.webhooks.settled()
    const reader = stripePayments({ ...config(), webhookSecret: secrets.join(', ') })
    const read = await Promise.all(got.map((one) => reader.readEvent(one.body, one.signature)))
    expect(read.filter((event) => event?.concernsMeter)).toHaveLength(1)
    const [first = ''] = secrets
    const half = stripePayments({ ...config(), webhookSecret: first })
    const lacking = await Promise.all(got.map((one) => half.readEvent(one.body, one.signature)))
    expect(lacking.filter((event) => event?.concernsMeter)).toHaveLength(0)
  } finally {
    await us.stop(true)
  }
})

test('leaves what others made or added alone', async () => {
  const { sdk } = openClient(config())
  await sdk.products.create({ id: 'aam_consulting', name: 'Consulting' })
  const made = await setUp()
  const webhook = made.find(({ what }) => what.startsWith('webhook'))?.id ?? ''
  await sdk.webhookEndpoints.update(webhook, {
    enabled_events: ['invoice.paid', 'charge.refunded'],
  })
  await setUp()
  expect(stripe.world.products.get('aam_consulting')?.active).toBe(true)
  const { enabled_events: events = [] } = stripe.world.endpoints.get(webhook) ?? {}
  expect(events).toContain('charge.refunded')
  expect(events).toContain('customer.subscription.updated')
})

test('finishes an interrupted run on the next one', async () => {
  const { faults } = stripe.world
  faults.push({ path: '/v1/prices', method: 'POST', kind: '500', left: 99, retryAfterSeconds: 1 })
  await expect(setUp()).rejects.toMatchObject({ name: 'PaymentsUnavailable' })
  faults.length = 0
  faults.push({
    path: '/v1/prices',
    method: 'POST',
    kind: 'timeout_after_effect',
    left: 1,
    retryAfterSeconds: 1,
  })
  const patient = stripePayments({ ...config(), timeoutMs: 300 })
  const broken = async () => {
    for await (const _ of patient.setUp({ plans: [team], webhookUrl, returnUrl }));
  }
  await broken().catch(() => undefined)
  faults.length = 0
  await setUp()
  const keys = [...stripe.world.prices.values()].map((one) => one.lookup_key)
  expect(keys.toSorted()).toEqual([
    'aam_business_v1_minute',
    'aam_business_v1_seat',
    'aam_team_v1_seat',
  ])
})

test('computes the price of a second exactly', () => {
  expect(perSecond('3.6')).toBe('0.06')
  expect(perSecond('60')).toBe('1')
  expect(perSecond('0.000000000060')).toBe('0.000000000001')
  expect(perSecond('123456.78')).toBe('2057.613')
  expect(() => perSecond('1')).toThrow('cannot be divided')
})
