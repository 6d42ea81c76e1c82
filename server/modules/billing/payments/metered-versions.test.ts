import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Plan, plans } from '../../../../tenants/plans/index.ts'
import { openTenant, problemOf } from '../../../http/test/meetings.ts'
import { newId } from '../../../platform/ids.ts'
import type { OffersView } from '../contract.ts'
import { idOf, openPaying, type PayingInstallation, subscribe } from './test/paying.ts'

setDefaultTimeout(60_000)

const { newest } = plans
let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(async () => {
  plans.newest = newest
  await paying.close()
})

test('a newer plan version does not grant the included minutes again in the same month', async () => {
  const client = await openTenant(paying.installation, 'newer')
  await subscribe(client, 'business')
  const second = { ...(plans.find('business', 1) as Plan), version: 2 }
  plans.newest = (id) => (id === 'business' ? second : newest(id))
  const offered = async (): Promise<string[]> =>
    (await client.get<OffersView>('/billing/offers')).data
      .filter(({ plan }) => plan.id === 'business')
      .map(({ plan, isCurrent }) => `${plan.version} ${isCurrent}`)
  expect(await offered()).toEqual(['1 true', '2 false'])
  await paying.installation.admin`
    insert into meter_reports (tenant_id, id, source, at, seconds)
    values (${await idOf(paying.installation, 'newer')}, ${newId()}, 'ledger', now(), 600)`
  expect(await offered()).toEqual(['1 true'])
  for (const path of ['/billing/preview', '/billing/plan']) {
    const refused = await client.post(path, { planId: 'business' })
    expect(refused.status).toBe(409)
    expect((await problemOf(refused)).detail).toMatch(/from \d{4}-\d\d-01 \(UTC\)/)
  }
  // In the next month the change is allowed.
  await paying.installation.admin`update meter_reports set at = at - interval '1 month'`
  expect(await offered()).toEqual(['1 true', '2 false'])
})
