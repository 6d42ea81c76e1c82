import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually } from '../../../../ops/test/installation.ts'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { type Client, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import type { BillingView } from '../contract.ts'
import { type Payments, PaymentsRefused, PaymentsUnavailable } from '../ports.ts'
import { countQueuedJobs } from '../test/count-queued-jobs.ts'
import { closeOpenCheckouts } from './close-open-checkouts.ts'
import {
  checkout,
  customerOf,
  enterCard,
  idOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  refresh,
  subscribe,
  syncOf,
  switchCard,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)
const payments = (): Payments => paying.installation.services.payments as Payments
const ctxOf = async (slug: string) =>
  systemCtx(await idOf(paying.installation, slug), 'test', newId())

const sync = (slug: string, through: Partial<Payments> = {}): Promise<string> =>
  syncOf(paying, slug, through)

const byInvoice = async (slug: string): Promise<void> => {
  const { db } = paying.installation.services
  const paidUntil = new Date(Date.now() + 30 * 86_400_000)
  const tenantId = await idOf(paying.installation, slug)
  await changePlan(db, tenantId, { plan: 'enterprise', paidUntil })
}

const planOf = async (client: Client): Promise<string> =>
  (await client.get<BillingView>('/billing')).plan.id

test('a card does not replace a plan paid by invoice: its subscription is ended and credited', async () => {
  const client = await open('invoiced')
  const url = await checkout(client, 'team')
  await byInvoice('invoiced')
  await enterCard(url)
  await sync('invoiced')
  expect(await planOf(client)).toBe('enterprise')
  const customer = await customerOf(paying.installation, 'invoiced')
  const { data } = await paying.stripe.subscriptions.list({ customer, status: 'all' })
  expect(data.map(({ status }) => status)).toEqual(['canceled'])
  const invoices = await paying.stripe.invoices.list({ customer })
  expect(invoices.data.filter(({ total }) => total < 0)).toHaveLength(1)
})

test('before an operator changes a plan, open pages are closed and a recent purchase is found', async () => {
  const { services } = paying.installation
  const unpaid = await open('unpaid-page')
  const url = await checkout(unpaid, 'team')
  await closeOpenCheckouts(services, await ctxOf('unpaid-page'))
  await enterCard(url)
  const customer = await customerOf(paying.installation, 'unpaid-page')
  expect((await paying.stripe.subscriptions.list({ customer })).data).toEqual([])
  const paid = await open('paid-page')
  await enterCard(await checkout(paid, 'team'))
  await closeOpenCheckouts(services, await ctxOf('paid-page'))
  await expect(byInvoice('paid-page')).rejects.toThrow('by card')
  await open('no-customer')
  await closeOpenCheckouts(services, await ctxOf('no-customer'))
})

test('of several concurrent syncs, one ends the second of two subscriptions', async () => {
  const client = await open('two')
  await subscribe(client, 'team')
  await switchCard(paying, 'two', 'pm_card_visa')
  const customer = await customerOf(paying.installation, 'two')
  const { data: prices } = await paying.stripe.prices.list({ lookup_keys: ['aam_team_v1_seat'] })
  await paying.stripe.subscriptions.create({
    customer,
    items: [{ price: prices[0]?.id ?? '' }],
  })
  let ends = 0
  const both = Promise.withResolvers<void>()
  const endsLate: Partial<Payments> = {
    async endNow(end, key) {
      ends += 1
      if (ends === 2) both.resolve()
      await both.promise
      return payments().endNow(end, key)
    },
  }
  const first = sync('two', endsLate)
  await eventually(async () => ends === 1)
  await Promise.all([first, sync('two', endsLate)])
  const audited = await planAudit(paying.installation, 'two')
  expect(audited.filter((line) => line.endsWith('plan.cancelled'))).toHaveLength(1)
})

test('the next sync closes pages that could not be closed', async () => {
  const client = await open('pages')
  await enterCard(await checkout(client, 'team'))
  const closeCheckouts = () => Promise.reject(new PaymentsUnavailable('away'))
  await expect(sync('pages', { closeCheckouts })).rejects.toThrow('away')
  const customer = await customerOf(paying.installation, 'pages')
  await paying.stripe.checkout.sessions.create({
    mode: 'subscription',
    customer,
    line_items: [{ price: [...paying.standIn.world.prices.keys()][0] ?? '', quantity: 1 }],
    success_url: 'http://localhost/',
  })
  expect(await sync('pages')).toBe('as it was')
  const { data } = await paying.stripe.checkout.sessions.list({ customer, status: 'open' })
  expect(data).toEqual([])
})

test('an outdated fetch ends and changes nothing at the provider', async () => {
  const client = await open('stale')
  await subscribe(client, 'team')
  const writes: string[] = []
  const outcome = await sync('stale', {
    async readSubscription(customer) {
      const read = await payments().readSubscription(customer)
      await sync('stale')
      return read && { ...read, seats: 7, doubles: ['sub_other'] }
    },
    endNow: async () => void writes.push('endNow'),
    setSeats: async () => void writes.push('setSeats'),
    closeCheckouts: async () => void writes.push('closeCheckouts'),
  })
  expect(outcome).toBe('out of date')
  expect(writes).toEqual([])
})

test('seats follow the members during a cancellation, so that resuming includes them', async () => {
  const client = await open('resumes')
  await subscribe(client, 'team')
  await client.post('/billing/plan', { planId: 'free' })
  const tenantId = await idOf(paying.installation, 'resumes')
  await paying.installation.admin`
    insert into users (tenant_id, id, email, name, role)
    select ${tenantId}, gen_random_uuid(), 'v' || n || '@resumes.example', 'V', 'viewer'
    from generate_series(1, 4) n`
  expect((await refresh(client)).subscription?.seats).toBe(5)
  expect((await client.post('/billing/resume')).status).toBe(200)
  expect((await client.get<BillingView>('/billing')).subscription).toMatchObject({
    seats: 5,
    cancelsAt: null,
  })
})

test('a key of another account does not cost anybody their plan', async () => {
  const client = await open('foreign')
  await subscribe(client, 'team')
  const customer = await customerOf(paying.installation, 'foreign')
  const { customers } = paying.standIn.world
  const known = customers.get(customer)
  customers.delete(customer)
  const refused = await sync('foreign').then(
    () => null,
    (error: unknown) => error,
  )
  expect(refused).toBeInstanceOf(PaymentsRefused)
  expect((refused as PaymentsRefused).code).toBe('other_account')
  for (const path of ['refresh', 'portal'])
    expect(await refusalOf(await client.post(`/billing/${path}`))).toBe('409 conflict')
  expect(await customerOf(paying.installation, 'foreign')).toBe(customer)
  expect(await planOf(client)).toBe('team')
  if (known) customers.set(customer, known)
  expect(await sync('foreign')).toBe('as it was')
})

test('an invoice marked as uncollectible is unpaid since its creation', async () => {
  const client = await open('gives-up')
  await subscribe(client, 'team')
  const customer = await customerOf(paying.installation, 'gives-up')
  const { world } = paying.standIn
  const subscription = [...world.subscriptions.values()].find(
    ({ wire }) => wire.customer === customer,
  )
  const paid = [...world.invoices.values()].find((one) => one.customer === customer)
  if (!subscription || !paid) throw new Error('nothing was paid')
  const created = paid.created - 5 * 86_400
  const owed = { ...paid, id: 'in_owed', status: 'uncollectible' as const, amount_paid: 0, created }
  world.invoices.set(owed.id, owed)
  subscription.wire.status = 'past_due'
  // A later payment settles it.
  const before = await payments().readSubscription(customer)
  expect(before?.unpaidSince).toBeNull()
  world.invoices.delete(paid.id ?? '')
  const after = await payments().readSubscription(customer)
  expect(after?.unpaidSince).toEqual(new Date(created * 1_000))
})

test('another version of a plan counts as another plan', async () => {
  const client = await open('versions')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'versions')
  await paying.installation.admin`
    update subscriptions set plan_version = 2 where tenant_id = ${tenantId}`
  const preview = await client.post('/billing/preview', { planId: 'team' })
  expect(preview.status).toBe(200)
  expect((await client.post('/billing/plan', { planId: 'team' })).status).toBe(200)
  expect(await refusalOf(await client.post('/billing/plan', { planId: 'team' }))).toBe(
    '409 wrong_state',
  )
})

test('a failed read queues no sync', async () => {
  const client = await open('reads')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'reads')
  const asked = await countQueuedJobs(paying.installation, tenantId, 'billing.sync')
  const fault = (): void =>
    void paying.standIn.world.faults.push({
      path: '/v1/',
      method: null,
      kind: '429',
      left: 1,
      retryAfterSeconds: 17,
    })
  fault()
  expect((await client.send('/billing/invoices')).status).toBe(503)
  fault()
  expect((await client.post('/billing/preview', { planId: 'business' })).status).toBe(503)
  paying.standIn.world.faults.length = 0
  expect(await countQueuedJobs(paying.installation, tenantId, 'billing.sync')).toBe(asked)
})
