import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually } from '../../../../ops/test/installation.ts'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { clientOf, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { BillingView, PlanPreview } from '../contract.ts'
import {
  checkout,
  customerOf,
  declined,
  enterCard,
  idOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  refresh,
  subscribe,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying()
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)

test('an owner subscribes on the provider’s page and has the plan on return', async () => {
  const client = await open('buys')
  const before = await client.get<BillingView>('/billing')
  expect(before).toMatchObject({ provider: 'stripe', plan: { id: 'free' } })
  const url = await checkout(client, 'team')
  expect(await enterCard(url, declined)).toBeNull()
  expect((await refresh(client)).plan.id).toBe('free')
  const back = await enterCard(url)
  expect(back).toMatch(/^http:\/\/buys\.localhost:\d+\/organisation\/plan\?paid=1$/)
  const after = await refresh(client)
  expect(after.plan).toMatchObject({ id: 'team', version: 1 })
  const now = new Date()
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString()
  expect(after.subscription).toMatchObject({
    planId: 'team',
    paidBy: 'card',
    status: 'active',
    seats: 1,
    periodEndsAt: month,
    paidUntil: month,
    cancelsAt: null,
    isMetered: false,
  })
  expect(await planAudit(paying.installation, 'buys')).toContain('user plan.checkout')
})

test('if the owner does not return, the webhook activates the plan', async () => {
  const client = await open('waits')
  await enterCard(await checkout(client, 'business'))
  const billing = await eventually(async () => {
    const now = await client.get<BillingView>('/billing')
    return now.plan.id === 'business' ? now : null
  })
  expect(billing.subscription).toMatchObject({ isMetered: true, paidBy: 'card' })
  const { admin } = paying.installation
  await eventually(async () => {
    const rows = await admin`
      select 1 from billing_events e join tenants t on t.id = e.tenant_id
      where t.slug = 'waits' and e.done_at is null`
    return rows.length === 0
  })
})

test('rejects a checkout during an active subscription, and says what to do instead', async () => {
  const client = await open('twice')
  await subscribe(client, 'team')
  const refused = await client.post('/billing/checkout', { planId: 'business' })
  expect(refused.status).toBe(409)
  const problem = await problemOf(refused)
  expect(problem.detail).toContain('POST /billing/plan')
  const russian = await client.post(
    '/billing/checkout',
    { planId: 'business' },
    { 'accept-language': 'ru' },
  )
  expect((await problemOf(russian)).detail).toContain('уже есть подписка')
})

test('a double click opens one page, for one customer', async () => {
  const client = await open('clicks')
  const urls = await Promise.all(Array.from({ length: 5 }, () => checkout(client, 'team')))
  const customer = await customerOf(paying.installation, 'clicks')
  const { data } = await paying.stripe.checkout.sessions.list({ customer, status: 'open' })
  expect(data).toHaveLength(1)
  expect(urls).toContain(data[0]?.url as string)
  const customers = [...paying.standIn.world.customers.values()].filter(
    ({ name }) => name === 'clicks',
  )
  expect(customers.map(({ id }) => id)).toEqual([customer])
})

test('of two owners who choose different plans at once at most one can pay', async () => {
  const client = await open('owners')
  await Promise.all([
    client.post('/billing/checkout', { planId: 'team' }),
    client.post('/billing/checkout', { planId: 'business' }),
  ])
  const customer = await customerOf(paying.installation, 'owners')
  const { data } = await paying.stripe.checkout.sessions.list({ customer, status: 'open' })
  expect(data).toHaveLength(1)
})

test('two pages paid in the same second leave one subscription and a credit', async () => {
  const client = await open('double')
  const url = await checkout(client, 'team')
  const customer = await customerOf(paying.installation, 'double')
  const prices = await paying.stripe.prices.list({ lookup_keys: ['aam_team_v1_seat'] })
  const other = await paying.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: prices.data[0]?.id ?? '', quantity: 1 }],
    success_url: 'http://localhost/',
  })
  await Promise.all([enterCard(url), enterCard(other.url ?? '')])
  const { subscription } = await refresh(client)
  expect(subscription).toMatchObject({ planId: 'team', status: 'active' })
  const { data } = await paying.stripe.subscriptions.list({ customer })
  expect(data).toHaveLength(1)
  const invoices = await paying.stripe.invoices.list({ customer })
  expect(invoices.data.filter(({ total }) => total < 0)).toHaveLength(1)
  expect(await planAudit(paying.installation, 'double')).toContainEqual(
    expect.stringContaining('plan.cancelled'),
  )
})

