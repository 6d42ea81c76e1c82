import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { type Client, openTenant } from '../../../http/test/meetings.ts'
import type { BillingView } from '../contract.ts'
import type { Payments } from '../ports.ts'
import {
  advance,
  customerOf,
  failsLater,
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

const sync = (slug: string, through: Partial<Payments> = {}): Promise<string> =>
  syncOf(paying, slug, through)

const cancelAtOnce = async (slug: string): Promise<void> => {
  const customer = await customerOf(paying.installation, slug)
  for (const { id } of (await paying.stripe.subscriptions.list({ customer })).data)
    await paying.stripe.subscriptions.cancel(id)
}

test('of two fetches, the earlier one is not written after the later one', async () => {
  const client = await open('race')
  await subscribe(client, 'team')
  const [held, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const early = sync('race', {
    async readSubscription(customer) {
      const read = await payments().readSubscription(customer)
      held.resolve()
      await gate.promise
      return read
    },
  })
  await held.promise
  await cancelAtOnce('race')
  expect(await sync('race')).toBe('changed')
  gate.resolve()
  expect(await early).toBe('out of date')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('free')
})

test('an event that arrives during a fetch is covered by the next one', async () => {
  const client = await open('meanwhile')
  await subscribe(client, 'team')
  const { admin } = paying.installation
  const tenantId = await idOf(paying.installation, 'meanwhile')
  const told = (id: string) => admin`
    insert into billing_events (tenant_id, event_id, type, happened_at)
    values (${tenantId}, ${id}, 'invoice.paid', now())`
  await told('evt_before')
  await sync('meanwhile', {
    async readSubscription(customer) {
      const read = await payments().readSubscription(customer)
      await told('evt_meanwhile')
      return read
    },
  })
  const undone = () => admin`
    select event_id as id from billing_events where tenant_id = ${tenantId} and done_at is null`
  expect((await undone()).map(({ id }) => id)).toEqual(['evt_meanwhile'])
  await sync('meanwhile')
  expect(await undone()).toHaveLength(0)
})

test('nothing is written while the provider is unreachable', async () => {
  const client = await open('away')
  const before = await subscribe(client, 'team')
  const away: Payments = {
    ...payments(),
    readSubscription: () => Promise.reject(new Error('away')),
  }
  await expect(sync('away', away)).rejects.toThrow('away')
  expect(await client.get<BillingView>('/billing')).toEqual(before)
})

test('a plan granted by an operator stays when an old subscription ends', async () => {
  const client = await open('given')
  await subscribe(client, 'team')
  await cancelAtOnce('given')
  await refresh(client)
  await changePlan(paying.installation.services.db, await idOf(paying.installation, 'given'), {
    plan: 'enterprise',
    paidUntil: new Date(Date.now() + 86_400_000 * 30),
  })
  expect(await sync('given')).toBe('as it was')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('enterprise')
})

test('an operator cannot change a plan that is paid by card', async () => {
  const client = await open('carded')
  await subscribe(client, 'team')
  const { db } = paying.installation.services
  const tenantId = await idOf(paying.installation, 'carded')
  const soon = new Date(Date.now() + 86_400_000)
  for (const change of [{ plan: 'business' }, { paidUntil: soon }, { trialUntil: soon }])
    await expect(changePlan(db, tenantId, change)).rejects.toThrow('by card')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('team')
  await cancelAtOnce('carded')
  await sync('carded')
  await changePlan(db, tenantId, { plan: 'business' })
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
})

test('seats follow joining and leaving people', async () => {
  const client = await open('people')
  await subscribe(client, 'team')
  const { admin } = paying.installation
  const tenantId = await idOf(paying.installation, 'people')
  const people = async (count: number): Promise<number | null | undefined> => {
    await admin`delete from users where tenant_id = ${tenantId} and role = 'viewer'`
    await admin`
      insert into users (tenant_id, id, email, name, role)
      select ${tenantId}, gen_random_uuid(), 'v' || n || '@people.example', 'V', 'viewer'
      from generate_series(1, ${count - 1}::int) n`
    return (await refresh(client)).subscription?.seats
  }
  for (const count of [3, 5, 3, 5, 1]) expect(await people(count)).toBe(count)
  const customer = await customerOf(paying.installation, 'people')
  const [one] = (await paying.stripe.subscriptions.list({ customer })).data
  expect(one?.items.data[0]?.quantity).toBe(1)
})

test('an unpaid month has fourteen days of grace, however often the provider retries, and ends with the payment', async () => {
  const client = await open('owes')
  const { subscription } = await subscribe(client, 'team')
  await switchCard(paying, 'owes', failsLater)
  paying.standIn.world.settings.afterRetries = 'unpaid'
  const turn = subscription?.periodEndsAt ?? ''
  await advance(paying, new Date(Date.parse(turn) + 2 * 3_600_000))
  const owing = await refresh(client)
  expect(owing.subscription).toMatchObject({ status: 'past_due', paidBy: 'card', planId: 'team' })
  const paidUntil = Date.parse(owing.subscription?.paidUntil ?? '')
  expect(Math.abs(paidUntil - Date.parse(turn))).toBeLessThan(60_000)
  expect(Date.parse(owing.subscription?.endsAt ?? '')).toBe(paidUntil + 14 * 86_400_000)
  // Months later the same invoice is still unpaid.
  await advance(paying, new Date(Date.parse(turn) + 70 * 86_400_000))
  const later = await refresh(client)
  expect(later.subscription).toMatchObject({
    status: 'past_due',
    paidUntil: owing.subscription?.paidUntil as string,
  })
  await payAll(client)
  expect((await refresh(client)).subscription?.status).toBe('active')
  expect((await planAudit(paying.installation, 'owes')).length).toBeGreaterThan(2)
})

/** Performs an owner's actions on the provider's pages: sets another card and pays open invoices. */
async function payAll({ slug }: Client): Promise<void> {
  await switchCard(paying, slug, 'pm_card_visa')
  const customer = await customerOf(paying.installation, slug)
  const { data } = await paying.stripe.invoices.list({ customer })
  for (const { id, status } of data) {
    if (status === 'draft') await paying.stripe.invoices.finalizeInvoice(id ?? '')
    if (status === 'draft' || status === 'open') await paying.stripe.invoices.pay(id ?? '')
  }
}
