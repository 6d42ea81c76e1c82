import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Client, clientOf, openTenant, refusalOf } from '../../server/http/test/meetings.ts'
import { listPricedPlans } from '../../server/main/payments/set-up.ts'
import { syncBilling } from '../../server/modules/billing/payments/sync.ts'
import {
  customerOf,
  enterCard,
  idOf,
  openPaying,
  type PayingInstallation,
  subscribe,
  webhookSecret,
} from '../../server/modules/billing/payments/test/paying.ts'
import type { Payments, PricedPlan } from '../../server/modules/billing/ports.ts'
import type { MeetingUsage, Usage } from '../../server/modules/usage/contract.ts'
import { updateSums } from '../../server/modules/usage/update-sums.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { formatMoney } from '../../server/platform/money.ts'
import { post } from '../stand-ins/stripe/webhooks/deliver.ts'
import { withClock } from './life/clock.ts'
import { doJob, type Place } from './life/place.ts'
import { play } from './life/play.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  // The middle of February, so that fractions of a month differ from those of other days.
  paying = await openPaying({
    worker: false,
    sendsWebhooks: false,
    startAt: Date.UTC(2026, 1, 15) / 1_000,
  })
})
afterAll(() => paying.close())

const inFebruary = <T>(work: () => Promise<T>): Promise<T> =>
  withClock(() => paying.standIn.world.clock.now() * 1_000, work)
const payments = (): Payments => paying.installation.services.payments as Payments
const open = (slug: string) => openTenant(paying.installation, slug)

async function placeOf(client: Client): Promise<Place> {
  await paying.installation.admin`create table if not exists asked_jobs (name text not null)`
  const tenantId = await idOf(paying.installation, client.slug)
  return { ...paying, client, tenantId, recordings: new Map(), tellsAgainAt: 0 }
}

const tell = (id: string, customer: string): Promise<number | null> => {
  const url = `http://127.0.0.1:${paying.installation.port}/webhooks/stripe`
  const about = { id: 'sub_1', object: 'subscription', customer }
  return post(
    { url, secret: webhookSecret },
    JSON.stringify({ id, object: 'event', created: 1, data: { object: about }, type: 'x' }),
  )
}

// A token of another organisation gets a 404.
test('an owner cannot reach the payments of another organisation', async () => {
  const [mine, theirs] = [await open('mine'), await open('theirs')]
  await inFebruary(() => subscribe(theirs, 'team'))
  const { plan, subscription } = await theirs.get<{ plan: object; subscription: object }>(
    '/billing',
  )
  const intruder = clientOf(paying.installation, theirs.slug, mine.token)
  const asked = paying.standIn.requests.length
  const tries = await Promise.all([
    intruder.post('/billing/checkout', { planId: 'business' }),
    intruder.post('/billing/plan', { planId: 'free' }),
    intruder.post('/billing/preview', { planId: 'business' }),
    intruder.post('/billing/resume'),
    intruder.post('/billing/refresh'),
    intruder.post('/billing/portal'),
    intruder.send('/billing/invoices'),
    intruder.send('/usage/meetings'),
  ])
  expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 404))
  expect(paying.standIn.requests.length).toBe(asked)
  expect(await theirs.get<object>('/billing')).toMatchObject({ plan, subscription })
  expect(await mine.get<object>('/billing/invoices')).toMatchObject({ data: [] })
})

test('events about one customer affect only that customer, and events about a deleted one affect nobody', async () => {
  const { installation, stripe } = paying
  const [one, other] = [await open('one'), await open('other')]
  for (const client of [one, other]) await inFebruary(() => subscribe(client, 'team'))
  const customer = await customerOf(installation, 'one')
  const [subscription] = (await stripe.subscriptions.list({ customer })).data
  await stripe.subscriptions.cancel(subscription?.id ?? '')
  expect(await tell('evt_one', customer)).toBe(200)
  const kept = await installation.admin<{ slug: string }[]>`
    select t.slug from billing_events e join tenants t on t.id = e.tenant_id where e.event_id = 'evt_one'`
  expect(kept.map(({ slug }) => slug)).toEqual(['one'])
  const sync = async (slug: string) => {
    const ctx = systemCtx(await idOf(installation, slug), 'test', newId())
    return syncBilling({ db: installation.services.db, payments: payments() }, ctx)
  }
  expect([await sync('one'), await sync('other')]).toEqual(['changed', 'as it was'])
  const gone = await idOf(installation, 'one')
  await installation.admin`delete from billing_customers where tenant_id = ${gone}`
  expect(await tell('evt_gone', customer)).toBe(200)
  const left = await installation.admin`select 1 from billing_events where event_id = 'evt_gone'`
  expect(left).toHaveLength(0)
  expect(await sync('one')).toBe('no customer')
})