test('a customer deleted at the provider is created again', async () => {
  const client = await open('deleted')
  await checkout(client, 'team')
  const gone = await customerOf(paying.installation, 'deleted')
  await paying.stripe.customers.del(gone)
  expect((await subscribe(client, 'team')).plan.id).toBe('team')
  const customer = await customerOf(paying.installation, 'deleted')
  expect(customer).not.toBe(gone)
  await paying.stripe.customers.del(customer)
  expect((await refresh(client)).plan.id).toBe('free')
})

test('a trial granted by an operator can be paid by card', async () => {
  const client = await open('on-trial')
  const { db } = paying.installation.services
  const trialUntil = new Date(Date.now() + 14 * 86_400_000)
  await changePlan(db, await idOf(paying.installation, 'on-trial'), { plan: 'team', trialUntil })
  const shown = await client.post('/billing/preview', { planId: 'team' })
  expect(shown.status).toBe(200)
  expect(((await shown.json()) as PlanPreview).monthAfter).toEqual({
    minor: 1_200,
    currency: 'usd',
  })
  const after = await subscribe(client, 'team')
  expect(after.subscription).toMatchObject({ planId: 'team', paidBy: 'card', status: 'active' })
  const again = await client.post('/billing/preview', { planId: 'team' })
  expect(await refusalOf(again)).toBe('409 wrong_state')
})

test('rejects plans paid by invoice or free of charge', async () => {
  const client = await open('invoiced')
  const post = (planId: string) => client.post('/billing/checkout', { planId })
  expect(await refusalOf(await post('enterprise'))).toBe('409 wrong_state')
  expect(await refusalOf(await post('free'))).toBe('409 wrong_state')
  expect(await refusalOf(await post('self-hosted'))).toBe('422 invalid_request')
  expect(await refusalOf(await post('gratis'))).toBe('422 invalid_request')
  const [row] = await paying.installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'invoiced'`
  await changePlan(paying.installation.services.db, row?.id ?? '', {
    plan: 'enterprise',
    paidUntil: new Date(Date.now() + 86_400_000),
  })
  expect(await refusalOf(await post('team'))).toBe('409 wrong_state')
})

test('owners write, admins read, others do neither', async () => {
  const { installation } = paying
  const owner = await open('roles')
  const admin = await addMember(installation, 'roles', 'admin', 'Ada')
  const member = await addMember(installation, 'roles', 'member', 'Mel')
  const writes = ['checkout', 'plan', 'resume', 'portal', 'refresh']
  for (const name of writes) {
    const body = name === 'checkout' || name === 'plan' ? { planId: 'team' } : undefined
    const path = `/billing/${name}`
    expect(await refusalOf(await admin.post(path, body))).toBe('403 forbidden')
    const stranger = clientOf(installation, 'roles', 'nobody')
    expect((await stranger.post(path, body)).status).toBe(401)
  }
  for (const path of ['/billing/offers', '/billing/invoices']) {
    expect((await admin.send(path)).status).toBe(200)
    expect(await refusalOf(await member.send(path))).toBe('403 forbidden')
    expect((await clientOf(installation, 'roles', 'nobody').send(path)).status).toBe(401)
  }
  expect(await refusalOf(await owner.post('/billing/checkout', {}))).toBe('422 invalid_request')
  expect(await refusalOf(await owner.post('/billing/preview', { planId: 7 }))).toBe(
    '422 invalid_request',
  )
})
