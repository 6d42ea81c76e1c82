import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { createMeeting, openTenant } from '../http/test/meetings.ts'
import { beginUpload } from '../http/test/uploads.ts'
import { cleanAll, claimDay } from './daily-cleanup.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

test('deletes the remains of abandoned uploads in every organisation', async () => {
  const { services, admin } = installation
  const keys: string[] = []
  for (const slug of ['first', 'second']) {
    const client = await openTenant(installation, slug)
    const { id } = await createMeeting(client)
    const upload = await beginUpload(client, id, new TextEncoder().encode('RIFF'))
    // The state after a process died between its row and its file.
    const [row] = await admin<{ object_key: string }[]>`
      update uploads set state = 'aborted', updated_at = now() - interval '2 hours'
      where id = ${upload.id} returning object_key`
    const key = row?.object_key ?? ''
    await services.files.put(key, new Uint8Array(10), { contentType: 'audio/wav' })
    keys.push(key)
  }
  await cleanAll(services)
  for (const key of keys) expect(await services.files.head(key)).toBeUndefined()
})

test('deletes usage counts of past months only', async () => {
  const { services, admin } = installation
  await openTenant(installation, 'counted')
  const now = new Date().toISOString()
  const periods = ['2020-01', '2020-01-31', now.slice(0, 7), now.slice(0, 10)]
  await admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    select id, id, 'runsPerDay', unnest(${periods}::text[]), 1 from tenants where slug = 'counted'`
  await cleanAll(services)
  const left = await admin<{ period: string }[]>`
    select period from quota_uses u join tenants t on t.id = u.tenant_id
    where t.slug = 'counted' order by period`
  expect(left.map(({ period }) => period)).toEqual([now.slice(0, 7), now.slice(0, 10)])
})

test('deletes old payment events once they were handled', async () => {
  const { services, admin } = installation
  await openTenant(installation, 'told')
  const events: [name: string, doneDaysAgo: number | null][] = [
    ['evt_old', 41],
    ['evt_recent', 39],
    ['evt_open', null],
  ]
  for (const [name, days] of events)
    await admin`
      insert into billing_events (tenant_id, event_id, type, happened_at, received_at, done_at)
      select id, ${name}, 'invoice.paid', now(), now() - interval '60 days', now() - make_interval(days => ${days})
      from tenants where slug = 'told'`
  await cleanAll(services)
  const left = await admin<{ id: string }[]>`
    select event_id as id from billing_events e join tenants t on t.id = e.tenant_id
    where t.slug = 'told' order by event_id`
  expect(left.map(({ id }) => id)).toEqual(['evt_open', 'evt_recent'])
})

test('deletes only links and invitations that ended over 90 days ago', async () => {
  const { services, admin } = installation
  await openTenant(installation, 'linked')
  const [person] = await admin<{ tenant_id: string; id: string }[]>`
    select u.tenant_id, u.id from users u join tenants t on t.id = u.tenant_id where t.slug = 'linked'`
  const { tenant_id: tenantId = '', id: userId = '' } = person ?? {}
  // Days from now: expiry, use, withdrawal.
  const cases: [name: string, expires: number, used: number | null, withdrawn: number | null][] = [
    ['open', 5, null, null],
    ['expired-lately', -80, null, null],
    ['expired-long-ago', -91, null, null],
    ['used-lately', -40, -80, null],
    ['used-long-ago', -84, -91, null],
    ['withdrawn-long-ago', -84, null, -91],
  ]
  for (const [name, expires, used, withdrawn] of cases) {
    await admin`
      insert into invitations (tenant_id, id, email, role, locale, token_hash, expires_at, accepted_at, withdrawn_at)
      values (${tenantId}, ${Bun.randomUUIDv7()}, ${name}, 'viewer', 'en', ${name},
        now() + make_interval(days => ${expires}), now() + make_interval(days => ${used}::int),
        now() + make_interval(days => ${withdrawn}::int))`
    await admin`
      insert into one_time_links (tenant_id, id, user_id, purpose, token_hash, expires_at, used_at)
      values (${tenantId}, ${Bun.randomUUIDv7()}, ${userId}, 'reset-password', ${name},
        now() + make_interval(days => ${expires}), now() + make_interval(days => ${used}::int))`
  }
  await cleanAll(services)
  const invitations = await admin`
    select email from invitations where tenant_id = ${tenantId} order by email`
  expect(invitations.map(({ email }) => email)).toEqual(['expired-lately', 'open', 'used-lately'])
  const links = await admin`
    select token_hash from one_time_links where tenant_id = ${tenantId} order by token_hash`
  expect(links.map(({ token_hash: name }) => name)).toEqual([
    'expired-lately',
    'open',
    'used-lately',
    'withdrawn-long-ago',
  ])
})

test('one worker claims the day, and another may claim the next', async () => {
  const noon = Date.UTC(2026, 0, 5, 12)
  expect(await claimDay(installation.services, noon)).toBe(true)
  expect(await claimDay(installation.services, noon + 60_000)).toBe(false)
  expect(await claimDay(installation.services, noon + 24 * 3_600_000)).toBe(true)
})
