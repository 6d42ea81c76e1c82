import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import { openInstallation } from '../../../../ops/test/installation.ts'
import { openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import type { BillingView, InvoicesPage, OffersView } from '../contract.ts'
import {
  customerOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  subscribe,
} from './test/paying.ts'

setDefaultTimeout(60_000)

type Invoices = Static<typeof InvoicesPage>

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)
const fault = (path: string, kind: '429' | '500', times: number, retryAfterSeconds = 1): void =>
  void paying.standIn.world.faults.push({
    path,
    method: null,
    kind,
    left: times,
    retryAfterSeconds,
  })

test('without a provider key the API says so, and nothing else changes', async () => {
  const plain = await openInstallation({ worker: false })
  const client = await openTenant(plain, 'plain')
  expect(await client.get<BillingView>('/billing')).toMatchObject({
    provider: 'none',
    subscription: null,
    plan: { id: 'self-hosted' },
  })
  expect(await client.get<OffersView>('/billing/offers')).toEqual({ data: [], seats: 1 })
  expect(await client.get<Invoices>('/billing/invoices')).toEqual({
    data: [],
    nextCursor: null,
    hasMore: false,
  })
  for (const name of ['checkout', 'plan', 'preview']) {
    const refused = await client.post(`/billing/${name}`, { planId: 'team' })
    expect(await refusalOf(refused)).toBe('409 payments_off')
  }
  for (const name of ['portal', 'resume']) {
    const refused = await client.send(`/billing/${name}`, {
      method: 'POST',
      headers: { 'accept-language': 'ru' },
    })
    expect(refused.status).toBe(409)
    expect((await problemOf(refused)).detail).toContain('картой не платят')
  }
  expect((await client.post('/billing/refresh')).status).toBe(200)
  await plain.close()
})

test('while the provider is unreachable nothing is half done, and the answer says when to retry', async () => {
  const client = await open('away')
  await subscribe(client, 'team')
  const before = await client.get<BillingView>('/billing')
  const audited = await planAudit(paying.installation, 'away')
  const writes: [string, object | undefined][] = [
    ['plan', { planId: 'business' }],
    ['plan', { planId: 'free' }],
    ['portal', undefined],
    ['refresh', undefined],
    ['preview', { planId: 'business' }],
  ]
  for (const [name, body] of writes) {
    fault('/v1/', '429', 3, 17)
    const refused = await client.post(`/billing/${name}`, body)
    expect(await refusalOf(refused)).toBe('503 unavailable')
    expect(refused.headers.get('retry-after')).toBe('17')
    paying.standIn.world.faults.length = 0
  }
  fault('/v1/', '500', 3)
  expect(await refusalOf(await client.send('/billing/invoices'))).toBe('503 unavailable')
  fault('/v1/', '500', 3)
  expect(await refusalOf(await client.post('/organisation/close'))).toBe('503 unavailable')
  expect(await client.get<BillingView>('/billing')).toEqual(before)
  expect(await planAudit(paying.installation, 'away')).toEqual(audited)
})

test('a change with a lost answer is made and charged once, and is discovered', async () => {
  const client = await open('unsure')
  await subscribe(client, 'team')
  const { world } = paying.standIn
  const path = '/v1/subscriptions/sub_'
  world.faults.push({
    path,
    method: 'POST',
    kind: 'reset_after_effect',
    // Three attempts, each of which the SDK repeats once after a broken connection.
    left: 6,
    retryAfterSeconds: 1,
  })
  const change = () => client.post('/billing/plan', { planId: 'business' })
  expect(await refusalOf(await change())).toBe('503 unavailable')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('team')
  expect((await change()).status).toBe(200)
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
  const customer = await customerOf(paying.installation, 'unsure')
  const { data } = await paying.stripe.invoices.list({ customer })
  const charged = data.filter(({ amount_paid: paid }) => paid > 0)
  expect(charged.length).toBeLessThanOrEqual(2)
  expect(await refusalOf(await change())).toBe('409 wrong_state')
})

test('repeating a key with the same order returns the same page', async () => {
  const client = await open('keyed')
  const post = () =>
    client.post('/billing/checkout', { planId: 'team' }, { 'idempotency-key': 'checkout-1' })
  const [one, two] = [await post(), await post()]
  expect(await two.text()).toBe(await one.text())
  expect(await planAudit(paying.installation, 'keyed')).toEqual(['user plan.checkout'])
})

test('lists invoices with their lines, page by page, and rejects foreign cursors', async () => {
  const client = await open('bills')
  expect((await client.get<Invoices>('/billing/invoices')).data).toEqual([])
  await subscribe(client, 'team')
  for (let at = 0; at < 21; at += 1)
    await client.post('/billing/plan', { planId: at % 2 === 0 ? 'business' : 'team' })
  const first = await client.get<Invoices>('/billing/invoices')
  expect(first.data).toHaveLength(20)
  expect(first.hasMore).toBe(true)
  const path = `/billing/invoices?cursor=${encodeURIComponent(first.nextCursor ?? '')}`
  const second = await client.get<Invoices>(path)
  expect(second).toMatchObject({ hasMore: false, nextCursor: null })
  const oldest = second.data.at(-1)
  expect(oldest).toMatchObject({ status: 'paid', total: { currency: 'usd' } })
  expect(oldest?.lines[0]).toMatchObject({ part: 'seats', quantity: 1 })
  expect(oldest?.pageUrl).toStartWith('http')
  const other = await open('bills-other')
  expect(await refusalOf(await other.send(path))).toBe('422 invalid_request')
  expect(await refusalOf(await client.send('/billing/invoices?cursor=x'))).toBe(
    '422 invalid_request',
  )
  await paying.stripe.customers.del(await customerOf(paying.installation, 'bills'))
  expect((await client.send('/billing/invoices')).status).toBe(200)
})

test('the portal uses the reader’s language and returns to the dashboard', async () => {
  const { id } = await paying.stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
    metadata: { aam: 'portal' },
  })
  const configuration = paying.standIn.world.portalConfigurations.get(id)
  if (configuration) configuration.is_default = true
  const client = await open('portal')
  const response = await client.send('/billing/portal', {
    method: 'POST',
    headers: { 'accept-language': 'ru' },
  })
  const { url } = (await response.json()) as { url: string }
  const page = await (await fetch(url)).text()
  expect(page).toContain('lang="ru"')
  expect(page).toMatch(/http:\/\/portal\.localhost:\d+\/organisation\/plan/)
})

test('a plan without prices at the provider says who can fix it', async () => {
  const client = await open('early')
  const { world } = paying.standIn
  const prices = [...world.prices.values()].filter((one) => one.lookup_key?.includes('business'))
  for (const price of prices) price.active = false
  const refused = await client.post('/billing/checkout', { planId: 'business' })
  expect(refused.status).toBe(409)
  expect((await problemOf(refused)).detail).toContain('bun aam billing setup')
  for (const price of prices) price.active = true
})

test('sign-up starts on the free plan if plans are paid by card', async () => {
  const response = await paying.installation.request('', '/api/v1/sign-up', {
    method: 'POST',
    json: {
      organisation: { name: 'Fresh', slug: 'fresh' },
      owner: { name: 'Olga', email: 'olga@fresh.example', password: 'a long and odd pass phrase' },
    },
  })
  expect(response.status).toBe(201)
  const rows = await paying.installation.admin`
    select s.plan_id, s.paid_by from subscriptions s join tenants t on t.id = s.tenant_id
    where t.slug = 'fresh'`
  expect([...rows]).toEqual([{ plan_id: 'free', paid_by: 'none' }])
})
