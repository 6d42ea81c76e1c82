import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { StripeStandIn } from '../../../../ops/stand-ins/stripe/server.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import type { Payments } from '../ports.ts'
import {
  dayAgo,
  type Metered,
  openMetered,
  sdkOf,
  startMeteredStripe,
  testKey,
} from '../test/metered.ts'
import { type MeterCheck, reconcileMeter } from './reconcile-meter.ts'
import { monthSpan, recentMonths } from './span.ts'

setDefaultTimeout(60_000)

let stripe: StripeStandIn
let installation: TestInstallation
beforeAll(async () => {
  stripe = await startMeteredStripe()
  installation = await openInstallation({
    worker: false,
    stripe: { secretKey: testKey, webhookSecret: null, apiBase: stripe.url },
  })
})
afterAll(async () => {
  await installation.close()
  await stripe.stop()
})

async function reconcile({ tenantId }: Metered, payments?: Payments): Promise<MeterCheck> {
  const { services } = installation
  const own = payments ?? services.payments
  if (!own) throw new Error('no payments')
  // Forty days back always covers whole days of the previous month.
  const span = { ...recentMonths(), from: new Date(`${dayAgo(40)}T00:00:00Z`) }
  const check = await reconcileMeter({ db: services.db, payments: own }, tenantId, span)
  if (!check) throw new Error('no customer')
  return check
}

const found = ({ differences }: MeterCheck) =>
  differences.map(({ day, reason, seconds, did }) => `${day} ${reason} ${seconds} ${did}`)

/** Removes an event from the meter as if it had never arrived. */
const lose = (identifier: string): void => {
  const at = stripe.world.readings.findIndex((one) => one.identifier === identifier)
  stripe.world.readings.splice(at, 1)
}

test('finds nothing if ledger and meter agree, corrections included', async () => {
  const metered = await openMetered(installation, stripe, 'agreeing')
  await metered.use(100, { daysAgo: 10 })
  await metered.use(-30, { daysAgo: 3 })
  await metered.use(60)
  await metered.report()
  expect(await reconcile(metered)).toMatchObject({
    differences: [],
    reportedSeconds: 130,
    meterSeconds: 130,
  })
})

test('finds and fixes seeded differences, and finds nothing on the second run', async () => {
  const metered = await openMetered(installation, stripe, 'seeded')
  const { use, reports, held, tenantId, customerId } = metered
  const lost = await use(100, { daysAgo: 10 })
  await use(50, { daysAgo: 10 })
  await use(70, { daysAgo: 9 })
  await metered.report()
  await installation.admin`
    update meter_reports set sent_at = now() - interval '9 days' where tenant_id = ${tenantId}`
  lose(lost)
  // Doubled in the meter, never reported, and reported but never sent.
  const [twice] = stripe.world.readings.filter(({ customer }) => customer === customerId).slice(-1)
  if (twice) stripe.world.readings.push({ ...twice, identifier: 'twice' })
  await use(40, { daysAgo: 8, reported: false })
  const late = await use(20, { daysAgo: 7 })
  await installation.admin`
    update meter_reports set created_at = now() - interval '7 days' where id = ${late}`
  const check = await reconcile(metered)
  expect(found(check)).toEqual([
    `${dayAgo(10)} missing 100 mended`,
    `${dayAgo(9)} excess -70 mended`,
    `${dayAgo(8)} unreported 40 mended`,
    `${dayAgo(7)} late 20 mended`,
  ])
  expect(check.meterSeconds).toBe(280)
  expect(check.reportedSeconds).toBe(280)
  expect(held()).toEqual({
    [dayAgo(10)]: 150,
    [dayAgo(9)]: 70,
    [dayAgo(8)]: 40,
    [dayAgo(7)]: 20,
  })
  const lines = await installation.admin<{ data: { day: string; seconds: number } }[]>`
    select data from audit_log where tenant_id = ${tenantId} and action = 'meter.mended' order by id`
  expect(lines.map(({ data }) => data)).toEqual([
    { day: dayAgo(10), seconds: 100 },
    { day: dayAgo(9), seconds: -70 },
  ])
  const before = await reports()
  expect(found(await reconcile(metered))).toEqual([])
  expect(await reports()).toEqual(before)
})

test('concurrent runs fix a difference once', async () => {
  const metered = await openMetered(installation, stripe, 'at-once')
  const lost = await metered.use(90, { daysAgo: 12 })
  await metered.report()
  await installation.admin`
    update meter_reports set sent_at = now() - interval '9 days' where tenant_id = ${metered.tenantId}`
  lose(lost)
  await Promise.all([reconcile(metered), reconcile(metered), reconcile(metered)])
  expect(metered.held()).toEqual({ [dayAgo(12)]: 90 })
  expect(found(await reconcile(metered))).toEqual([])
})

