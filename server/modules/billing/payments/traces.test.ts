import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { SpanStatusCode } from '@opentelemetry/api'
import { recordSpans } from '../../../../ops/test/spans.ts'
import { openTenant } from '../../../http/test/meetings.ts'
import {
  checkout,
  declined,
  enterCard,
  failsLater,
  good,
  openPaying,
  type PayingInstallation,
  subscribe,
  switchCard,
  webhookSecret,
} from './test/paying.ts'

setDefaultTimeout(60_000)

const logLines: string[] = []
let paying: PayingInstallation
let exporter: ReturnType<typeof recordSpans>
beforeAll(async () => {
  exporter = recordSpans()
  paying = await openPaying({ worker: false, logLines })
})
afterAll(async () => {
  await paying.close()
  exporter.stop()
})

test('each call is a span; spans and logs contain no cards, people or secrets', async () => {
  const client = await openTenant(paying.installation, 'traced')
  await enterCard(await checkout(client, 'team'), declined)
  await subscribe(client, 'team')
  await switchCard(paying, 'traced', failsLater)
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(402)
  paying.standIn.world.faults.push({
    path: '/v1/invoices',
    method: null,
    kind: '500',
    left: 3,
    retryAfterSeconds: 1,
  })
  expect((await client.send('/billing/invoices')).status).toBe(503)
  await paying.standIn.webhooks.settled()

  const spans = exporter.getFinishedSpans().filter(({ name }) => name.startsWith('stripe '))
  const names = new Set(spans.map(({ name }) => name))
  for (const method of [
    'customers.create',
    'checkout.sessions.create',
    'subscriptions.list',
    'subscriptions.update',
    'invoices.list',
  ])
    expect(names).toContain(`stripe ${method}`)
  const failed = spans.filter(({ status }) => status.code === SpanStatusCode.ERROR)
  expect(failed.map(({ name }) => name)).toEqual(['stripe invoices.list'])
  expect(failed[0]?.events.filter(({ name }) => name === 'retry')).toHaveLength(2)

  const seen = [
    ...logLines,
    ...spans.map(({ name, attributes, events }) => JSON.stringify({ name, attributes, events })),
  ].join('\n')
  expect(seen).toContain('Stripe could not be asked')
  expect(seen).toContain('/webhooks/stripe')
  for (const secret of [good, declined, 'owner@traced', 'sk_test_', webhookSecret, '4242', 'cus_'])
    expect(seen).not.toContain(secret)
})
