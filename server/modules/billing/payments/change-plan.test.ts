import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { type Plan, plans } from '../../../../tenants/plans/index.ts'
import type { BillingView, OffersView, PlanPreview } from '../contract.ts'
import {
  customerOf,
  failsLater,
  openPaying,
  type PayingInstallation,
  planAudit,
  refresh,
  subscribe,
  switchCard,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)
const bodyOf = async <T>(response: Response): Promise<T> => {
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

test('an upgrade takes effect and is charged immediately, prorated for the rest of the month', async () => {
  const client = await open('grows')
  await addMember(paying.installation, 'grows', 'member', 'Mel')
  await subscribe(client, 'team')
  const preview = await bodyOf<PlanPreview>(
    await client.post('/billing/preview', { planId: 'business' }),
  )
  expect(preview).toMatchObject({
    monthBefore: { minor: 2_400, currency: 'usd' },
    monthAfter: { minor: 4_800, currency: 'usd' },
    takesEffectAt: null,
    exceeds: [],
    losesFeatures: [],
  })
  expect(preview.dueNow.minor).toBeGreaterThanOrEqual(0)
  expect(preview.dueNow.minor).toBeLessThanOrEqual(2_400)
  const sum = preview.lines.reduce((minor, { amount }) => minor + amount.minor, 0)
  expect(sum).toBe(preview.dueNow.minor)
  const after = await bodyOf<BillingView>(
    await client.post('/billing/plan', { planId: 'business' }),
  )
  expect(after.plan.id).toBe('business')
  expect(after.subscription).toMatchObject({ seats: 2, isMetered: true, status: 'active' })
  const customer = await customerOf(paying.installation, 'grows')
  const { data } = await paying.stripe.invoices.list({ customer })
  expect(data).toHaveLength(2)
  expect(Math.abs((data[0]?.amount_paid ?? 0) - preview.dueNow.minor)).toBeLessThanOrEqual(1)
  expect(await planAudit(paying.installation, 'grows')).toContain('user plan.changed')
})

test('a declined card changes nothing and gives the reason in the reader’s language', async () => {
  const client = await open('declined')
  await subscribe(client, 'team')
  await switchCard(paying, 'declined', failsLater)
  const refused = await client.post('/billing/plan', { planId: 'business' })
  expect(refused.status).toBe(402)
  expect((await problemOf(refused)).detail).toContain('The card was not charged')
  const russian = await client.send('/billing/plan', {
    method: 'POST',
    json: { planId: 'business' },
    headers: { 'accept-language': 'ru' },
  })
  expect(await russian.text()).toContain('Оплата картой не прошла')
  expect((await refresh(client)).plan.id).toBe('team')
  await switchCard(paying, 'declined', 'pm_card_visa')
  const done = await client.post('/billing/plan', { planId: 'business' })
  expect((await bodyOf<BillingView>(done)).plan.id).toBe('business')
})

test('a downgrade leaves a credit and lists what no longer fits', async () => {
  const client = await open('shrinks')
  await subscribe(client, 'business')
  const [row] = await paying.installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'shrinks'`
  await paying.installation.admin`
    insert into users (tenant_id, id, email, name, role)
    select ${row?.id ?? ''}, gen_random_uuid(), 'm' || n || '@shrinks.example', 'M', 'member'
    from generate_series(1, 29) n`
  await refresh(client)
  const preview = await bodyOf<PlanPreview>(
    await client.post('/billing/preview', { planId: 'team' }),
  )
  expect(preview.exceeds).toEqual([
    expect.objectContaining({ name: 'members', limit: 25, used: 30 }),
  ])
  expect(preview.losesFeatures).toEqual(['ownProviders'])
  expect(preview.monthBefore?.minor).toBe(72_000)
  expect(preview.monthAfter?.minor).toBe(36_000)
  const after = await bodyOf<BillingView>(await client.post('/billing/plan', { planId: 'team' }))
  expect(after.subscription).toMatchObject({ planId: 'team', seats: 30, isMetered: false })
})

test('a change to the free plan takes effect after the paid period and can be undone until then', async () => {
  const client = await open('leaves')
  const { subscription } = await subscribe(client, 'team')
  const preview = await bodyOf<PlanPreview>(
    await client.post('/billing/preview', { planId: 'free' }),
  )
  expect(preview).toMatchObject({
    dueNow: { minor: 0, currency: 'usd' },
    monthBefore: { minor: 1_200 },
    monthAfter: { minor: 0 },
    takesEffectAt: subscription?.periodEndsAt as string,
    losesFeatures: ['auditExport'],
  })
  expect(await refusalOf(await client.post('/billing/resume'))).toBe('409 wrong_state')
  const left = await bodyOf<BillingView>(await client.post('/billing/plan', { planId: 'free' }))
  expect(left.plan.id).toBe('team')
  expect(left.subscription?.cancelsAt).toBe(subscription?.periodEndsAt as string)
  // A second click changes nothing.
  expect((await client.post('/billing/plan', { planId: 'free' })).status).toBe(200)
  const resumed = await bodyOf<BillingView>(await client.post('/billing/resume'))
  expect(resumed.subscription?.cancelsAt).toBeNull()
  expect((await planAudit(paying.installation, 'leaves')).slice(-2)).toEqual([
    'user plan.cancelled',
    'user plan.resumed',
  ])
})

test('choosing another plan withdraws a cancellation', async () => {
  const client = await open('stays')
  await subscribe(client, 'team')
  await client.post('/billing/plan', { planId: 'free' })
  const after = await bodyOf<BillingView>(
    await client.post('/billing/plan', { planId: 'business' }),
  )
  expect(after.subscription).toMatchObject({ planId: 'business', cancelsAt: null })
})

test('rejects the current plan, plans that cannot be changed to, and changes without a subscription', async () => {
  const client = await open('refused')
  for (const planId of ['team', 'free'])
    expect(await refusalOf(await client.post('/billing/plan', { planId }))).toBe('409 wrong_state')
  await subscribe(client, 'team')
  for (const planId of ['team', 'enterprise'])
    expect(await refusalOf(await client.post('/billing/plan', { planId }))).toBe('409 wrong_state')
  const unknown = await client.post('/billing/plan', { planId: 'gratis' })
  expect(await refusalOf(unknown)).toBe('422 invalid_request')
})

test('a change clicked many times at once is charged once', async () => {
  const client = await open('hasty')
  await subscribe(client, 'team')
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => client.post('/billing/plan', { planId: 'business' })),
  )
  for (const { status } of answers) expect([200, 409]).toContain(status)
  const customer = await customerOf(paying.installation, 'hasty')
  const { data } = await paying.stripe.invoices.list({ customer })
  expect(data.filter(({ amount_due: due }) => due !== 0).length).toBeLessThanOrEqual(2)
  const [subscription] = (await paying.stripe.subscriptions.list({ customer })).data
  expect(subscription?.items.data).toHaveLength(2)
})

test('offers state prices, limits and the current plan', async () => {
  const client = await open('offers')
  await subscribe(client, 'team')
  const { data, seats } = await client.get<OffersView>('/billing/offers')
  expect(seats).toBe(1)
  expect(data.map(({ plan, isCurrent }) => `${plan.id} ${isCurrent}`)).toEqual([
    'free false',
    'team true',
    'business false',
    'enterprise false',
  ])
  expect(data[2]?.price).toEqual({
    seatMonth: { minor: 2_400, currency: 'usd' },
    minuteMinorDecimal: '3.6',
  })
  expect(data[1]?.limits).toContainEqual(
    expect.objectContaining({ name: 'members', limit: 25 }) as never,
  )
})

test('a newer version of the current plan is offered beside it', async () => {
  const client = await open('older')
  await subscribe(client, 'team')
  const { newest } = plans
  const dearer = { ...(plans.find('team', 1) as Plan), version: 2 }
  plans.newest = (id) => (id === 'team' ? dearer : newest(id))
  const { data } = await client
    .get<OffersView>('/billing/offers')
    .finally(() => (plans.newest = newest))
  expect(data.map(({ plan, isCurrent }) => `${plan.id}@${plan.version} ${isCurrent}`)).toEqual([
    'free@1 false',
    'team@1 true',
    'team@2 false',
    'business@1 false',
    'enterprise@1 false',
  ])
})

test('a closed organisation stops paying and is not charged again', async () => {
  const client = await open('closes')
  await subscribe(client, 'team')
  const closed = await client.post('/organisation/close')
  expect(await bodyOf<object>(closed)).toMatchObject({ subscriptionEnded: true })
  const customer = await customerOf(paying.installation, 'closes')
  const { data } = await paying.stripe.subscriptions.list({ customer, status: 'all' })
  expect(data.map(({ status }) => status)).toEqual(['canceled'])
  const { admin } = paying.installation
  const [row] = await admin`
    select s.plan_id, s.external_id from subscriptions s join tenants t on t.id = s.tenant_id
    where t.slug = 'closes'`
  expect(row).toEqual({ plan_id: 'free', external_id: null })
  expect(await planAudit(paying.installation, 'closes')).toContain('user plan.cancelled')
})

test('an organisation without payments closes as usual', async () => {
  const client = await open('closes-free')
  const closed = await client.post('/organisation/close')
  expect(await bodyOf<object>(closed)).toMatchObject({ subscriptionEnded: false })
})
