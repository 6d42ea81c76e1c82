import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import {
  type Client,
  clientOf,
  createMeeting,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { expectForeignCursorsRejected, readByTwos } from '../../../http/test/pages.ts'
import type { MemberView } from '../members/contract.ts'
import type { KeyList, NewKey, ServiceAccountList, ServiceAccountView } from './contract.ts'
import { newApiKey, parseApiKey } from '../../../platform/api-keys.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'keys')
})
afterAll(() => installation.close())

const withKey = (key: string, slug = 'keys') => clientOf(installation, slug, key)

async function makeKey(
  as: Client,
  scopes: string[],
  more: object = {},
): Promise<NewKey & { client: Client }> {
  const answer = await as.post('/api-keys', { name: 'Test', scopes, ...more })
  if (answer.status !== 201) throw new Error(await answer.text())
  const made = (await answer.json()) as NewKey
  return { ...made, client: withKey(made.key, as.slug) }
}

const listed = async (as: Client, id: string) =>
  (await as.get<KeyList>('/api-keys?limit=100')).data.find((key) => key.id === id)

/** Makes all sessions look 16 minutes old. */
const letProofAge = async (slug: string): Promise<void> => {
  await installation.admin`
    update sessions set proved_at = now() - interval '16 minutes'
    where tenant_id = (select id from tenants where slug = ${slug})`
  const keys = await installation.services.redis.commands.keys('*:session:*')
  if (keys.length > 0) await installation.services.redis.commands.del(...keys)
}

test('rejects a mistyped key by its checksum', () => {
  const { text, publicId, secret } = newApiKey('live')
  expect(text).toMatch(/^aam_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/)
  expect(parseApiKey(text)).toEqual({ publicId, secret })
  const other = text.at(-10) === 'a' ? 'b' : 'a'
  expect(parseApiKey(`${text.slice(0, -10)}${other}${text.slice(-9)}`)).toBeNull()
  for (const odd of ['aam_', 'aam_live', `${text} `, text.toUpperCase(), `x${text}`]) {
    expect(parseApiKey(odd)).toBeNull()
  }
})

test('allows what the scopes cover and names the missing scope otherwise', async () => {
  const { key, client } = await makeKey(owner, ['meetings:write'])
  const meeting = await createMeeting(client)
  expect((await client.send(`/meetings/${meeting.id}`)).status).toBe(200)
  const refused = await client.send('/clients')
  const { status, code, detail } = await problemOf(refused)
  expect(`${status} ${code}`).toBe('403 scope_missing')
  expect(detail).toContain('directory:read')
  expect(key).toStartWith('aam_dev_')
})

test('shows the key once and stores only its hash', async () => {
  const { id, key } = await makeKey(owner, ['meetings:read'])
  const [, secret = ''] = /_([0-9A-Za-z]{38})$/.exec(key) ?? []
  expect(JSON.stringify(await listed(owner, id))).not.toContain(secret)
  const [row] = await installation.admin<{ text: string }[]>`
    select row_to_json(k)::text as text from api_keys k where id = ${id}`
  expect(row?.text).not.toContain(secret)
  expect(row?.text).not.toContain(secret.slice(0, 32))
})

test('accepts X-Aam-Tenant only together with an API key', async () => {
  const { key } = await makeKey(owner, ['members:read'])
  const ask = (headers: Record<string, string>) =>
    fetch(`http://127.0.0.1:${installation.port}/api/v1/me`, { headers })
  const authorization = `Bearer ${key}`
  expect((await ask({ authorization, 'x-aam-tenant': 'keys' })).status).toBe(200)
  expect(await refusalOf(await ask({ authorization }))).toBe('404 no_tenant')
  const session = { authorization: `Bearer ${owner.token}`, 'x-aam-tenant': 'keys' }
  expect(await refusalOf(await ask(session))).toBe('422 invalid_request')
  expect(await refusalOf(await ask({ 'x-aam-tenant': 'keys' }))).toBe('422 invalid_request')
})

