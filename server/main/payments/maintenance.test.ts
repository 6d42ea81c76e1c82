import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { listUnreconciled } from '../../../db/lookup.ts'
import type { StripeStandIn } from '../../../ops/stand-ins/stripe/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { recentMonths } from '../../modules/billing/index.ts'
import { type Payments, PaymentsUnavailable } from '../../modules/billing/ports.ts'
import {
  dayAgo,
  openMetered,
  startMeteredStripe,
  testKey,
} from '../../modules/billing/test/metered.ts'
import { reconcileBySlug } from './reconcile.ts'
import { listPricedPlans } from './set-up.ts'
import { enqueueLagging, reconcileAll, reconcileDue } from './maintenance.ts'

setDefaultTimeout(60_000)

let stripe: StripeStandIn
let installation: TestInstallation
beforeAll(async () => {
  stripe = await startMeteredStripe()
  installation = await openInstallation({
    stripe: { secretKey: testKey, webhookSecret: null, apiBase: stripe.url },
  })
})
afterAll(async () => {
  await installation.close()
  await stripe.stop()
})

test('lost or abandoned work is queued again after a minute', async () => {
  const { services, admin } = installation
  const lagging = await openMetered(installation, stripe, 'lagging')
  const recent = await openMetered(installation, stripe, 'recent')
  await lagging.use(60)
  await recent.use(60)
  expect(await enqueueLagging(services)).toBe(0)
  await admin`
    update meter_reports set created_at = now() - interval '2 minutes' where tenant_id = ${lagging.tenantId}`
  await admin`
    insert into billing_events (tenant_id, event_id, type, happened_at, received_at)
    values (${lagging.tenantId}, 'evt_lost', 'invoice.paid', now(), now() - interval '2 minutes')`
  expect(await enqueueLagging(services)).toBe(1)
  await eventually(async () => (await lagging.reports())[0]?.state === 'sent')
  await eventually(async () => {
    const [event] = await admin<{ done: boolean }[]>`
      select done_at is not null as done from billing_events where event_id = 'evt_lost'`
    return event?.done
  })
  expect((await recent.reports())[0]?.state).toBe('queued')
})

test('a fault with one customer does not hold up the others, and is reported', async () => {
  const { services, admin } = installation
  const gone = await openMetered(installation, stripe, 'gone')
  const fine = await openMetered(installation, stripe, 'fine')
  await admin`
    update billing_customers set customer_id = 'cus_nobody' where tenant_id = ${gone.tenantId}`
  await fine.use(75, { daysAgo: 4, reported: false })
  const all = [gone.tenantId, fine.tenantId]
  const [first, second] = await reconcileAll(services, all, recentMonths())
  expect(first).toMatchObject({ check: null, fault: expect.stringContaining('customer') })
  expect(second?.check?.differences).toMatchObject([{ reason: 'unreported', seconds: 75 }])
  expect(fine.held()).toEqual({ [dayAgo(4)]: 75 })
})

test('the nightly run covers what the provider never reported', async () => {
  const { services, admin } = installation
  const { tenantId } = await openMetered(installation, stripe, 'untold')
  await admin`
    update subscriptions set paid_by = 'card', external_id = 'sub_over' where tenant_id = ${tenantId}`
  const [line] = await reconcileBySlug(services, { slug: 'untold', month: undefined })
  expect(line).toMatchObject({ tenant: 'untold', fault: null })
  await eventually(async () => {
    const [row] = await admin<{ plan_id: string }[]>`
      select plan_id from subscriptions where tenant_id = ${tenantId}`
    return row?.plan_id === 'free'
  })
})

test('compares the customers checked longest ago first, each once a day, and resumes after a stop', async () => {
  const { services, admin } = installation
  const { payments } = services
  if (!payments) throw new Error('no payments')
  await admin`update billing_customers set reconciled_at = now()`
  const names = ['oldest', 'older', 'old', 'idle', 'today']
  const opened = []
  for (const name of names) opened.push(await openMetered(installation, stripe, name))
  for (const { use } of opened.slice(0, 3)) await use(60, { daysAgo: 2, sentHoursAgo: 40 })
  for (const [at, { tenantId }] of opened.entries())
    await admin`
      update billing_customers set reconciled_at = now() - make_interval(days => ${names[at] === 'today' ? 0 : 5 - at})
      where tenant_id = ${tenantId}`
  const nameOf = new Map(opened.map(({ customerId }, at) => [customerId, names[at] ?? '']))
  const asked = new Set<string>()
  let isAway = false
  const watched: Payments = {
    ...payments,
    async sumMeter(customerId, ...span) {
      if (isAway) throw new PaymentsUnavailable('it is away')
      const name = nameOf.get(customerId) ?? 'another'
      asked.add(name)
      return payments.sumMeter(customerId, ...span)
    },
  }
  const run = () => reconcileDue({ ...services, payments: watched })
  isAway = true
  expect(await run()).toBe(0)
  isAway = false
  const span = { before: new Date(), reportsSince: recentMonths().from, atMost: 3 }
  expect(await listUnreconciled(services.db, span)).toEqual(
    opened.slice(0, 3).map(({ tenantId }) => tenantId),
  )
  expect(await run()).toBe(3)
  expect([...asked].sort()).toEqual(['old', 'older', 'oldest'])
  expect(await run()).toBe(0)
})

test('workers that start at once share the customers', async () => {
  const { services, admin } = installation
  await admin`update billing_customers set reconciled_at = now()`
  for (const name of ['shared-1', 'shared-2', 'shared-3']) {
    const { tenantId } = await openMetered(installation, stripe, name)
    await admin`update billing_customers set reconciled_at = null where tenant_id = ${tenantId}`
  }
  const counts = await Promise.all([reconcileDue(services), reconcileDue(services)])
  expect(counts.reduce((all, one) => all + one, 0)).toBe(3)
})

test('prices every version of a plan paid by card and marks the newest', () => {
  const priced = listPricedPlans()
  expect(priced.filter(({ isNewest }) => isNewest).map(({ id }) => id)).toEqual([
    'business',
    'team',
  ])
  expect(priced.find(({ id }) => id === 'business')).toMatchObject({
    seatMonthMinor: 2_400,
    minutes: { included: 15_000, minorDecimal: '3.6' },
  })
  expect(priced.find(({ id }) => id === 'team')?.minutes).toBeNull()
})