test('billions of seconds are counted, shown and charged exactly', async () => {
  const client = await open('huge')
  const place = await placeOf(client)
  const { tenantId } = place
  await inFebruary(async () => {
    await subscribe(client, 'business')
    for (const name of ['first', 'second', 'third'])
      await play(place, { at: 0, what: 'records', name, ms: 1e12 })
    await doJob(place, 'billing.report')
    const days = 'from=2026-02-01&to=2026-02-28'
    await updateSums(paying.installation.services.db, tenantId)
    const usage = await client.get<Usage>(`/usage?${days}`)
    expect(usage.totals.transcribedSeconds).toBe(3e9)
    const { totals } = await client.get<MeetingUsage>(`/usage/meetings?${days}`)
    expect(totals).toEqual({ seconds: 3e9, meteredSeconds: 3e9 })
    const customer = await customerOf(paying.installation, 'huge')
    const [from, to] = [new Date('2026-02-01'), new Date('2026-03-01')]
    const held = await payments().sumMeter(customer, from, to)
    expect([...held.values()]).toEqual([3e9])
    const [{ id: subscription } = { id: '' }] = (
      await paying.stripe.subscriptions.list({ customer })
    ).data
    const preview = await paying.stripe.invoices.createPreview({ customer, subscription })
    const charged = preview.lines.data.find(({ quantity }) => quantity === 3e9 - 900_000)
    expect(charged?.amount).toBe(179_946_000)
  })
})

test('a currency without minor units is charged and shown in whole units', async () => {
  const yen: PricedPlan = {
    id: 'yen',
    version: 1,
    isNewest: true,
    name: 'Yen',
    summary: 'Paid in yen.',
    currency: 'jpy',
    seatMonthMinor: 1_501,
    minutes: { included: 10, minorDecimal: '5.4' },
  }
  const plans = [...listPricedPlans(), yen]
  for await (const _ of payments().setUp({ plans, webhookUrl: null, returnUrl: null })) continue
  await open('yen')
  const tenantId = await idOf(paying.installation, 'yen')
  const about = { tenantId, name: 'Yen', email: null, locale: 'en' as const }
  const customerId = await payments().createCustomer(about, 'yen/customer')
  const chosen = { planId: 'yen', planVersion: 1, seats: 3 }
  const order = { customerId, tenantId, chosen, locale: 'en' as const }
  const urls = { successUrl: 'http://localhost/', cancelUrl: 'http://localhost/' }
  await inFebruary(async () => {
    const { url } = await payments().openCheckout({ ...order, ...urls }, 'yen/checkout')
    await enterCard(url)
  })
  const { invoices } = await payments().listInvoices(customerId, null)
  // Fourteen of twenty-eight days: half of 4,503, and half a yen is rounded up.
  expect(invoices[0]?.total).toEqual({ minor: 2_252, currency: 'jpy' })
  expect(formatMoney(2_252, 'jpy', 'en')).toBe('¥2,252')
  expect(formatMoney('5.4', 'jpy', 'en')).toBe('¥5.4')
})

test('switching back and forth does not grant the included minutes twice in a month', async () => {
  const client = await open('to-and-fro')
  const place = await placeOf(client)
  const change = async (planId: string): Promise<string> => {
    const response = await client.post('/billing/plan', { planId })
    return response.ok ? planId : refusalOf(response)
  }
  await inFebruary(async () => {
    await subscribe(client, 'business')
    expect(await change('team')).toBe('team')
    // None of it has been used yet.
    expect(await change('business')).toBe('business')
    await play(place, { at: 0, what: 'records', name: 'included', ms: 900_000_000 })
    await doJob(place, 'billing.report')
    expect(await change('team')).toBe('team')
    expect(await change('business')).toBe('409 wrong_state')
    const preview = await client.post('/billing/preview', { planId: 'business' })
    expect(await refusalOf(preview)).toBe('409 wrong_state')
  })
  paying.standIn.advance({ to: Date.UTC(2026, 2, 1) / 1_000 })
  await inFebruary(async () => expect(await change('business')).toBe('business'))
})
