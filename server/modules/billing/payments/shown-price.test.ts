import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { BillingView, PlanPreview } from '../contract.ts'
import type { Payments } from '../ports.ts'
import { customerOf, idOf, openPaying, type PayingInstallation, subscribe } from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const open = (slug: string) => openTenant(paying.installation, slug)

/** Records the changes requested from the provider. */
function watchChanges(): { asked: Parameters<Payments['changePlan']>[0][]; stop(): void } {
  const port = paying.installation.services.payments as Payments
  const { changePlan } = port
  const asked: Parameters<Payments['changePlan']>[0][] = []
  port.changePlan = (change, key) => {
    asked.push(change)
    return changePlan.call(port, change, key)
  }
  return { asked, stop: () => void (port.changePlan = changePlan) }
}

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()

test('the shown price is charged, even some minutes later', async () => {
  const client = await open('shown')
  await subscribe(client, 'team')
  const shown = await client.post('/billing/preview', { planId: 'business' })
  const preview = (await shown.json()) as PlanPreview
  expect(preview.prorationDate).toBeString()
  const { world } = paying.standIn
  world.offset += 600
  const { prorationDate } = preview
  const changed = await client.post('/billing/plan', { planId: 'business', prorationDate })
  world.offset -= 600
  expect(changed.status).toBe(200)
  const customer = await customerOf(paying.installation, 'shown')
  const { data } = await paying.stripe.invoices.list({ customer })
  expect(data[0]?.total).toBe(preview.dueNow.minor)
  expect(data[0]?.lines.data.map(({ period }) => period.start)).toContain(
    new Date(prorationDate ?? '').getTime() / 1_000,
  )
})

test('rejects a price that is too old, of a future time, or without a time', async () => {
  const client = await open('old')
  await subscribe(client, 'team')
  const { asked, stop } = watchChanges()
  const change = async (prorationDate: string) =>
    refusalOf(await client.post('/billing/plan', { planId: 'business', prorationDate }))
  expect(await change(inMinutes(-16))).toBe('409 conflict')
  expect(await change(inMinutes(-60 * 24 * 40))).toBe('409 conflict')
  expect(await change(inMinutes(1.5))).toBe('422 invalid_request')
  expect(await change(inMinutes(60 * 24 * 40))).toBe('422 invalid_request')
  expect(await change('yesterday')).toBe('422 invalid_request')
  stop()
  expect(asked).toEqual([])
  expect((await client.get<BillingView>('/billing')).plan.id).toBe('team')
})

test('accepts a price of the new month before the renewal is stored', async () => {
  const client = await open('turns')
  await subscribe(client, 'team')
  // The webhook of the renewal has not arrived yet.
  await paying.installation.admin`
    update subscriptions set period_starts_at = now() - interval '31 days', period_ends_at = now() - interval '1 minute'
    where tenant_id = ${await idOf(paying.installation, 'turns')}`
  const shown = await client.post('/billing/preview', { planId: 'business' })
  const { prorationDate } = (await shown.json()) as PlanPreview
  expect(prorationDate).toBeString()
  const changed = await client.post('/billing/plan', { planId: 'business', prorationDate })
  expect(changed.status).toBe(200)
})

test('rejects a price shown for other seats or another plan version', async () => {
  const client = await open('otherwise')
  await subscribe(client, 'team')
  const shown = await client.post('/billing/preview', { planId: 'business' })
  const { prorationDate, seats, planVersion } = (await shown.json()) as PlanPreview
  expect([seats, planVersion]).toEqual([1, 1])
  const { asked, stop } = watchChanges()
  const change = (as: { seats?: number; planVersion?: number }) =>
    client.post('/billing/plan', { planId: 'business', prorationDate, ...as })
  await addMember(paying.installation, 'otherwise', 'member', 'Mel')
  for (const as of [{ seats }, { planVersion: 2 }, { seats: 2, planVersion: 2 }]) {
    const refused = await change(as)
    expect(refused.status).toBe(409)
    const { code, detail } = await problemOf(refused)
    expect([code, detail]).toEqual(['conflict', expect.stringMatching(/Ask for the price again/)])
  }
  expect(asked).toEqual([])
  expect((await change({ seats: 2, planVersion })).status).toBe(200)
  stop()
  expect(asked.map(({ chosen }) => chosen)).toEqual([
    { planId: 'business', planVersion: 1, seats: 2 },
  ])
})
