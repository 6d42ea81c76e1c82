import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { type Client, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { codeOf } from '../../../http/test/authenticator.ts'
import { addApp } from '../../../http/test/factors.ts'
import { addMember } from '../../../http/test/members.ts'
import { openTenantChanges } from '../../../platform/redis/tenant-changes.ts'
import { setSuspended } from '../../../../tenants/suspend.ts'
import type { ClosedView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

const transferOrganisation = (by: Client, userId: string) =>
  by.post('/organisation/transfer', { userId })
const roleOf = async (client: Client) =>
  (await client.get<{ user: { role: string } }>('/me')).user.role

test('an owner transfers the organisation in one step and becomes an administrator', async () => {
  const owner = await openTenant(installation, 'handed')
  const successor = await addMember(installation, 'handed', 'member', 'Heir')
  const admin = await addMember(installation, 'handed', 'admin', 'Ada')
  for (const by of [admin, successor]) {
    expect(await refusalOf(await transferOrganisation(by, successor.userId))).toBe('403 forbidden')
  }
  expect((await transferOrganisation(owner, successor.userId)).status).toBe(200)
  expect([await roleOf(owner), await roleOf(successor)]).toEqual(['admin', 'owner'])
  expect(await refusalOf(await transferOrganisation(owner, admin.userId))).toBe('403 forbidden')
})

test('it can be transferred only to an active member', async () => {
  const owner = await openTenant(installation, 'kept')
  const ownId = (await owner.get<{ user: { id: string } }>('/me')).user.id
  const gone = await addMember(installation, 'kept', 'member', 'Gone')
  await owner.send(`/members/${gone.userId}`, { method: 'PATCH', json: { status: 'deactivated' } })
  const elsewhere = await openTenant(installation, 'elsewhere')
  const theirId = (await elsewhere.get<{ user: { id: string } }>('/me')).user.id
  expect(await refusalOf(await transferOrganisation(owner, ownId))).toBe('422 invalid_request')
  expect(await refusalOf(await transferOrganisation(owner, gone.userId))).toBe(
    '422 invalid_request',
  )
  for (const id of [theirId, crypto.randomUUID()]) {
    expect(await refusalOf(await transferOrganisation(owner, id))).toBe('404 not_found')
  }
  expect(await roleOf(owner)).toBe('owner')
})

test('two owners who transfer to each other at once leave one owner', async () => {
  const one = await openTenant(installation, 'twoowners')
  const oneId = (await one.get<{ user: { id: string } }>('/me')).user.id
  const two = await addMember(installation, 'twoowners', 'owner', 'Two')
  await Promise.all([transferOrganisation(one, two.userId), transferOrganisation(two, oneId)])
  const [row] = await installation.admin`
    select count(*)::int as owners from users u join tenants t on t.id = u.tenant_id
    where t.slug = 'twoowners' and u.role = 'owner'`
  expect(row?.owners).toBe(1)
})

test('an owner closes the organisation, and reopens it within 30 days with their password', async () => {
  const owner = await openTenant(installation, 'closed')
  const admin = await addMember(installation, 'closed', 'admin', 'Ada')
  const reopen = (email: string, password = testPassword) =>
    installation.request('closed', '/api/v1/organisation/reopen', {
      method: 'POST',
      json: { email, password },
    })
  expect(await refusalOf(await admin.post('/organisation/close'))).toBe('403 forbidden')
  expect(await refusalOf(await reopen('owner@closed.example'))).toBe('409 wrong_state')

  const stream = (await owner.send('/events')).body?.getReader()
  await stream?.read()
  const response = await owner.post('/organisation/close')
  const { reopenUntil } = (await response.json()) as ClosedView
  const days = (Date.parse(reopenUntil) - Date.now()) / 86_400_000
  expect(Math.round(days)).toBe(30)
  for (;;) if (!stream || (await stream.read()).done) break
  await eventually(async () => (await owner.send('/me')).status === 403)

  for (const [email, password] of [
    ['owner@closed.example', 'not my password'],
    [admin.email, testPassword],
    ['nobody@closed.example', testPassword],
  ] as const) {
    expect(await refusalOf(await reopen(email, password))).toBe('401 wrong_credentials')
  }
  await installation.admin`
    update tenants set closed_at = now() - interval '31 days' where slug = 'closed'`
  expect(await refusalOf(await reopen('owner@closed.example'))).toBe('409 wrong_state')
  await installation.admin`update tenants set closed_at = null where slug = 'closed'`
  expect(await refusalOf(await reopen('owner@closed.example'))).toBe('409 wrong_state')
  await installation.admin`
    update tenants set closed_at = now() - interval '29 days' where slug = 'closed'`
  expect((await reopen('owner@closed.example')).status).toBe(204)
  await eventually(async () => (await owner.send('/me')).status === 200)
  expect((await admin.send('/me')).status).toBe(200)
})

test('a closed organisation can also be suspended, and then only the operator can reopen it', async () => {
  const owner = await openTenant(installation, 'both')
  const { db, redis } = installation.services
  const operator = { db, tenantChanges: openTenantChanges(redis) }
  const [row] = await installation.admin<
    { id: string }[]
  >`select id from tenants where slug = 'both'`
  const id = row?.id ?? ''
  const reopen = () =>
    installation.request('both', '/api/v1/organisation/reopen', {
      method: 'POST',
      json: { email: 'owner@both.example', password: testPassword },
    })
  const state = async () => {
    const [now] = await installation.admin`
      select status, closed_at is not null as closed from tenants where id = ${id}`
    return `${now?.status} ${now?.closed ? 'closed' : 'not closed'}`
  }
  expect((await owner.post('/organisation/close')).status).toBe(200)
  await setSuspended(operator, id, true)
  expect(await state()).toBe('suspended closed')
  await expect(setSuspended(operator, id, true)).rejects.toThrow('nothing to suspend')
  expect(await refusalOf(await reopen())).toBe('409 wrong_state')
  await setSuspended(operator, id, false)
  expect(await state()).toBe('suspended closed')
  expect((await reopen()).status).toBe(204)
  expect(await state()).toBe('active not closed')
  await setSuspended(operator, id, true)
  expect(await refusalOf(await reopen())).toBe('409 wrong_state')
  await setSuspended(operator, id, false)
  expect(await state()).toBe('active not closed')
  await expect(setSuspended(operator, id, false)).rejects.toThrow('not suspended')
  // The operator can reopen a closed organisation even after the 30 days.
  await installation.admin`
    update tenants set status = 'suspended', closed_at = now() - interval '40 days' where id = ${id}`
  await setSuspended(operator, id, false)
  expect(await state()).toBe('active not closed')
})

test('an owner with a second factor also needs its code to reopen the organisation', async () => {
  const owner = await openTenant(installation, 'shut')
  const { secret, recoveryCodes } = await addApp(owner)
  expect((await owner.post('/organisation/close')).status).toBe(200)
  const reopen = (code?: string) =>
    installation.request('shut', '/api/v1/organisation/reopen', {
      method: 'POST',
      json: { email: 'owner@shut.example', password: testPassword, ...(code ? { code } : {}) },
    })
  expect(await refusalOf(await reopen())).toBe('401 wrong_proof')
  expect(await refusalOf(await reopen('000000'))).toBe('401 wrong_proof')
  expect((await reopen(codeOf(secret))).status).toBe(204)
  expect((await owner.post('/organisation/close')).status).toBe(200)
  expect((await reopen(recoveryCodes?.[0])).status).toBe(204)
  const used = await installation.admin`
    select 1 from audit_log where action = 'factor.code_used'
      and tenant_id = (select id from tenants where slug = 'shut')`
  expect(used).toHaveLength(1)
})