test('rejects a key of another organisation', async () => {
  await openTenant(installation, 'neighbours')
  const { key } = await makeKey(owner, ['meetings:write', 'members:write'])
  const there = await withKey(key, 'neighbours').send('/me')
  expect(await refusalOf(there)).toBe('404 not_found')
  // A mistyped key is reported as invalid in any organisation.
  const mistyped = await withKey(`${key.slice(0, -1)}_`, 'neighbours').send('/me')
  expect(await refusalOf(mistyped)).toBe('401 unauthenticated')
})

test('rejects a revoked key on the next request', async () => {
  const { id, client } = await makeKey(owner, ['meetings:read'])
  expect((await client.send('/meetings')).status).toBe(200)
  expect((await owner.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await refusalOf(await client.send('/meetings'))).toBe('401 unauthenticated')
  expect((await owner.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  const revoked = await listed(owner, id)
  expect(revoked?.state).toBe('revoked')
  expect(Math.abs(Date.now() - Date.parse(revoked?.revokedAt ?? ''))).toBeLessThan(60_000)
})

test('rejects an expired key, and an expiry in the past', async () => {
  const past = { expiresAt: '2020-01-01T00:00:00Z' }
  const refused = await owner.post('/api-keys', { name: 'x', scopes: ['meetings:read'], ...past })
  expect(await refusalOf(refused)).toBe('422 invalid_request')
  const soon = { expiresAt: new Date(Date.now() + 1_500).toISOString() }
  const { id, client } = await makeKey(owner, ['meetings:read'], soon)
  expect((await client.send('/meetings')).status).toBe(200)
  await eventually(async () => (await client.send('/meetings')).status === 401)
  expect((await listed(owner, id))?.state).toBe('expired')
})

test('restricts a key to its address ranges', async () => {
  const elsewhere = await makeKey(owner, ['meetings:read'], { allowedRanges: ['192.0.2.0/24'] })
  const { status, code, detail } = await problemOf(await elsewhere.client.send('/meetings'))
  expect(`${status} ${code}`).toBe('403 forbidden')
  expect(detail).toContain('127.0.0.1')
  const here = await makeKey(owner, ['meetings:read'], { allowedRanges: ['127.0.0.1', '::1'] })
  expect((await here.client.send('/meetings')).status).toBe(200)
  expect((await listed(owner, here.id))?.allowedRanges).toEqual(['127.0.0.1/32', '::1/128'])
  for (const range of ['10.1', '192.0.2.0/33', 'somewhere', '0x7f.0.0.1', '']) {
    const odd = { name: 'x', scopes: ['meetings:read'], allowedRanges: ['192.0.2.1', range] }
    const refused = await problemOf(await owner.post('/api-keys', odd))
    expect(`${range} ${refused.errors[0]?.pointer}`).toBe(`${range} /allowedRanges/1`)
  }
})

test('rotates a key and keeps the old one working during the overlap', async () => {
  const first = await makeKey(owner, ['meetings:read'])
  const answer = await owner.post(`/api-keys/${first.id}/rotate`, {})
  expect(answer.status).toBe(201)
  const second = (await answer.json()) as NewKey
  expect((await first.client.send('/meetings')).status).toBe(200)
  expect((await withKey(second.key).send('/meetings')).status).toBe(200)
  const old = await listed(owner, first.id)
  expect(old?.replacedBy).toBe(second.id)
  const hours = (Date.parse(old?.expiresAt ?? '') - Date.now()) / 3_600_000
  expect(Math.round(hours)).toBe(24)
  const again = await owner.post(`/api-keys/${first.id}/rotate`, {})
  expect(await refusalOf(again)).toBe('409 wrong_state')
  await owner.post(`/api-keys/${second.id}/rotate`, { overlapHours: 0 })
  await eventually(async () => (await withKey(second.key).send('/meetings')).status === 401)
})

test('does not let a key create one with more scopes', async () => {
  const { client } = await makeKey(owner, ['keys:write', 'meetings:read'])
  const more = await client.post('/api-keys', { name: 'x', scopes: ['meetings:write'] })
  expect(await refusalOf(more)).toBe('403 scope_missing')
  const other = await makeKey(owner, ['settings:write'])
  const rotated = await client.post(`/api-keys/${other.id}/rotate`, {})
  expect(await refusalOf(rotated)).toBe('403 scope_missing')
  expect((await makeKey(client, ['meetings:read'])).key).toStartWith('aam_')
})

test('limits a key created by a key to its expiry and address ranges', async () => {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
  const bounds = { expiresAt, allowedRanges: ['127.0.0.0/8', '::1'] }
  const { client } = await makeKey(owner, ['keys:write'], bounds)
  const child = await makeKey(client, ['keys:read'])
  expect(await listed(owner, child.id)).toMatchObject({
    expiresAt,
    allowedRanges: ['127.0.0.0/8', '::1/128'],
  })
  const later = { expiresAt: new Date(Date.now() + 86_400_000).toISOString() }
  const narrow = await makeKey(client, ['keys:read'], { ...later, allowedRanges: ['127.0.0.1'] })
  expect(await listed(owner, narrow.id)).toMatchObject({
    expiresAt,
    allowedRanges: ['127.0.0.1/32'],
  })
  const wider = { name: 'x', scopes: ['keys:read'], allowedRanges: ['0.0.0.0/0'] }
  expect(await refusalOf(await client.post('/api-keys', wider))).toBe('422 invalid_request')
})

test('does not let a key create an administrator', async () => {
  const { client } = await makeKey(owner, ['members:write'])
  const max = await addMember(installation, 'keys', 'member', 'Moritz')
  const promote = await client.send(`/members/${max.userId}`, {
    method: 'PATCH',
    json: { role: 'admin' },
  })
  expect(await refusalOf(promote)).toBe('403 session_needed')
  const invited = await client.post('/invitations', { emails: ['x@y.example'], role: 'admin' })
  expect(await refusalOf(invited)).toBe('403 session_needed')
})

test('lists the keys that a former member has seen, until each is replaced', async () => {
  const admins = await openTenant(installation, 'leavers')
  const leaver = await addMember(installation, 'leavers', 'admin', 'Lena')
  const made = await leaver.post('/service-accounts', { name: 'Archive', role: 'member' })
  const account = ((await made.json()) as ServiceAccountView).id
  const ofAccount = { serviceAccountId: account }
  const seen = await makeKey(leaver, ['meetings:read'], { name: 'Seen', ...ofAccount })
  const rotated = await makeKey(admins, ['meetings:read'], { name: 'Rotated', ...ofAccount })
  const byLeaver = await leaver.post(`/api-keys/${rotated.id}/rotate`)
  const successor = (await byLeaver.json()) as NewKey
  const revoked = await makeKey(leaver, ['meetings:read'], { name: 'Revoked', ...ofAccount })
  await leaver.send(`/api-keys/${revoked.id}`, { method: 'DELETE' })
  const own = await makeKey(leaver, ['meetings:read'], { name: 'Own' })
  const other = await makeKey(admins, ['keys:read'], { name: 'Other', ...ofAccount })
  const everybody = async () =>
    (await admins.get<KeyList>('/api-keys?limit=100')).data.flatMap(({ name, seenByFormer }) =>
      seenByFormer ? [{ name, by: seenByFormer }] : [],
    )
  expect(await everybody()).toEqual([])

  const deactivate = async (status = 'deactivated') => {
    const answer = await admins.send(`/members/${leaver.userId}`, {
      method: 'PATCH',
      json: { status },
    })
    return (await answer.json()) as MemberView
  }
  const serviceAccount = { id: account, name: 'Archive' }
  expect((await deactivate()).keysToReplace).toEqual([
    { id: successor.id, name: 'Rotated', serviceAccount },
    { id: seen.id, name: 'Seen', serviceAccount },
  ])
  const by = { id: leaver.userId, name: 'Lena' }
  expect(await everybody()).toEqual([
    { name: 'Rotated', by },
    { name: 'Seen', by },
  ])
  // The keys keep working until they are replaced, and only admins learn who saw them.
  expect((await seen.client.send('/meetings')).status).toBe(200)
  const atOther = await other.client.get<KeyList>('/api-keys?limit=100')
  expect(new Set(atOther.data.map((key) => key.seenByFormer))).toEqual(new Set([null]))

  const replacement = await admins.post(`/api-keys/${seen.id}/rotate`)
  expect(replacement.status).toBe(201)
  expect((await listed(admins, seen.id))?.seenByFormer).toBeNull()
  const { id } = (await replacement.json()) as NewKey
  expect((await listed(admins, id))?.seenByFormer).toBeNull()
  expect((await deactivate()).keysToReplace?.map((key) => key.id)).toEqual([successor.id])
  // A reactivated member is no longer a former one.
  expect((await deactivate('active')).keysToReplace).toBeUndefined()
  expect((await listed(admins, successor.id))?.seenByFormer).toBeNull()
  expect((await listed(admins, own.id))?.state).toBe('revoked')
})

test('limits a key to the current role of its owner', async () => {
  const viewer = await addMember(installation, 'keys', 'viewer', 'Vera')
  const { client } = await makeKey(viewer, ['meetings:write'])
  const refused = await client.post('/meetings', {
    title: 'x',
    scenario: { id: 'general-minutes' },
  })
  expect(await refusalOf(refused)).toBe('403 forbidden')
})

test('pages through every key once, active ones first, while keys are added and revoked', async () => {
  const paged = await openTenant(installation, 'paged')
  const made: NewKey[] = []
  for (let more = 0; more < 5; more++) made.push(await makeKey(paged, ['meetings:read']))
  const [first, second, third, fourth, fifth] = made.map(({ id }) => id)
  const revoke = (id = '') => paged.send(`/api-keys/${id}`, { method: 'DELETE' })
  await revoke(fourth)
  await revoke(second)
  const inOrder = [fifth, third, first, fourth, second]
  const before = await paged.get<KeyList>('/api-keys')
  expect(before.data.map(({ id }) => id)).toEqual(inOrder as string[])
  expect(before).toMatchObject({ nextCursor: null, hasMore: false })
  const meanwhile = async () => {
    await makeKey(paged, ['meetings:read'])
    await revoke(fifth)
    await revoke(first)
  }
  expect(await readByTwos(paged, '/api-keys', meanwhile)).toEqual(inOrder as string[])
})

test('pages through every service account once, and rejects cursors of other lists', async () => {
  const paged = await openTenant(installation, 'accounts')
  const add = (name: string) => paged.post('/service-accounts', { name, role: 'viewer' })
  for (const name of ['Eve', 'Dan', 'Cat', 'Dan', 'Bob']) await add(name)
  const [bob, , dan] = (await paged.get<ServiceAccountList>('/service-accounts')).data
  for (const { id } of [bob, dan] as ServiceAccountView[]) {
    const json = { status: 'deactivated' }
    await paged.send(`/service-accounts/${id}`, { method: 'PATCH', json })
  }
  const { data } = await paged.get<ServiceAccountList>('/service-accounts')
  expect(data.map(({ name }) => name)).toEqual(['Cat', 'Dan', 'Eve', 'Bob', 'Dan'])
  const ids = data.map(({ id }) => id)
  expect(await readByTwos(paged, '/service-accounts', () => add('Abe'))).toEqual(ids)
  await makeKey(paged, ['meetings:read'])
  await makeKey(paged, ['meetings:read'])
  await expectForeignCursorsRejected(paged, '/service-accounts', '/api-keys')
  await expectForeignCursorsRejected(paged, '/api-keys', '/service-accounts')
})

test('lists own keys, and all keys for admins, and rotates only own keys', async () => {
  const [member, admin] = [
    await addMember(installation, 'keys', 'member', 'Max'),
    await addMember(installation, 'keys', 'admin', 'Ada'),
  ]
  const mine = await makeKey(member, ['meetings:read'])
  const owners = await makeKey(owner, ['meetings:read'])
  expect((await member.get<KeyList>('/api-keys?limit=100')).data.map(({ id }) => id)).toEqual([
    mine.id,
  ])
  expect(await listed(admin, mine.id)).toMatchObject({ owner: { name: 'Max', kind: 'person' } })
  for (const [path, method] of [
    [`/api-keys/${owners.id}`, 'DELETE'],
    [`/api-keys/${owners.id}/rotate`, 'POST'],
  ] as const) {
    expect(await refusalOf(await member.send(path, { method, json: {} }))).toBe('404 not_found')
  }
  expect(await refusalOf(await admin.post(`/api-keys/${mine.id}/rotate`, {}))).toBe('403 forbidden')
  expect((await admin.send(`/api-keys/${mine.id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await refusalOf(await mine.client.send('/meetings'))).toBe('401 unauthenticated')
})

test('lets a service account act through its keys and own what it creates', async () => {
  const created = await owner.post('/service-accounts', { name: 'Archive', role: 'member' })
  expect(created.status).toBe(201)
  const account = (await created.json()) as ServiceAccountView
  const { id, client } = await makeKey(owner, ['meetings:write'], { serviceAccountId: account.id })
  const meeting = await createMeeting(client)
  expect(meeting.owner).toMatchObject({ id: account.id, name: 'Archive' })
  const change = (json: object) =>
    owner.send(`/service-accounts/${account.id}`, { method: 'PATCH', json })
  await change({ role: 'viewer' })
  const refused = await client.post('/meetings', {
    title: 'x',
    scenario: { id: 'general-minutes' },
  })
  expect(await refusalOf(refused)).toBe('403 forbidden')
  await change({ status: 'deactivated' })
  expect(await refusalOf(await client.send('/meetings'))).toBe('401 unauthenticated')
  expect((await listed(owner, id))?.owner.status).toBe('deactivated')
  await change({ status: 'active', role: 'member' })
  expect((await listed(owner, id))?.owner.status).toBe('active')
  expect((await client.send('/meetings')).status).toBe(200)
  const member = await addMember(installation, 'keys', 'member', 'Mia')
  const stolen = { name: 'x', scopes: ['meetings:read'], serviceAccountId: account.id }
  expect(await refusalOf(await member.post('/api-keys', stolen))).toBe('403 forbidden')
})

test('requires a recent sign-in to create or rotate a key, but not to revoke one', async () => {
  const late = await openTenant(installation, 'late')
  const { id, client } = await makeKey(late, ['keys:write'])
  await letProofAge('late')
  const body = { name: 'x', scopes: ['keys:read'] }
  expect(await refusalOf(await late.post('/api-keys', body))).toBe('403 step_up_needed')
  expect(await refusalOf(await late.post(`/api-keys/${id}/rotate`, {}))).toBe('403 step_up_needed')
  expect((await client.post('/api-keys', body)).status).toBe(201)
  expect((await late.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
})

test('enforces the limit of active keys', async () => {
  const few = await openTenant(installation, 'few')
  await installation.admin`
    insert into quota_limits (tenant_id, holder_id, name, value)
    select id, id, 'apiKeys', 2 from tenants where slug = 'few'`
  const ask = () => few.post('/api-keys', { name: 'x', scopes: ['meetings:read'] })
  const answers = await Promise.all(Array.from({ length: 6 }, ask))
  expect(answers.filter(({ status }) => status === 201).length).toBe(2)
  const refused = answers.find(({ status }) => status !== 201) ?? new Response()
  expect(await refusalOf(refused)).toBe('409 key_limit_reached')
})

test('records in the audit who created a key and which key was used', async () => {
  const { id, client } = await makeKey(owner, ['directory:write'])
  await client.post('/clients', { name: `c${crypto.randomUUID()}` })
  const rows = await installation.admin<{ action: string; data: object; address: string }[]>`
    select action, data, address from audit_log where subject_id = ${id} or key_id = ${id} order by id`
  expect(rows.map(({ action }) => action)).toEqual(['key.created', 'client.created'])
  expect(rows[0]).toMatchObject({ data: { scopes: 'directory:write' }, address: '127.0.0.1' })
})

test('refuses to sign out with a key', async () => {
  const { client } = await makeKey(owner, ['members:write'])
  expect(await refusalOf(await client.post('/auth/logout'))).toBe('403 session_needed')
})

test('does not create a second key for a repeated request, nor store the key', async () => {
  const ask = () =>
    owner.post(
      '/api-keys',
      { name: 'Once', scopes: ['keys:read'] },
      { 'idempotency-key': 'once-1' },
    )
  const { id, key } = (await (await ask()).json()) as NewKey
  const { status, code, detail } = await problemOf(await ask())
  expect(`${status} ${code}`).toBe('409 already_exists')
  expect(detail).toContain(id)
  const kept = await installation.admin<{ result: string }[]>`
    select result from idempotent_writes where key = 'once-1'`
  expect(kept.map(({ result }) => result)).toEqual([JSON.stringify({ id })])
  expect(kept[0]?.result).not.toContain(key)
})
