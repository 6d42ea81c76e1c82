import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { spawnAam, spawnApi } from '../../../../ops/test/aam-process.ts'
import {
  eventually,
  openInstallation,
  requestTo,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { createSuspensionCheck, setSuspended } from '../../../../tenants/suspend.ts'
import { openTenantChanges } from '../../../platform/redis/tenant-changes.ts'
import { openTenant, refusalOf } from '../../../http/test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let other: Awaited<ReturnType<typeof spawnApi>>
/** Requests to an API that runs in a separate process. */
let askOther: TestInstallation['request']

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  other = await spawnApi(installation.services)
  askOther = requestTo(other.port)
})
afterAll(async () => {
  await other.stop()
  await installation.close()
})

const signInAtOther = async (slug: string): Promise<string> => {
  const json = { email: `owner@${slug}.example`, password: testPassword }
  const response = await askOther(slug, '/api/v1/auth/login', { method: 'POST', json })
  return ((await response.json()) as { accessToken: string }).accessToken
}

const idOf = async (slug: string): Promise<string> => {
  const [row] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = ${slug}`
  return row?.id ?? ''
}

test('closing and reopening take effect immediately in a process that has cached the organisation', async () => {
  const owner = await openTenant(installation, 'doors')
  const token = await signInAtOther('doors')
  const there = () => askOther('doors', '/api/v1/me', { token })
  expect((await there()).status).toBe(200)
  for (let round = 0; round < 3; round++) {
    expect((await owner.post('/organisation/close')).status).toBe(200)
    expect(await refusalOf(await there())).toBe('403 tenant_suspended')
    const reopened = await askOther('doors', '/api/v1/organisation/reopen', {
      method: 'POST',
      json: { email: 'owner@doors.example', password: testPassword },
    })
    expect(reopened.status).toBe(204)
    expect((await owner.send('/me')).status).toBe(200)
    expect((await there()).status).toBe(200)
  }
})

test('suspending or resuming by command is in force in every process when the command ends', async () => {
  const owner = await openTenant(installation, 'operated')
  const token = await signInAtOther('operated')
  const both = async () =>
    Promise.all(
      [await owner.send('/me'), await askOther('operated', '/api/v1/me', { token })].map((answer) =>
        answer.ok ? 'open' : refusalOf(answer),
      ),
    )
  const command = (verb: string) =>
    spawnAam(['tenant', verb, 'operated'], installation.services).exited
  expect(await both()).toEqual(['open', 'open'])
  expect(await command('suspend')).toBe(0)
  expect(await both()).toEqual(['403 tenant_suspended', '403 tenant_suspended'])
  expect(await command('resume')).toBe(0)
  expect(await both()).toEqual(['open', 'open'])
})

test('a new name is visible immediately in a process that has cached the old one', async () => {
  const owner = await openTenant(installation, 'renamed')
  const nameThere = async () => {
    const token = await signInAtOther('renamed')
    const me = await askOther('renamed', '/api/v1/me', { token })
    return ((await me.json()) as { tenant: { name: string } }).tenant.name
  }
  expect(await nameThere()).toBe('renamed')
  await owner.send('/settings', { method: 'PATCH', json: { name: 'Renamed Ltd' } })
  expect(await nameThere()).toBe('Renamed Ltd')
})

test('workers and streams notice a suspension immediately, whatever they have cached', async () => {
  await installation.createTenant('waiting')
  const { db, redis } = installation.services
  const here = openTenantChanges(redis)
  const check = createSuspensionCheck(db, here)
  const id = await idOf('waiting')
  await eventually(async () => here.mayKeep(id))
  const operator = { db, tenantChanges: openTenantChanges(redis) }
  expect(await check(id)).toBe(false)
  await setSuspended(operator, id, true)
  expect(await check(id)).toBe(true)
  await setSuspended(operator, id, false)
  expect(await check(id)).toBe(false)
})

test('an answer in flight during a change is not cached, and nothing is cached without Redis', async () => {
  const { redis } = installation.services
  const here = openTenantChanges(redis)
  const forgotten: (string | null)[] = []
  here.follow((tenantId) => forgotten.push(tenantId))
  const id = crypto.randomUUID()
  expect(here.mayKeep(id)).toBe(false)
  await eventually(async () => here.mayKeep(id))
  await openTenantChanges(redis).announce(id)
  await eventually(async () => forgotten.includes(id))
  expect(here.mayKeep(id)).toBe(false)
  expect(here.mayKeep(crypto.randomUUID())).toBe(true)
  const before = forgotten.length
  await redis.commands.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await eventually(async () => forgotten.slice(before).includes(null))
})
