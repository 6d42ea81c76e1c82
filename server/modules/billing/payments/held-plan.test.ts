import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../../db/tenant.ts'
import { eventually } from '../../../../ops/test/installation.ts'
import { openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { reportMissing } from '../../../../db/usage-ledger.ts'
import type { BillingView, PlanPreview } from '../contract.ts'
import { type Payments, PaymentsRefused, PaymentsUnavailable } from '../ports.ts'
import { withPlanHeld } from './plan-hold.ts'
import {
  customerOf,
  idOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  refresh,
  subscribe,
  syncOf,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)
const payments = (): Payments => paying.installation.services.payments as Payments

/** Runs something at the provider between a request and its answer. */
function during(method: 'changePlan' | 'endNow', happens: () => Promise<unknown>): () => void {
  const port = payments()
  const real = port[method].bind(port) as (...given: unknown[]) => Promise<void>
  const replaced = { [method]: async (...given: unknown[]) => (await happens(), real(...given)) }
  const before = port[method]
  Object.assign(port, replaced)
  return () => Object.assign(port, { [method]: before })
}

/** Inserts a transcription into the ledger with the statement that also inserts corrections. */
async function transcribe(slug: string, seconds: number): Promise<void> {
  const { db } = paying.installation.services
  const tenantId = await idOf(paying.installation, slug)
  const id = newId()
  await paying.installation.admin`
    insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds)
    values (${tenantId}, ${id}, ${`transcription:${id}`}, 'transcription', now(), 'deepgram:nova-3', ${seconds})`
  const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
  await withTenant(db, { tenantId }, (tx) => reportMissing(tx, { from, to }))
}

const reported = async (slug: string): Promise<number> => {
  const [row] = await paying.installation.admin<{ seconds: number }[]>`
    select coalesce(sum(r.seconds), 0)::int as seconds from meter_reports r join tenants t on t.id = r.tenant_id
    where t.slug = ${slug}`
  return row?.seconds ?? 0
}

test('nothing is reported between the last report and the last invoice of a plan', async () => {
  const client = await open('between')
  await subscribe(client, 'business')
  await transcribe('between', 600)
  const restore = during('changePlan', () => transcribe('between', 60))
  const left = await client.post('/billing/plan', { planId: 'team' })
  restore()
  expect(left.status).toBe(200)
  expect(await reported('between')).toBe(600)
})

test('usage during a failed change is reported after it', async () => {
  const client = await open('declines')
  await subscribe(client, 'business')
  const restore = during('changePlan', async () => {
    await transcribe('declines', 60)
    throw new PaymentsRefused('nothing was changed', 'other')
  })
  expect((await client.post('/billing/plan', { planId: 'team' })).status).toBe(409)
  restore()
  expect(await reported('declines')).toBe(60)
})

test('changing to paid minutes does not report earlier usage', async () => {
  const client = await open('begins')
  await subscribe(client, 'team')
  await transcribe('begins', 600)
  await paying.installation.admin`
    update usage_events set at = at - interval '10 seconds'
    where tenant_id = ${await idOf(paying.installation, 'begins')}`
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(200)
  expect(await reported('begins')).toBe(0)
})

test('closing reports nothing more once the last invoice is due', async () => {
  const client = await open('closes')
  await subscribe(client, 'business')
  const restore = during('endNow', () => transcribe('closes', 60))
  expect((await client.post('/organisation/close')).status).toBe(200)
  restore()
  expect(await reported('closes')).toBe(0)
})

test('usage after a cancelled subscription has ended is not reported', async () => {
  const client = await open('ended')
  await subscribe(client, 'business')
  await paying.installation.admin`
    update subscriptions set cancels_at = now() where tenant_id = ${await idOf(paying.installation, 'ended')}`
  await transcribe('ended', 60)
  expect(await reported('ended')).toBe(0)
})

test('waits for a transcription that is being inserted, and reports it', async () => {
  const client = await open('entering')
  await subscribe(client, 'business')
  const { db } = paying.installation.services
  const tenantId = await idOf(paying.installation, 'entering')
  const id = newId()
  await paying.installation.admin`
    insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds)
    values (${tenantId}, ${id}, ${`transcription:${id}`}, 'transcription', now(), 'deepgram:nova-3', 30)`
  const held = Promise.withResolvers<void>()
  const entered = Promise.withResolvers<void>()
  const entering = withTenant(db, { tenantId }, async (tx) => {
    const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
    await reportMissing(tx, { from, to })
    entered.resolve()
    await held.promise
  })
  await entered.promise
  const ctx = systemCtx(tenantId, 'test', newId())
  let seen = -1
  const holding = withPlanHeld(db, ctx, async () => {
    seen = await reported('entering')
    return true
  })
  await eventually(async () => {
    const rows = await paying.installation.admin`
      select 1 from pg_locks where not granted and locktype = 'transactionid'`
    return rows.length > 0
  })
  held.resolve()
  await Promise.all([entering, holding])
  expect(seen).toBe(30)
})

test('a webhook that overtakes the answer adds no second audit entry', async () => {
  const client = await open('overtaken')
  await subscribe(client, 'team')
  const port = payments()
  const change = port.changePlan
  port.changePlan = async (...given) => {
    await change(...given)
    await expect(syncOf(paying, 'overtaken')).rejects.toThrow('being changed')
  }
  const changed = await client.post('/billing/plan', { planId: 'business' })
  port.changePlan = change
  expect(changed.status).toBe(200)
  expect(((await changed.json()) as BillingView).plan.id).toBe('business')
  await syncOf(paying, 'overtaken')
  const lines = await planAudit(paying.installation, 'overtaken')
  expect(lines.filter((line) => line.endsWith('plan.changed'))).toEqual([
    'user plan.changed',
    'user plan.changed',
  ])
})

test('a change that could not be read back is audited once, even if a webhook reports it too', async () => {
  const client = await open('unread')
  await subscribe(client, 'team')
  const port = payments()
  const { changePlan, readSubscription } = port
  port.changePlan = async (...given) => {
    await changePlan(...given)
    port.readSubscription = () => Promise.reject(new PaymentsUnavailable('away'))
  }
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(200)
  Object.assign(port, { changePlan, readSubscription })
  expect(await syncOf(paying, 'unread')).toBe('changed')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
  const lines = await planAudit(paying.installation, 'unread')
  expect(lines.filter((line) => line.endsWith('plan.changed'))).toHaveLength(2)
})

test('a month’s included minutes are granted once, even across subscriptions', async () => {
  const client = await open('again')
  await subscribe(client, 'business')
  await transcribe('again', 600)
  const customer = await customerOf(paying.installation, 'again')
  const [first] = (await paying.stripe.subscriptions.list({ customer })).data
  await paying.stripe.subscriptions.cancel(first?.id ?? '', { invoice_now: true })
  expect((await refresh(client)).plan.id).toBe('free')
  for (const path of ['/billing/preview', '/billing/checkout']) {
    const refused = await client.post(path, { planId: 'business' })
    expect(refused.status).toBe(409)
    expect((await problemOf(refused)).detail).toMatch(/can come back from \d{4}-\d\d-01/)
  }
  expect((await subscribe(client, 'team')).plan.id).toBe('team')
  expect(await refusalOf(await client.post('/billing/plan', { planId: 'business' }))).toBe(
    '409 wrong_state',
  )
  // In the next month they are granted again.
  await paying.installation.admin`
    update meter_reports set at = at - interval '1 month'
    where tenant_id = ${await idOf(paying.installation, 'again')}`
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(200)
})

test('during a plan change, another one is rejected and reads continue', async () => {
  const client = await open('taken')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'taken')
  const { db } = paying.installation.services
  await withPlanHeld(db, systemCtx(tenantId, 'test', newId()), async () => {
    const other = await client.post('/billing/plan', { planId: 'business' })
    expect(await refusalOf(other)).toBe('409 conflict')
    expect((await client.post('/billing/refresh')).status).toBe(200)
    return true
  })
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(200)
})

