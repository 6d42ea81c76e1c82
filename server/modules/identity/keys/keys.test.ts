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
import type { KeyList, NewKey, ServiceAccountView } from './contract.ts'
import { newApiKey, parseApiKey } from './key-format.ts'

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
  (await as.get<KeyList>('/api-keys')).data.find((key) => key.id === id)

/** As 16 minutes after signing in. */
const letProofAge = async (slug: string): Promise<void> => {
  await installation.admin`
    update sessions set proved_at = now() - interval '16 minutes'
    where tenant_id = (select id from tenants where slug = ${slug})`
  const keys = await installation.services.redis.commands.keys('*:session:*')
  if (keys.length > 0) await installation.services.redis.commands.del(...keys)
}

test('a key has a checksum: what is mistyped is told from what is unknown without asking anybody', () => {
  const { text, publicId, secret } = newApiKey('live')
  expect(text).toMatch(/^aam_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/)
  expect(parseApiKey(text)).toEqual({ publicId, secret })
  const other = text.at(-10) === 'a' ? 'b' : 'a'
  expect(parseApiKey(`${text.slice(0, -10)}${other}${text.slice(-9)}`)).toBeNull()
  for (const odd of ['aam_', 'aam_live', `${text} `, text.toUpperCase(), `x${text}`]) {
    expect(parseApiKey(odd)).toBeNull()
  }
})

test('does what its scopes allow and is told which one is missing', async () => {
  const { key, client } = await makeKey(owner, ['meetings:write'])
  const meeting = await createMeeting(client)
  expect((await client.send(`/meetings/${meeting.id}`)).status).toBe(200)
  const refused = await client.send('/clients')
  const { status, code, detail } = await problemOf(refused)
  expect(`${status} ${code}`).toBe('403 scope_missing')
  expect(detail).toContain('directory:read')
  expect(key).toStartWith('aam_dev_')
})

test('the key is in the answer once, and nowhere else afterwards', async () => {
  const { id, key } = await makeKey(owner, ['meetings:read'])
  const [, secret = ''] = /_([0-9A-Za-z]{38})$/.exec(key) ?? []
  expect(JSON.stringify(await listed(owner, id))).not.toContain(secret)
  const [row] = await installation.admin<{ text: string }[]>`
    select row_to_json(k)::text as text from api_keys k where id = ${id}`
  expect(row?.text).not.toContain(secret)
  expect(row?.text).not.toContain(secret.slice(0, 32))
})

test('names its organisation by header where the client cannot set the host, and only with a key', async () => {
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

test('opens nothing in another organisation', async () => {
  await openTenant(installation, 'neighbours')
  const { key } = await makeKey(owner, ['meetings:write', 'members:write'])
  expect(await refusalOf(await withKey(key, 'neighbours').send('/me'))).toBe('401 unauthenticated')
})

test('a revoked key is refused by the next request', async () => {
  const { id, client } = await makeKey(owner, ['meetings:read'])
  expect((await client.send('/meetings')).status).toBe(200)
  expect((await owner.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await refusalOf(await client.send('/meetings'))).toBe('401 unauthenticated')
  expect((await owner.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
  const revoked = await listed(owner, id)
  expect(revoked?.state).toBe('revoked')
  expect(Math.abs(Date.now() - Date.parse(revoked?.revokedAt ?? ''))).toBeLessThan(60_000)
})

test('a key past its time is refused, and none ends before it begins', async () => {
  const past = { expiresAt: '2020-01-01T00:00:00Z' }
  const refused = await owner.post('/api-keys', { name: 'x', scopes: ['meetings:read'], ...past })
  expect(await refusalOf(refused)).toBe('422 invalid_request')
  const soon = { expiresAt: new Date(Date.now() + 1_500).toISOString() }
  const { id, client } = await makeKey(owner, ['meetings:read'], soon)
  expect((await client.send('/meetings')).status).toBe(200)
  await eventually(async () => (await client.send('/meetings')).status === 401)
  expect((await listed(owner, id))?.state).toBe('expired')
})

test('works from its addresses alone', async () => {
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

test('is replaced by another, and works on beside it for the overlap', async () => {
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

test('a key makes no key that may do more than itself', async () => {
  const { client } = await makeKey(owner, ['keys:write', 'meetings:read'])
  const more = await client.post('/api-keys', { name: 'x', scopes: ['meetings:write'] })
  expect(await refusalOf(more)).toBe('403 scope_missing')
  const other = await makeKey(owner, ['settings:write'])
  const rotated = await client.post(`/api-keys/${other.id}/rotate`, {})
  expect(await refusalOf(rotated)).toBe('403 scope_missing')
  expect((await makeKey(client, ['meetings:read'])).key).toStartWith('aam_')
})

test('what a key makes ends with it and comes from nowhere else', async () => {
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

test('makes no administrator', async () => {
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

test('never does more than the role of its owner, as it is now', async () => {
  const viewer = await addMember(installation, 'keys', 'viewer', 'Vera')
  const { client } = await makeKey(viewer, ['meetings:write'])
  const refused = await client.post('/meetings', {
    title: 'x',
    scenario: { id: 'general-minutes' },
  })
  expect(await refusalOf(refused)).toBe('403 forbidden')
})

test('people see their own keys, admins everybody’s; nobody gets another’s into their hands', async () => {
  const [member, admin] = [
    await addMember(installation, 'keys', 'member', 'Max'),
    await addMember(installation, 'keys', 'admin', 'Ada'),
  ]
  const mine = await makeKey(member, ['meetings:read'])
  const owners = await makeKey(owner, ['meetings:read'])
  expect((await member.get<KeyList>('/api-keys')).data.map(({ id }) => id)).toEqual([mine.id])
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

test('a service account acts by its keys, as it is now, and what it makes is its own', async () => {
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

test('is made only soon after somebody has shown who they are; revoking asks nothing', async () => {
  const late = await openTenant(installation, 'late')
  const { id, client } = await makeKey(late, ['keys:write'])
  await letProofAge('late')
  const body = { name: 'x', scopes: ['keys:read'] }
  expect(await refusalOf(await late.post('/api-keys', body))).toBe('403 step_up_needed')
  expect(await refusalOf(await late.post(`/api-keys/${id}/rotate`, {}))).toBe('403 step_up_needed')
  expect((await client.post('/api-keys', body)).status).toBe(201)
  expect((await late.send(`/api-keys/${id}`, { method: 'DELETE' })).status).toBe(204)
})

test('has a limit of keys in force', async () => {
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

test('the audit says who made it, and with which key something was done', async () => {
  const { id, client } = await makeKey(owner, ['directory:write'])
  await client.post('/clients', { name: `c${crypto.randomUUID()}` })
  const rows = await installation.admin<{ action: string; data: object; address: string }[]>`
    select action, data, address from audit_log where subject_id = ${id} or key_id = ${id} order by id`
  expect(rows.map(({ action }) => action)).toEqual(['key.created', 'client.created'])
  expect(rows[0]).toMatchObject({ data: { scopes: 'directory:write' }, address: '127.0.0.1' })
})

test('has no session to end, and no page of its own to be tricked by', async () => {
  const { client } = await makeKey(owner, ['members:write'])
  expect(await refusalOf(await client.post('/auth/logout'))).toBe('403 session_needed')
})

test('a request that is repeated makes no second key, and the key is kept nowhere', async () => {
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
