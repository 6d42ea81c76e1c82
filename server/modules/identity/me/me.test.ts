import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import {
  type Client,
  clientOf,
  first,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { MySessionList, PasswordLink } from './contract.ts'

setDefaultTimeout(60_000)

const better = 'zebra kiln ostrich'

let installation: TestInstallation
let owner: Client
let admin: Client & { userId: string; email: string }

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  admin = await addMember(installation, 'acme', 'admin', 'Ada')
})
afterAll(() => installation.close())

let added = 0
const join = (role: 'owner' | 'admin' | 'author' | 'member' | 'viewer' = 'member') =>
  addMember(installation, 'acme', role, `${role}${++added}`)

const again = async (email: string, password = testPassword): Promise<Client> =>
  clientOf(installation, 'acme', await installation.signIn('acme', email, password))

const sessionsOf = async (client: Client) =>
  (await client.get<MySessionList>('/me/sessions?limit=100')).data

const postAnonymously = (path: string, json: object, slug = 'acme') =>
  installation.request(slug, `/api/v1/auth/${path}`, { method: 'POST', json })

/** Waits for a line in the organisation's audit. */
const traceOf = (line: string, slug: string) =>
  eventually(async () => {
    const rows = await installation.admin<{ line: string }[]>`
      select action || ' ' || (data->>'reason') as line from audit_log
      where tenant_id = (select id from tenants where slug = ${slug}) and data ? 'reason'`
    return rows.some((row) => row.line === line)
  })

describe('one’s own password', () => {
  const change = (by: Client, current: string, next: string) =>
    by.post('/me/password', { current, next })

  test('a link uses the organisation’s own host, whatever host the request names', async () => {
    const member = await join()
    const made = await owner.post(`/members/${member.userId}/password-link`, undefined, {
      host: `acme.localhost:31337`,
      'x-aam-csrf': '1',
    })
    const { link } = (await made.json()) as { link: string }
    expect(link).toStartWith(`http://acme.localhost:${installation.port}/reset#token=`)
    const asked = await fetch(`http://127.0.0.1:${installation.port}/api/v1/auth/password-reset`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        host: 'evil.example',
        authorization: 'Bearer aam_x',
        'x-aam-tenant': 'acme',
      },
      body: JSON.stringify({ email: member.email }),
    })
    expect(await refusalOf(asked)).toBe('422 invalid_request')
  })

  test('is changed with the current password, which ends all other sessions', async () => {
    const member = await join()
    const other = await again(member.email)
    expect((await other.send('/me')).status).toBe(200)
    expect((await change(member, testPassword, better)).status).toBe(204)
    expect((await member.send('/me')).status).toBe(200)
    expect(await refusalOf(await other.send('/me'))).toBe('401 session_ended')
    expect(await installation.signIn('acme', member.email)).toBeUndefined()
    expect(await installation.signIn('acme', member.email, better)).toBeString()
  })

  test('is kept if the current password is wrong or the new one is weak', async () => {
    const member = await join()
    const wrong = await problemOf(await change(member, 'not my password', better))
    expect(wrong.errors).toEqual([
      { pointer: '/current', detail: expect.any(String), reason: 'wrong_password' },
    ])
    const weak = await problemOf(await change(member, testPassword, 'qwertyuiop'))
    expect(weak.errors[0]).toMatchObject({ pointer: '/next', reason: 'password_common' })
    expect(await installation.signIn('acme', member.email)).toBeString()
  })

  test('changes once when two requests change it at the same moment', async () => {
    const member = await join()
    const other = await again(member.email)
    const answers = await Promise.all([
      change(member, testPassword, better),
      change(other, testPassword, `${better} plum`),
    ])
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  })

  test('cannot be guessed through a stolen open session', async () => {
    const member = await join()
    for (let at = 0; at < 10; at++) {
      expect(await refusalOf(await change(member, `guess ${at}`, better))).toBe(
        '422 invalid_request',
      )
    }
    expect(await refusalOf(await change(member, testPassword, better))).toBe(
      '429 too_many_requests',
    )
    const step = await member.post('/auth/step-up', { password: testPassword })
    expect(await refusalOf(step)).toBe('429 too_many_requests')
    await traceOf('session.throttled too_many_requests', 'acme')
  })
})

describe('one’s own sessions', () => {
  test('are listed with place and time, and are ended one by one or all but the current one', async () => {
    const member = await join()
    const phone = await again(member.email)
    const laptop = await again(member.email)
    const list = await sessionsOf(member)
    expect(list).toHaveLength(3)
    expect(list.filter(({ isCurrent }) => isCurrent)).toHaveLength(1)
    expect(first(list).address).toBeString()
    const phones = (await sessionsOf(phone)).find(({ isCurrent }) => isCurrent)?.id ?? ''
    const end = (by: Client, id: string) => by.send(`/me/sessions/${id}`, { method: 'DELETE' })
    expect((await end(member, phones)).status).toBe(204)
    expect(await refusalOf(await phone.send('/me'))).toBe('401 session_ended')
    expect(await refusalOf(await end(member, phones))).toBe('404 not_found')
    const laptops = (await sessionsOf(laptop)).find(({ isCurrent }) => isCurrent)?.id ?? ''
    expect(await refusalOf(await end(admin, laptops))).toBe('404 not_found')
    expect((await laptop.send('/me')).status).toBe(200)

    const stream = await laptop.send('/events')
    const reader = stream.body?.getReader()
    await reader?.read()
    expect((await member.send('/me/sessions', { method: 'DELETE' })).status).toBe(204)
    expect(await refusalOf(await laptop.send('/me'))).toBe('401 session_ended')
    for (;;) if (!reader || (await reader.read()).done) break
    expect(await sessionsOf(member)).toHaveLength(1)
  })
})

