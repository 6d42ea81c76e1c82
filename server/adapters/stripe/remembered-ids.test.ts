import { afterEach, beforeEach, expect, test } from 'bun:test'
import { startStripe, type StripeStandIn } from '../../../ops/stand-ins/stripe/server.ts'
import type { Payments } from '../../modules/billing/ports.ts'
import { openClient } from './client.ts'
import { stripePayments } from './index.ts'

let stripe: StripeStandIn
let payments: Payments
let customerId: string
const config = () => ({
  secretKey: 'sk_test_remembered',
  webhookSecret: null,
  apiBase: stripe.url,
})
beforeEach(async () => {
  stripe = startStripe()
  payments = stripePayments(config())
  await setUp()
  customerId = (await openClient(config()).sdk.customers.create({ name: 'Northwind' })).id
})
afterEach(() => stripe.stop())

async function setUp(): Promise<void> {
  for await (const _ of payments.setUp({ plans: [], webhookUrl: null, returnUrl: null }));
}

test('finds the portal again after its configuration was replaced', async () => {
  const open = () =>
    payments.openPortal({ customerId, locale: 'en', returnUrl: 'https://aam.example/' })
  await open()
  stripe.world.portalConfigurations.clear()
  await setUp()
  expect((await open()).url).toStartWith('http')
})

test('finds the meter again after it was replaced', async () => {
  const day = new Date(`${new Date().toISOString().slice(0, 10)}T00:00:00Z`)
  const sum = () => payments.sumMeter(customerId, new Date(day.getTime() - 86_400_000), day)
  await sum()
  stripe.world.meters.clear()
  await setUp()
  expect(await sum()).toEqual(new Map())
})