test('the next sync reports what a process kept back before it died', async () => {
  const client = await open('dies')
  await subscribe(client, 'business')
  const { admin } = paying.installation
  const tenantId = await idOf(paying.installation, 'dies')
  await admin`
    update subscriptions set held_by = gen_random_uuid(), held_until = now() + interval '1 hour'
    where tenant_id = ${tenantId}`
  await transcribe('dies', 90)
  expect(await reported('dies')).toBe(0)
  await expect(syncOf(paying, 'dies')).rejects.toThrow('being changed')
  await admin`update subscriptions set held_until = now() where tenant_id = ${tenantId}`
  await syncOf(paying, 'dies')
  expect(await reported('dies')).toBe(90)
})

test('a preview has no proration date while minutes are metered', async () => {
  const client = await open('unknown-sum')
  await subscribe(client, 'business')
  const preview = await client.post('/billing/preview', { planId: 'team' })
  expect(((await preview.json()) as PlanPreview).prorationDate).toBeNull()
  // A made-up date is ignored, since it would leave usage since then on no invoice.
  const customer = await customerOf(paying.installation, 'unknown-sum')
  const [one] = (await paying.stripe.subscriptions.list({ customer })).data
  const begunAt = one?.items.data[0]?.current_period_start ?? 0
  const prorationDate = new Date(begunAt * 1_000).toISOString()
  const { world } = paying.standIn
  world.offset += 600
  const changed = await client.post('/billing/plan', { planId: 'team', prorationDate })
  const now = world.clock.now()
  world.offset -= 600
  expect(changed.status).toBe(200)
  const [invoice] = (await paying.stripe.invoices.list({ customer })).data
  const starts = invoice?.lines.data.map(({ period }) => period.start) ?? []
  expect(Math.max(...starts)).toBeGreaterThanOrEqual(now - 60)
})
