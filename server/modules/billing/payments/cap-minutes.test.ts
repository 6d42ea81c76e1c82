import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type Client, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { type MailSealer, renderMail } from '../../mail/index.ts'
import type { MailKinds } from '../../mail/mail-kinds.ts'
import type { BillingView } from '../contract.ts'
import { countQueuedJobs } from '../test/count-queued-jobs.ts'
import { warnOwners } from '../warn-owners.ts'
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
  paying = await openPaying({ worker: false, sendsWebhooks: false })
})
afterAll(() => paying.close())

const cap = (client: Pick<Client, 'send'>, minor: unknown): Promise<Response> =>
  client.send('/billing/minutes-cap', { method: 'PUT', json: { minor } })

test('an owner caps the cost of extra minutes, which is audited once', async () => {
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
  // A sync of the subscription keeps the cap.
  expect((await refresh(client)).minutesCap?.minor).toBe(5_000)
})

test('only an owner can set it, only with paid minutes, and only to an amount', async () => {
  const client = await openTenant(paying.installation, 'nothing-paid')
  expect(await refusalOf(await cap(client, 100))).toBe('409 wrong_state')
  await subscribe(client, 'team')
  expect(await refusalOf(await cap(client, 100))).toBe('409 wrong_state')
  for (const minor of [-1, 1.5, '100', 2_000_000_000])
    expect(await refusalOf(await cap(client, minor))).toBe('422 invalid_request')
  const admin = await addMember(paying.installation, 'nothing-paid', 'admin', 'Ada')
  expect((await cap(admin, 100)).status).toBe(403)
})

test('owners are notified immediately of a cap that is already used up', async () => {
  const client = await openTenant(paying.installation, 'low-cap')
  await subscribe(client, 'business')
  const { admin, services } = paying.installation
  const tenantId = await idOf(paying.installation, 'low-cap')
  await admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    values (${tenantId}, ${tenantId}, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'),
      ${15_050 * 60})`
  const asked = await countQueuedJobs(paying.installation, tenantId, 'limit.warn')
  expect((await cap(client, 100)).status).toBe(200)
  expect(await countQueuedJobs(paying.installation, tenantId, 'limit.warn')).toBe(asked + 1)
  const letters: MailKinds['limit-warning'][] = []
  const sealer: MailSealer = {
    ...services.sealer,
    seal(tenant, place, plain) {
      letters.push(JSON.parse(new TextDecoder().decode(plain)))
      return services.sealer.seal(tenant, place, plain)
    },
  }
  const ctx: JobCtx = {
    ...systemCtx(tenantId, 'test', newId()),
    jobId: newId(),
    held: {},
    queuedAt: new Date(),
    attempt: 1,
    isFinalAttempt: false,
    signal: new AbortController().signal,
    log: services.log as JobCtx['log'],
  }
  const deps = { db: services.db, sealer, mailer: {} }
  expect(await warnOwners.handle(deps, ctx, { organisationId: tenantId })).toBe(
    'transcribedMinutesPerMonth 100',
  )
  const [letter] = letters
  if (!letter) throw new Error('there is no letter')
  const en = renderMail('limit-warning', 'en', letter).text
  expect(en).toContain('From now on, recordings wait: further minutes cost $1.00 this month')
  expect(en).toContain('An owner can raise or remove the cap there.')
  expect(en).not.toContain('A larger plan')
  const ru = renderMail('limit-warning', 'ru', letter).text
  expect(ru).toContain('Там же владелец поднимает потолок или снимает его.')
  expect(ru).not.toContain('тариф побольше')
})

test('owners are warned again after the cap changes', async () => {
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
