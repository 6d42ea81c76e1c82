import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { expectForeignCursorsRejected, readByTwos } from '../../../http/test/pages.ts'
import { startApi } from '../../../main/api.ts'
import type { MeetingView } from '../../meetings/index.ts'
import type { MemberList, MemberView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let ownerId: string
let admin: Client & { userId: string }

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  ownerId = (await owner.get<{ user: { id: string } }>('/me')).user.id
  admin = await addMember(installation, 'acme', 'admin', 'Ada')
})
afterAll(() => installation.close())

let added = 0
const join = (role: 'owner' | 'admin' | 'author' | 'member' | 'viewer') =>
  addMember(installation, 'acme', role, `${role}${++added}`)

const change = (by: Client, id: string, json: object, headers: Record<string, string> = {}) =>
  by.send(`/members/${id}`, { method: 'PATCH', json, headers })

const changed = async (by: Client, id: string, json: object): Promise<MemberView> => {
  const response = await change(by, id, json)
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as MemberView
}

async function openStream(client: Client, port = installation.port) {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/events`, {
    headers: { host: 'acme.localhost', authorization: `Bearer ${client.token}` },
  })
  if (!response.body) throw new Error('no stream')
  const reader = response.body.getReader()
  await reader.read()
  return {
    untilClosed: async () => {
      for (;;) if ((await reader.read()).done) return
    },
  }
}

async function addKey(userId: string): Promise<string> {
  const { newApiKey } = await import('../../../platform/api-keys.ts')
  const { hashSecret } = await import('../refresh-token.ts')
  const key = newApiKey('test')
  await installation.admin`
    insert into api_keys (tenant_id, id, public_id, name, user_id, scopes, secret_hash)
    select tenant_id, ${Bun.randomUUIDv7()}, ${key.publicId}, 'key', id, ${['meetings:write', 'members:write']}, ${hashSecret(key.secret)}
    from users where id = ${userId}`
  return key.text
}

describe('the list of members', () => {
  test('shows names and roles to everybody, addresses and last activity to owners and admins', async () => {
    const viewer = await join('viewer')
    const seen = (await viewer.get<MemberList>('/members?limit=100')).data.find(
      ({ id }) => id === ownerId,
    )
    expect(seen).toEqual({
      id: ownerId,
      name: expect.any(String),
      role: 'owner',
      status: 'active',
    })
    const row = (await admin.get<MemberList>('/members?limit=100')).data.find(
      ({ id }) => id === viewer.userId,
    )
    expect(row).toMatchObject({ email: viewer.email, status: 'active' })
    expect(Date.parse(row?.lastSeenAt ?? '')).toBeGreaterThan(0)
  })

  test('is searched by name, by role, and for admins by address', async () => {
    const member = await join('author')
    const ids = async (by: Client, query: string) =>
      (await by.get<MemberList>(`/members?limit=100&${query}`)).data.map(({ id }) => id)
    expect(await ids(admin, 'q=AUTHOR')).toContain(member.userId)
    expect(await ids(admin, 'role=author')).toContain(member.userId)
    expect(await ids(admin, 'role=viewer')).not.toContain(member.userId)
    expect(await ids(admin, `q=${member.email}`)).toEqual([member.userId])
    expect(await ids(member, `q=${member.email}`)).toEqual([])
    expect(await ids(admin, 'q=%25')).toEqual([])
    expect(await refusalOf(await admin.send('/members?role=boss'))).toBe('422 invalid_request')
  })

  test('shows deactivated members only to admins', async () => {
    const member = await join('member')
    const viewer = await join('viewer')
    await changed(owner, member.userId, { status: 'deactivated' })
    const find = async (by: Client) =>
      (await by.get<MemberList>('/members?limit=100')).data.find(({ id }) => id === member.userId)
        ?.status
    expect(await find(admin)).toBe('deactivated')
    expect(await find(viewer)).toBeUndefined()
  })
})

describe('pages of two', () => {
  let paged: Client
  const add = (role: 'member' | 'viewer', name: string) =>
    addMember(installation, 'paged', role, name)
  beforeAll(async () => {
    paged = await openTenant(installation, 'paged')
  })

  test('of members list everybody once, by name, while somebody joins', async () => {
    const long = '🦊'.repeat(100)
    await installation.admin`
      insert into users (tenant_id, id, email, name, role)
      select id, gen_random_uuid(), n || '@twins.example', ${long}, 'viewer'
      from tenants, generate_series(1, 3) n where slug = 'paged'`
    await add('member', 'Bea')
    const before = await paged.get<MemberList>('/members')
    expect(before).toMatchObject({ nextCursor: null, hasMore: false })
    const ids = before.data.map(({ id }) => id)
    expect(ids).toHaveLength(5)
    expect(await readByTwos(paged, '/members', () => add('member', 'Aaa'))).toEqual(ids)
    const viewers = before.data.filter(({ role }) => role === 'viewer').map(({ id }) => id)
    const some = await paged.get<MemberList>('/members?role=viewer&limit=2')
    expect(some.data.map(({ id }) => id)).toEqual(viewers.slice(0, 2))
    const rest = await paged.get<MemberList>(`/members?role=viewer&cursor=${some.nextCursor}`)
    expect(rest.data.map(({ id }) => id)).toEqual(viewers.slice(2))
  })

  test('of invitations list each once, newest first, while one is sent', async () => {
    const invite = (...emails: string[]) => paged.post('/invitations', { emails, role: 'viewer' })
    await invite(...[1, 2, 3, 4, 5].map((n) => `new${n}@paged.example`))
    const { data } = await paged.get<MemberList>('/invitations')
    expect(data).toHaveLength(5)
    const ids = data.map(({ id }) => id)
    expect(await readByTwos(paged, '/invitations', () => invite('x@paged.example'))).toEqual(ids)
  })

  test('of sessions list each once, last used first, while one begins', async () => {
    const person = await add('member', 'Sam')
    const signIn = () => installation.signIn('paged', person.email)
    for (let more = 0; more < 4; more++) await signIn()
    const { data } = await person.get<MemberList>('/me/sessions')
    expect(data).toHaveLength(5)
    const ids = data.map(({ id }) => id)
    expect(await readByTwos(person, '/me/sessions', signIn)).toEqual(ids)
    await expectForeignCursorsRejected(person, '/me/sessions', '/members')
  })

  test('reject a cursor of another list, and an altered one', async () => {
    await expectForeignCursorsRejected(paged, '/members', '/invitations')
    await expectForeignCursorsRejected(paged, '/invitations', '/members')
  })
})

describe('changing a member', () => {
  test('is for owners and admins', async () => {
    const target = await join('member')
    for (const role of ['author', 'member', 'viewer'] as const) {
      const by = await join(role)
      expect(await refusalOf(await change(by, target.userId, { role: 'viewer' }))).toBe(
        '403 forbidden',
      )
    }
    const stranger = await fetch(
      `http://127.0.0.1:${installation.port}/api/v1/members/${target.userId}`,
      {
        method: 'PATCH',
        headers: { host: 'acme.localhost', 'content-type': 'application/json' },
        body: '{"role":"viewer"}',
      },
    )
    expect(await refusalOf(stranger)).toBe('401 unauthenticated')
    const other = await openTenant(installation, 'elsewhere')
    expect(await refusalOf(await change(other, target.userId, { role: 'viewer' }))).toBe(
      '404 not_found',
    )
    for (const json of [{}, { role: 'boss' }, { status: 'gone' }, { role: 'member', x: 1 }]) {
      expect(await refusalOf(await change(owner, target.userId, json))).toBe('422 invalid_request')
    }
    expect(await changed(admin, target.userId, { role: 'author' })).toMatchObject({
      id: target.userId,
      role: 'author',
      status: 'active',
    })
  })

  test('needs a sign-in of the last 15 minutes', async () => {
    const by = await join('admin')
    const target = await join('member')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${by.userId}`
    expect(await refusalOf(await change(by, target.userId, { role: 'viewer' }))).toBe(
      '403 step_up_needed',
    )
  })

  test('lets only owners change owners, and nobody grants a role above their own', async () => {
    const second = await join('owner')
    for (const json of [{ role: 'member' }, { status: 'deactivated' }]) {
      expect(await refusalOf(await change(admin, second.userId, json))).toBe('403 forbidden')
    }
    expect(await refusalOf(await change(admin, admin.userId, { role: 'owner' }))).toBe(
      '403 forbidden',
    )
    const member = await join('member')
    expect(await refusalOf(await change(admin, member.userId, { role: 'owner' }))).toBe(
      '403 forbidden',
    )
    expect(await refusalOf(await change(member, member.userId, { role: 'admin' }))).toBe(
      '403 forbidden',
    )
    expect((await changed(owner, member.userId, { role: 'owner' })).role).toBe('owner')
    expect((await changed(owner, member.userId, { role: 'member' })).role).toBe('member')
    await changed(owner, second.userId, { status: 'deactivated' })
  })

  test('an owner’s key cannot create or change owners', async () => {
    const second = await join('owner')
    const member = await join('member')
    const token = await addKey(ownerId)
    const byKey = (id: string, role: string) =>
      installation.request('acme', `/api/v1/members/${id}`, {
        method: 'PATCH',
        json: { role },
        token,
      })
    expect(await refusalOf(await byKey(member.userId, 'owner'))).toBe('403 forbidden')
    expect(await refusalOf(await byKey(second.userId, 'member'))).toBe('403 forbidden')
    expect((await byKey(member.userId, 'author')).status).toBe(200)
    await changed(owner, second.userId, { status: 'deactivated' })
  })

  test('keeps the last owner, also when two owners demote each other at once', async () => {
    for (const json of [{ role: 'admin' }, { status: 'deactivated' }]) {
      const response = await change(owner, ownerId, json, { 'accept-language': 'ru' })
      const problem = await problemOf(response)
      expect(`${problem.status} ${problem.code}`).toBe('409 last_owner')
      expect(problem.detail).toContain('единственный')
    }
    const pair = await openTenant(installation, 'pair')
    const second = await addMember(installation, 'pair', 'owner', 'Second')
    const firstId = (await pair.get<{ user: { id: string } }>('/me')).user.id
    const answers = await Promise.all([
      change(pair, second.userId, { role: 'member' }),
      change(second, firstId, { role: 'member' }),
    ])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    const [row] = await installation.admin`
      select count(*)::int as owners from users u join tenants t on t.id = u.tenant_id
      where t.slug = 'pair' and u.role = 'owner'`
    expect(row?.owners).toBe(1)
  })

  test('takes effect with the next request and closes open streams', async () => {
    const member = await join('member')
    expect((await member.post('/clients', { name: 'Before' })).status).toBe(201)
    const stream = await openStream(member)
    await changed(admin, member.userId, { role: 'viewer' })
    expect(await refusalOf(await member.post('/clients', { name: 'After' }))).toBe('403 forbidden')
    await stream.untilClosed()
    await changed(admin, member.userId, { role: 'author' })
    expect((await member.post('/clients', { name: 'Again' })).status).toBe(201)
  })

  test('takes effect immediately in another process, whatever it has cached', async () => {
    const second = startApi(installation.services, {
      port: 0,
      tenantBaseDomain: 'localhost',
      signUp: 'closed',
      publicUrl: null,
      withDashboard: false,
    })
    try {
      const member = await join('member')
      const key = await addKey(member.userId)
      const there = (token: string) =>
        fetch(`http://127.0.0.1:${second.port}/api/v1/meetings`, {
          method: 'POST',
          headers: {
            host: 'acme.localhost',
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
          },
          body: '{"title":"x","scenario":{"id":"general-minutes"}}',
        })
      for (const token of [member.token, key, member.token, key]) {
        expect((await there(token)).status).toBe(201)
      }
      const stream = await openStream(member, second.port)
      await changed(admin, member.userId, { role: 'viewer' })
      expect(await refusalOf(await there(member.token))).toBe('403 forbidden')
      expect(await refusalOf(await there(key))).toBe('403 forbidden')
      await stream.untilClosed()
      await changed(admin, member.userId, { status: 'deactivated', transferTo: ownerId })
      expect(await refusalOf(await there(member.token))).toBe('401 session_ended')
      expect(await refusalOf(await there(key))).toBe('401 unauthenticated')
    } finally {
      await second.stop()
    }
  })
})