describe('stepping up', () => {
  test('permits protected actions for 15 minutes in an old session', async () => {
    const by = await join('admin')
    const target = await join()
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${by.userId}`
    const demote = () =>
      by.send(`/members/${target.userId}`, { method: 'PATCH', json: { role: 'viewer' } })
    expect(await refusalOf(await demote())).toBe('403 step_up_needed')
    const wrong = await by.post('/auth/step-up', { password: 'not mine at all' })
    expect(await refusalOf(wrong)).toBe('401 wrong_credentials')
    expect(await refusalOf(await demote())).toBe('403 step_up_needed')
    expect((await by.post('/auth/step-up', { password: testPassword })).status).toBe(204)
    expect((await demote()).status).toBe(200)
  })

  test('accepts a password and rejects unknown fields', async () => {
    for (const json of [{}, { password: 'x', code: '1' }]) {
      expect(await refusalOf(await owner.post('/auth/step-up', json))).toBe('422 invalid_request')
    }
  })
})

describe('a time zone', () => {
  test('accepts IANA zones or none', async () => {
    const member = await join()
    const set = (timeZone: unknown) => member.send('/me', { method: 'PATCH', json: { timeZone } })
    expect(await (await set('Europe/Moscow')).json()).toMatchObject({
      user: { timeZone: 'Europe/Moscow' },
    })
    expect(await (await set(null)).json()).toMatchObject({ user: { timeZone: null } })
    for (const strange of ['Mars/Base', '', '+03:00', 5, 'a'.repeat(65)]) {
      expect(await refusalOf(await set(strange))).toBe('422 invalid_request')
    }
  })
})

describe('a password reset', () => {
  test('gets the same answer for known and unknown addresses', async () => {
    for (const email of [admin.email, 'nobody@acme.example']) {
      const response = await postAnonymously('password-reset', { email })
      expect(`${response.status} ${await response.text()}`).toBe('202 ')
    }
    const place = await openTenant(installation, 'asking')
    let last = ''
    for (let at = 0; at < 11; at++) {
      const response = await postAnonymously('password-reset', { email: 'x@y.example' }, place.slug)
      last = response.ok ? '202' : await refusalOf(response)
    }
    expect(last).toBe('429 too_many_requests')
    await traceOf('session.throttled too_many_requests', place.slug)
  })

  const linkFor = async (by: Client, id: string) => {
    const response = await by.post(`/members/${id}/password-link`)
    if (response.status !== 201) throw new Error(await response.text())
    const { link } = (await response.json()) as PasswordLink
    expect(link).toMatch(/^http:\/\/acme\.localhost:\d+\/reset#token=[\w-]{43}$/)
    return link.split('#token=')[1] ?? ''
  }
  const confirm = (token: string, password = better, slug = 'acme') =>
    postAnonymously('password-reset/confirm', { token, password }, slug)

  test('by an admin’s link sets the password once and ends all sessions', async () => {
    const member = await join()
    const earlier = await linkFor(admin, member.userId)
    const token = await linkFor(admin, member.userId)
    expect(await refusalOf(await confirm(earlier))).toBe('410 link_over')
    const weak = await problemOf(await confirm(token, `${member.email.split('@')[0]}12345`))
    expect(weak.errors[0]).toMatchObject({ pointer: '/password', reason: 'password_personal' })
    await openTenant(installation, 'elsewhere')
    expect(await refusalOf(await confirm(token, better, 'elsewhere'))).toBe('410 link_over')
    await traceOf('session.refused link_over', 'elsewhere')
    const answers = await Promise.all([confirm(token), confirm(token, `${better} plum`)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 410])
    expect(await refusalOf(await member.send('/me'))).toBe('401 session_ended')
    expect(await installation.signIn('acme', member.email)).toBeUndefined()
    const kept = await installation.admin`select row_to_json(l)::text as row from one_time_links l`
    for (const { row } of kept) expect(row).not.toContain(token)
  })

  test('by a link older than a day is rejected', async () => {
    const member = await join()
    const token = await linkFor(admin, member.userId)
    await installation.admin`
      update one_time_links set expires_at = now() - interval '1 second' where user_id = ${member.userId}`
    expect(await refusalOf(await confirm(token))).toBe('410 link_over')
  })

  test('link ends with the person’s own change and with deactivation', async () => {
    const member = await join()
    const one = await linkFor(admin, member.userId)
    await member.post('/me/password', { current: testPassword, next: better })
    expect(await refusalOf(await confirm(one))).toBe('410 link_over')
    const two = await linkFor(admin, member.userId)
    const set = (status: string) =>
      admin.send(`/members/${member.userId}`, { method: 'PATCH', json: { status } })
    await set('deactivated')
    expect(await refusalOf(await confirm(two))).toBe('410 link_over')
    expect(await refusalOf(await admin.post(`/members/${member.userId}/password-link`))).toBe(
      '409 wrong_state',
    )
    await set('active')
    expect(await refusalOf(await confirm(two))).toBe('410 link_over')
  })

  test('link is created by owners and admins; for an owner only by owners', async () => {
    const member = await join()
    for (const role of ['author', 'member', 'viewer'] as const) {
      const by = await join(role)
      expect(await refusalOf(await by.post(`/members/${member.userId}/password-link`))).toBe(
        '403 forbidden',
      )
    }
    const second = await join('owner')
    expect(await refusalOf(await admin.post(`/members/${second.userId}/password-link`))).toBe(
      '403 forbidden',
    )
    expect(await linkFor(owner, second.userId)).toBeString()
  })
})
