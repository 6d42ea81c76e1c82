import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../../db/tenant.ts'
import { type Client, openTenant } from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { reportMissing } from '../../../../db/usage-ledger.ts'
import type { InvoicesPage } from '../contract.ts'
import { type Payments, PaymentsUnavailable } from '../ports.ts'
import { drainReports } from './end-now.ts'
import { idOf, openPaying, type PayingInstallation, subscribe } from './test/paying.ts'
import type { Static } from '@sinclair/typebox'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterEach(() => {
  paying.standIn.world.settings.meterDelaySeconds = 0
})
afterAll(() => paying.close())

/** A hundred minutes more than the plan includes. */
const used = 15_100 * 60

async function openUsed(slug: string): Promise<{ client: Client; tenantId: string }> {
  const client = await openTenant(paying.installation, slug)
  await subscribe(client, 'business')
  const tenantId = await idOf(paying.installation, slug)
  const id = newId()
  await paying.installation.admin`
    insert into usage_events (tenant_id, id, source_key, kind, at, provider, seconds)
    values (${tenantId}, ${id}, ${`transcription:${id}`}, 'transcription', now(), 'deepgram:nova-3', ${used})`
  const [from, to] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)]
  const { db } = paying.installation.services
  await withTenant(db, { tenantId }, (tx) => reportMissing(tx, { from, to }))
  return { client, tenantId }
}

test('a plan with paid minutes ends once the meter has counted all reports', async () => {
  const { client } = await openUsed('leaves')
  paying.standIn.world.settings.meterDelaySeconds = 2
  expect((await client.post('/billing/plan', { planId: 'team' })).status).toBe(200)
  const { data } = await client.get<Static<typeof InvoicesPage>>('/billing/invoices')
  const minutes = data.flatMap(({ lines }) => lines).filter(({ part }) => part === 'minutes')
  // Included and paid minutes.
  expect(minutes.map(({ quantity }) => quantity)).toEqual([15_000 * 60, 100 * 60])
  expect(minutes.map(({ amount }) => amount.minor)).toEqual([0, 360])
})

test('nothing ends until the meter has counted all reports', async () => {
  const { tenantId } = await openUsed('stays')
  paying.standIn.world.settings.meterDelaySeconds = 3_600
  const { db } = paying.installation.services
  const payments = paying.installation.services.payments as Payments
  const ctx = systemCtx(tenantId, 'test', newId())
  const drained = drainReports({ db, payments }, ctx, 1_000).then(
    () => null,
    (error: unknown) => error,
  )
  expect(await drained).toBeInstanceOf(PaymentsUnavailable)
  paying.standIn.world.settings.meterDelaySeconds = 0
  await drainReports({ db, payments }, ctx, 1_000)
})