describe('deactivating a member', () => {
  test('ends sessions, streams and keys immediately; reactivating restores none of them', async () => {
    const member = await join('member')
    const key = await addKey(member.userId)
    const byKey = () => installation.request('acme', '/api/v1/me', { token: key })
    expect((await byKey()).status).toBe(200)
    const stream = await openStream(member)
    expect((await changed(admin, member.userId, { status: 'deactivated' })).status).toBe(
      'deactivated',
    )
    expect(await refusalOf(await member.send('/me'))).toBe('401 session_ended')
    expect(await refusalOf(await byKey())).toBe('401 unauthenticated')
    await stream.untilClosed()
    expect(await installation.signIn('acme', member.email)).toBeUndefined()

    await changed(admin, member.userId, { status: 'active' })
    expect(await refusalOf(await member.send('/me'))).toBe('401 session_ended')
    expect(await refusalOf(await byKey())).toBe('401 unauthenticated')
    expect(await installation.signIn('acme', member.email)).toBeString()
  })

  test('asks for a new owner of the person’s meetings and transfers them', async () => {
    const member = await join('member')
    const successor = await join('member')
    const viewer = await join('viewer')
    const { id } = await createMeeting(member)
    await createMeeting(member)
    const refused = await problemOf(await change(admin, member.userId, { status: 'deactivated' }))
    expect(`${refused.status} ${refused.code}`).toBe('409 owns_things')
    expect(refused.errors).toEqual([
      { pointer: '/transferTo', detail: '2', reason: 'owns_meetings' },
    ])
    expect((await member.send('/me')).status).toBe(200)
    for (const transferTo of [viewer.userId, member.userId, crypto.randomUUID()]) {
      const answer = await change(admin, member.userId, { status: 'deactivated', transferTo })
      const problem = await problemOf(answer)
      expect(`${problem.status} ${problem.errors[0]?.pointer}`).toBe('422 /transferTo')
    }
    await changed(admin, member.userId, { status: 'deactivated', transferTo: successor.userId })
    expect((await successor.get<MeetingView>(`/meetings/${id}`)).owner.id).toBe(successor.userId)
    const [count] = await installation.admin`
      select count(*)::int as owned from meetings where owner_id = ${member.userId}`
    expect(count?.owned).toBe(0)
    const lines = await installation.admin`
      select action from audit_log where subject_id = ${member.userId} order by id`
    expect(lines.map(({ action }) => action)).toEqual([
      'member.things_transferred',
      'member.deactivated',
    ])
  })

  test('also ends a session opened at the same moment', async () => {
    const member = await join('member')
    const [token] = await Promise.all([
      installation.signIn('acme', member.email),
      change(admin, member.userId, { status: 'deactivated' }),
    ])
    const [row] = await installation.admin`
      select count(*)::int as open from sessions where user_id = ${member.userId} and ended_at is null`
    expect(row?.open).toBe(0)
    if (token) {
      const answer = await installation.request('acme', '/api/v1/me', { token })
      expect(await refusalOf(answer)).toBe('401 session_ended')
    }
  })
})
