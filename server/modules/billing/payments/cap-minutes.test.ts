import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Client, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { BillingView } from '../contract.ts'
import {
  idOf,
  openPaying,
  type PayingInstallation,
  planAudit,
  refresh,
  subscribe,
} from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying({ worker: false, tells: false })
})
afterAll(() => paying.close())

const cap = (client: Pick<Client, 'send'>, minor: unknown): Promise<Response> =>
  client.send('/billing/minutes-cap', { method: 'PUT', json: { minor } })

test('an owner caps what minutes past the plan cost, and that is audited once', async () => {
  const client = await openTenant(paying.installation, 'caps')
  await subscribe(client, 'business')
  for (let times = 0; times < 2; times += 1) {
    const answer = await cap(client, 5_000)
    expect(((await answer.json()) as BillingView).minutesCap).toEqual({
      minor: 5_000,
      currency: 'usd',
      minutes: 15_000 + 1_388,
    })
  }
  const lines = await planAudit(paying.installation, 'caps')
  expect(lines.filter((line) => line.endsWith('plan.capped'))).toHaveLength(1)
  // What the provider tells of the subscription leaves it as it is.
  expect((await refresh(client)).minutesCap?.minor).toBe(5_000)
})

test('only an owner sets it, where something is paid by the minute, and to a sum', async () => {
  const client = await openTenant(paying.installation, 'nothing-paid')
  expect(await refusalOf(await cap(client, 100))).toBe('409 wrong_state')
  await subscribe(client, 'team')
  expect(await refusalOf(await cap(client, 100))).toBe('409 wrong_state')
  for (const minor of [-1, 1.5, '100', 2_000_000_000])
    expect(await refusalOf(await cap(client, minor))).toBe('422 invalid_request')
  const admin = await addMember(paying.installation, 'nothing-paid', 'admin', 'Ada')
  expect((await cap(admin, 100)).status).toBe(403)
})

test('owners are warned anew of another cap', async () => {
  const client = await openTenant(paying.installation, 'warned-anew')
  await subscribe(client, 'business')
  const { admin } = paying.installation
  const tenantId = await idOf(paying.installation, 'warned-anew')
  await admin`
    insert into limit_warnings (tenant_id, name, period, threshold)
    select ${tenantId}, name, to_char(now() at time zone 'utc', 'YYYY-MM'), 80
    from unnest(array['transcribedMinutesPerMonth', 'storedBytes']) name`
  expect((await cap(client, 1_000)).status).toBe(200)
  const left = await admin`select name from limit_warnings where tenant_id = ${tenantId}`
  expect(left.map((row) => row['name'])).toEqual(['storedBytes'])
})
