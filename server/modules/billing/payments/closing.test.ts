import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually } from '../../../../ops/test/installation.ts'
import { setSuspended } from '../../../../tenants/suspend.ts'
import { openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { newId } from '../../../platform/ids.ts'
import type { BillingView } from '../contract.ts'
import {
  checkout,
  customerOf,
  enterCard,
  idOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  subscribe,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying()
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)

const statusesOf = async (slug: string): Promise<string[]> => {
  const customer = await customerOf(paying.installation, slug)
  const { data } = await paying.stripe.subscriptions.list({ customer, status: 'all' })
  return data.map(({ status }) => status)
}

const close = async (client: Awaited<ReturnType<typeof open>>): Promise<boolean> => {
  const response = await client.post('/organisation/close')
  expect(response.status).toBe(200)
  return ((await response.json()) as { subscriptionEnded: boolean }).subscriptionEnded
}

/** Usage that was not reported to the meter yet. */
async function queueReport(slug: string, seconds: number): Promise<string> {
  const { admin } = paying.installation
  const [tenantId, id] = [await idOf(paying.installation, slug), newId()]
  await admin`
    insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds)
    values (${tenantId}, ${id}, ${`transcription:${id}`}, 'transcription', now(), 'deepgram:nova-3', ${seconds})`
  await admin`
    insert into meter_reports (tenant_id, id, source, at, seconds)
    values (${tenantId}, ${id}, 'ledger', now(), ${seconds})`
  return id
}

const fault = (path: string, left: number): void =>
  void paying.standIn.world.faults.push({
    path,
    method: 'POST',
    kind: 'reset',
    left,
    retryAfterSeconds: 1,
  })

const metered = (customer: string): number =>
  paying.standIn.world.readings
    .filter((one) => one.customer === customer && !one.cancelled)
    .reduce((sum, { value }) => sum + Number(value) / 1e12, 0)

test('closing also closes an open checkout page, so that nobody can pay on it', async () => {
  const client = await open('page')
  const url = await checkout(client, 'team')
  expect(await close(client)).toBe(false)
  await enterCard(url)
  expect(await statusesOf('page')).toEqual([])
})

test('closing ends a subscription paid a second ago and not stored yet', async () => {
  const client = await open('seconds')
  for (const endpoint of paying.standIn.webhooks.fixed) endpoint.isEnabled = false
  await enterCard(await checkout(client, 'team'))
  expect(await close(client)).toBe(true)
  expect(await statusesOf('seconds')).toEqual(['canceled'])
  for (const endpoint of paying.standIn.webhooks.fixed) endpoint.isEnabled = true
})

test('the worker ends and credits a subscription that begins after closing', async () => {
  const client = await open('late')
  await checkout(client, 'team')
  expect(await close(client)).toBe(false)
  const customer = await customerOf(paying.installation, 'late')
  const { data: prices } = await paying.stripe.prices.list({ lookup_keys: ['aam_team_v1_seat'] })
  const page = await paying.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: prices[0]?.id ?? '', quantity: 1 }],
    success_url: 'http://localhost/',
  })
  await enterCard(page.url ?? '')
  await eventually(async () => (await statusesOf('late')).join() === 'canceled')
  const { admin } = paying.installation
  await eventually(async () => {
    const rows = await admin`
      select 1 from subscriptions s join tenants t on t.id = s.tenant_id
      where t.slug = 'late' and s.plan_id = 'free' and s.external_id is null`
    return rows.length === 1
  })
  expect(await planAudit(paying.installation, 'late')).toContainEqual(
    expect.stringContaining('plan.cancelled'),
  )
})

test('closing charges usage that was not reported to the meter yet', async () => {
  const client = await open('drained')
  await subscribe(client, 'business')
  await queueReport('drained', 1_200)
  expect(await close(client)).toBe(true)
  expect(metered(await customerOf(paying.installation, 'drained'))).toBe(1_200)
})

test('while the meter is unreachable, closing and leaving a metered plan are rejected', async () => {
  const client = await open('undrained')
  await subscribe(client, 'business')
  await queueReport('undrained', 600)
  const customer = await customerOf(paying.installation, 'undrained')
  for (const [path, body] of [
    ['/organisation/close', undefined],
    ['/billing/plan', { planId: 'team' }],
  ] as const) {
    fault('/v1/billing/meter_events', 6)
    expect(await refusalOf(await client.post(path, body))).toBe('503 unavailable')
    paying.standIn.world.faults.length = 0
  }
  expect(await statusesOf('undrained')).toEqual(['active'])
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
  expect((await client.post('/billing/plan', { planId: 'team' })).status).toBe(200)
  expect(metered(customer)).toBe(600)
})

test('suspending names the subscription that is still charged, and syncs continue', async () => {
  const client = await open('held')
  await subscribe(client, 'team')
  const { services, admin } = paying.installation
  const tenantId = await idOf(paying.installation, 'held')
  const customer = await customerOf(paying.installation, 'held')
  const [one] = (await paying.stripe.subscriptions.list({ customer })).data
  const silent = { announce: async () => undefined }
  const paid = await setSuspended({ ...services, tenantChanges: silent }, tenantId, true)
  expect(paid).toEqual({ id: one?.id ?? '', plan: 'team@1' })
  const [audited] = await admin`
    select data from audit_log where tenant_id = ${tenantId} and action = 'tenant.suspended'`
  expect(audited?.['data']).toMatchObject({ subscription: one?.id, plan: 'team@1' })
  await paying.stripe.subscriptions.cancel(one?.id ?? '')
  await eventually(async () => {
    const rows = await admin`
      select 1 from subscriptions where tenant_id = ${tenantId} and external_id is null`
    return rows.length === 1
  })
})