test('lists what is too old, what was rejected, and what the meter may not have counted yet', async () => {
  const metered = await openMetered(installation, stripe, 'told')
  const { use, tenantId } = metered
  await use(30, { daysAgo: 38 })
  const today = await use(60)
  await use(10, { daysAgo: 37, sentHoursAgo: 24 * 37 })
  await metered.report()
  lose(today)
  const check = await reconcile(metered)
  expect(check.differences).toEqual([
    {
      day: dayAgo(38),
      reason: 'refused',
      seconds: 30,
      did: 'told',
      note: null,
      detail: 'too_old',
    },
    { day: dayAgo(37), reason: 'missing', seconds: 10, did: 'told', note: 'too_old', detail: null },
    { day: dayAgo(0), reason: 'missing', seconds: 60, did: 'told', note: 'fresh', detail: null },
  ])
  const mended = await installation.admin`
    select 1 from meter_reports where tenant_id = ${tenantId} and source = 'difference'`
  expect(mended).toHaveLength(0)
})

test.each([true, false])(
  'asks the meter whether a report that may have been forgotten arrived (%p)',
  async (hasArrived) => {
    const metered = await openMetered(installation, stripe, `unsure-${hasArrived}`)
    const id = await metered.use(45, { daysAgo: 5 })
    if (hasArrived) await metered.report()
    await installation.admin`
      update meter_reports set state = 'refused', refusal = 'unsure', sent_at = null,
        first_tried_at = now() - interval '4 days', customer_id = ${metered.customerId} where id = ${id}`
    expect(found(await reconcile(metered))).toEqual([
      `${dayAgo(5)} unsure ${hasArrived ? 0 : 45} mended`,
    ])
    expect(metered.held()).toEqual({ [dayAgo(5)]: 45 })
    expect((await metered.reports()).map(({ state }) => state)).toEqual(['sent'])
    expect(found(await reconcile(metered))).toEqual([])
  },
)

test('charges a new customer nothing for the previous customer’s usage', async () => {
  const metered = await openMetered(installation, stripe, 'again')
  const { tenantId, use, report, held } = metered
  await use(900, { daysAgo: 6 })
  await use(300, { daysAgo: 5 })
  await report()
  await installation.admin`
    update meter_reports set sent_at = now() - interval '5 days' where tenant_id = ${tenantId}`
  const { id } = await sdkOf(stripe).customers.create({ name: 'Again' })
  await installation.admin`update billing_customers set customer_id = ${id} where tenant_id = ${tenantId}`
  const check = await reconcile(metered)
  expect(check).toMatchObject({ differences: [], reportedSeconds: 0, meterSeconds: 0 })
  expect(stripe.world.readings.filter(({ customer }) => customer === id)).toEqual([])
  expect(held()).toEqual({ [dayAgo(6)]: 900, [dayAgo(5)]: 300 })
})

test('does not report a day as fixed if the meter rejects the correction, and tries it once', async () => {
  const metered = await openMetered(installation, stripe, 'unmendable')
  const lost = await metered.use(90, { daysAgo: 12 })
  await metered.report()
  await installation.admin`
    update meter_reports set sent_at = now() - interval '9 days' where tenant_id = ${metered.tenantId}`
  lose(lost)
  const { payments } = installation.services
  if (!payments) throw new Error('no payments')
  const refusing: Payments = {
    ...payments,
    report: async () => ({ outcome: 'refused', reason: 'other', detail: 'invalid' }),
  }
  for (let night = 0; night < 2; night += 1)
    expect((await reconcile(metered, refusing)).differences).toEqual([
      {
        day: dayAgo(12),
        reason: 'missing',
        seconds: 90,
        did: 'told',
        note: null,
        detail: 'other: invalid',
      },
    ])
  const added = (await metered.reports()).filter(({ source }) => source === 'difference')
  expect(added.map(({ state }) => state)).toEqual(['refused'])
  const audited = await installation.admin`
    select 1 from audit_log where tenant_id = ${metered.tenantId} and action = 'meter.mended'`
  expect(audited).toHaveLength(0)
})

test('compares only the requested month', () => {
  const now = new Date('2026-11-30T18:00:00Z')
  expect(monthSpan('2026-10', now)).toEqual({
    from: new Date('2026-10-01T00:00:00Z'),
    to: new Date('2026-11-01T00:00:00Z'),
  })
  expect(monthSpan('2026-11', now).to).toEqual(new Date('2026-12-01T00:00:00Z'))
  expect(recentMonths(new Date('2026-01-15T10:00:00Z'))).toEqual({
    from: new Date('2025-12-01T00:00:00Z'),
    to: new Date('2026-01-16T00:00:00Z'),
  })
})
