import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import type { BillingView, PlanPreview } from '../contract.ts'
import { type Payments, PaymentsUnavailable } from '../ports.ts'
import { countQueuedJobs } from '../test/count-queued-jobs.ts'
import { withPlanHeld } from './plan-hold.ts'
import {
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
const audited = async (slug: string, action: string): Promise<number> =>
  (await planAudit(paying.installation, slug)).filter((line) => line.endsWith(action)).length

test('a failure after the provider changed the plan queues a sync that finds the change', async () => {
  const client = await open('fails-after')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'fails-after')
  const asked = await countQueuedJobs(paying.installation, tenantId, 'billing.sync')
  const port = payments()
  const { changePlan } = port
  port.changePlan = async (...given) => {
    await changePlan(...given)
    await paying.installation.admin`
      update subscriptions set status = 'past_due' where tenant_id = ${tenantId}`
  }
  const changed = await client.post('/billing/plan', { planId: 'business' })
  port.changePlan = changePlan
  expect(changed.status).not.toBe(200)
  expect(await countQueuedJobs(paying.installation, tenantId, 'billing.sync')).toBe(asked + 1)
  const [row] = await paying.installation.admin`
    select held_by from subscriptions where tenant_id = ${tenantId}`
  expect(row?.['held_by']).toBeString()
  const before = await audited('fails-after', 'plan.changed')
  expect(await syncOf(paying, 'fails-after')).toBe('changed')
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
  expect(await audited('fails-after', 'plan.changed')).toBe(before + 1)
})

test('an unreadable answer queues a sync', async () => {
  const client = await open('garbled')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'garbled')
  const asked = await countQueuedJobs(paying.installation, tenantId, 'billing.sync')
  const port = payments()
  const { changePlan } = port
  port.changePlan = async (...given) => {
    await changePlan(...given)
    throw new TypeError('undefined is not an object')
  }
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(500)
  port.changePlan = changePlan
  expect(await countQueuedJobs(paying.installation, tenantId, 'billing.sync')).toBe(asked + 1)
  expect(await syncOf(paying, 'garbled')).toBe('changed')
})

test('a change that could not be read back queues a sync', async () => {
  const client = await open('unread')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'unread')
  const asked = await countQueuedJobs(paying.installation, tenantId, 'billing.sync')
  const port = payments()
  const { changePlan, readSubscription } = port
  port.changePlan = async (...given) => {
    await changePlan(...given)
    port.readSubscription = () => Promise.reject(new PaymentsUnavailable('away'))
  }
  expect((await client.post('/billing/plan', { planId: 'business' })).status).toBe(200)
  Object.assign(port, { changePlan, readSubscription })
  expect(await countQueuedJobs(paying.installation, tenantId, 'billing.sync')).toBe(asked + 1)
})

test('a second click on a cancellation changes nothing and is not audited', async () => {
  const client = await open('clicks')
  await subscribe(client, 'team')
  const port = payments()
  const { readSubscription, setCancellation } = port
  let asked = 0
  port.setCancellation = async (...given) => {
    asked += 1
    await setCancellation(...given)
    // The outcome of the first click stays unknown.
    port.readSubscription = () => Promise.reject(new PaymentsUnavailable('away'))
  }
  const clicks = [client.post('/billing/plan', { planId: 'free' })]
  clicks.push(client.post('/billing/plan', { planId: 'free' }))
  const statuses = (await Promise.all(clicks)).map(({ status }) => status)
  // The second click finds the plan held, already cancelled, or the provider unreadable after the first click.
  expect(statuses.filter((status) => ![200, 409, 503].includes(status))).toEqual([])
  expect(statuses).toContain(200)
  port.readSubscription = readSubscription
  expect((await client.post('/billing/plan', { planId: 'free' })).status).toBe(200)
  Object.assign(port, { readSubscription, setCancellation })
  expect(asked).toBe(1)
  expect(await audited('clicks', 'plan.cancelled')).toBe(1)
  expect((await refresh(client)).subscription?.cancelsAt).toBeString()
})

test('a change is answered again for the same key, even if it would be rejected now', async () => {
  const client = await open('repeats')
  await subscribe(client, 'team')
  const tenantId = await idOf(paying.installation, 'repeats')
  const shown = await client.post('/billing/preview', { planId: 'business' })
  const { prorationDate } = (await shown.json()) as PlanPreview
  const body = { planId: 'business', prorationDate }
  const send = (json: object) =>
    client.post('/billing/plan', json, { 'idempotency-key': 'change-1' })
  expect((await send(body)).status).toBe(200)
  const { db } = paying.installation.services
  await withPlanHeld(db, systemCtx(tenantId, 'test', newId()), async () => {
    expect((await send(body)).status).toBe(200)
    expect(await refusalOf(await client.post('/billing/plan', { planId: 'team' }))).toBe(
      '409 conflict',
    )
    return true
  })
  expect(await audited('repeats', 'plan.changed')).toBe(2)
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('business')
})
