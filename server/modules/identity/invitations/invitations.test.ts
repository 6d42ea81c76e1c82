import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { cookiesOf } from '../../../http/test/cookies.ts'
import {
  type Client,
  first,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { SessionView } from '../contract.ts'
import type { MemberList } from '../members/contract.ts'
import type { InvitationList, InvitationLook, SentInvitation, SentInvitations } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let admin: Client & { userId: string }

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  admin = await addMember(installation, 'acme', 'admin', 'Ada')
})
afterAll(() => installation.close())

const invite = (by: Client, emails: string[], more: object = {}) =>
  by.post('/invitations', { emails, role: 'member', ...more })

async function invited(
  by: Client,
  email: string,
  more: object = {},
): Promise<SentInvitation & { token: string }> {
  const response = await invite(by, [email], more)
  if (response.status !== 201) throw new Error(await response.text())
  const sent = first(((await response.json()) as SentInvitations).data)
  return { ...sent, token: tokenOf(sent) }
}

const tokenOf = ({ link }: SentInvitation): string => link?.split('#token=')[1] ?? ''

const postAnonymously = (path: string, json: object, slug = 'acme') =>
  installation.request(slug, `/api/v1/auth/invitations/${path}`, { method: 'POST', json })

const accept = (token: string, more: object = {}, slug = 'acme') =>
  postAnonymously('accept', { token, name: 'Ivan Petrov', password: testPassword, ...more }, slug)

const look = async (token: string): Promise<InvitationLook> =>
  (await (await postAnonymously('look', { token })).json()) as InvitationLook

describe('inviting people', () => {
  test('sends each person their own link with the token in the fragment', async () => {
    const response = await invite(admin, ['Anna@Acme.example', ' boris@acme.example '], {
      role: 'author',
      note: 'Welcome',
    })
    expect(response.status).toBe(201)
    const { data, refused } = (await response.json()) as SentInvitations
    expect(refused).toEqual([])
    expect(data.map(({ email, role }) => `${email} ${role}`)).toEqual([
      'anna@acme.example author',
      'boris@acme.example author',
    ])
    for (const { link } of data) {
      expect(link).toMatch(/^http:\/\/acme\.localhost:\d+\/join#token=[\w-]{43}$/)
    }
    expect(new Set(data.map(({ link }) => link)).size).toBe(2)
    const list = await admin.get<InvitationList>('/invitations?limit=100')
    expect(list.data.find(({ email }) => email === 'anna@acme.example')).toMatchObject({
      role: 'author',
      note: 'Welcome',
      invitedBy: 'Ada',
      isExpired: false,
    })
    const kept = await installation.admin`select row_to_json(i)::text as row from invitations i`
    for (const { row } of kept) {
      for (const sent of data) expect(row).not.toContain(tokenOf(sent))
    }
  })

  test('reports for each address why it was not invited', async () => {
    await invited(owner, 'twice@acme.example')
    const response = await invite(owner, [
      'ada@acme.example',
      'twice@acme.example',
      'fresh@acme.example',
    ])
    const { data, refused } = (await response.json()) as SentInvitations
    expect(data.map(({ email }) => email)).toEqual(['fresh@acme.example'])
    expect(refused).toEqual([
      { email: 'ada@acme.example', reason: 'already_member' },
      { email: 'twice@acme.example', reason: 'already_invited' },
    ])
    const none = await problemOf(await invite(owner, ['Ada@acme.example', 'twice@acme.example']))
    expect(`${none.status} ${none.code}`).toBe('409 already_exists')
    expect(none.errors.map(({ pointer, reason }) => `${pointer} ${reason}`)).toEqual([
      '/emails/0 already_member',
      '/emails/1 already_invited',
    ])
  })

  test('is for owners and admins, and only an owner invites owners', async () => {
    for (const role of ['author', 'member', 'viewer'] as const) {
      const by = await addMember(installation, 'acme', role, `By${role}`)
      expect(await refusalOf(await invite(by, ['x@acme.example']))).toBe('403 forbidden')
      expect(await refusalOf(await by.send('/invitations'))).toBe('403 forbidden')
    }
    const asOwner = { role: 'owner' }
    expect(await refusalOf(await invite(admin, ['x@acme.example'], asOwner))).toBe('403 forbidden')
    expect((await invited(owner, 'co-owner@acme.example', asOwner)).role).toBe('owner')
  })

  test('rejects malformed addresses, and more than fifty at once', async () => {
    for (const emails of [
      [],
      ['nobody'],
      ['a@b'],
      ['a b@acme.example'],
      ['a@acme.example,b@c.de'],
    ]) {
      expect(await refusalOf(await invite(owner, emails))).toBe('422 invalid_request')
    }
    const many = Array.from({ length: 51 }, (_, at) => `many${at}@acme.example`)
    expect(await refusalOf(await invite(owner, many))).toBe('422 invalid_request')
    expect((await invite(owner, many.slice(1))).status).toBe(201)
  })

  test('does not store links for repeated requests', async () => {
    const send = () =>
      owner.post(
        '/invitations',
        { emails: ['again@acme.example'], role: 'viewer' },
        { 'idempotency-key': 'again' },
      )
    const earlier = first(((await (await send()).json()) as SentInvitations).data)
    const repeated = first(((await (await send()).json()) as SentInvitations).data)
    expect(earlier.link).toBeString()
    expect(repeated).toEqual({ ...earlier, link: undefined } as never)
    const [kept] =
      await installation.admin`select result from idempotent_writes where key = 'again'`
    expect(kept?.result).not.toContain('token')
  })

  test('by two admins at once creates one invitation for an address', async () => {
    const answers = await Promise.all([
      invite(owner, ['race@acme.example']),
      invite(admin, ['race@acme.example']),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  })
})

describe('an invitation', () => {
  test('shows its details and admits its holder with its role', async () => {
    const { token, id } = await invited(admin, 'ivan@acme.example', { role: 'author' })
    expect(await look(token)).toEqual({
      organisation: 'acme',
      email: 'ivan@acme.example',
      role: 'author',
      invitedBy: 'Ada',
      note: null,
      isReturning: false,
      name: null,
    })
    const response = await accept(token, { name: '  Ivan Petrov ' })
    expect(response.status).toBe(200)
    expect(cookiesOf(response)).toContain('__Host-aam_refresh=')
    const { user, accessToken } = (await response.json()) as SessionView
    expect(user).toMatchObject({ email: 'ivan@acme.example', name: 'Ivan Petrov', role: 'author' })
    const me = await installation.request('acme', '/api/v1/me', { token: accessToken })
    expect(me.status).toBe(200)
    expect(await installation.signIn('acme', 'ivan@acme.example')).toBeString()
    expect(await refusalOf(await accept(token))).toBe('410 link_over')
    expect(await refusalOf(await postAnonymously('look', { token }))).toBe('410 link_over')
    // The link was shown to the inviter, so it does not prove the address.
    const [row] = await installation.admin`
      select email_proved_at as proved from users where id = ${user.id}`
    expect(row?.proved).toBeNull()
    const lines = await installation.admin`
      select action, actor_id from audit_log where subject_id in (${id}, ${user.id}) order by id`
    expect(lines.map(({ action, actor_id: by }) => `${action} ${by === user.id}`)).toEqual([
      'invitation.created false',
      'invitation.accepted true',
      'member.joined true',
    ])
  })

  test('is accepted once when two try at the same moment', async () => {
    const { token } = await invited(owner, 'two@acme.example')
    const answers = await Promise.all([accept(token), accept(token), accept(token)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410])
  })

  test('is replaced when sent again, and ends when withdrawn or after a week', async () => {
    const sent = await invited(owner, 'resent@acme.example')
    const response = await admin.post(`/invitations/${sent.id}/resend`)
    const renewed = tokenOf((await response.json()) as SentInvitation)
    expect(renewed).not.toBe(sent.token)
    expect(await refusalOf(await accept(sent.token))).toBe('410 link_over')
    expect((await look(renewed)).email).toBe('resent@acme.example')
    const withdraw = () => admin.send(`/invitations/${sent.id}`, { method: 'DELETE' })
    expect((await withdraw()).status).toBe(204)
    expect(await refusalOf(await withdraw())).toBe('404 not_found')
    expect(await refusalOf(await accept(renewed))).toBe('410 link_over')

    const old = await invited(owner, 'old@acme.example')
    await installation.admin`
      update invitations set expires_at = now() - interval '1 second' where id = ${old.id}`
    expect(await refusalOf(await accept(old.token))).toBe('410 link_over')
    const list = await owner.get<InvitationList>('/invitations?limit=100')
    expect(list.data.find(({ id }) => id === old.id)?.isExpired).toBe(true)
    expect((await invited(owner, 'old@acme.example')).id).not.toBe(old.id)
  })

  test('is rejected in another organisation, and when forged', async () => {
    const other = await openTenant(installation, 'elsewhere')
    const { token, id } = await invited(owner, 'far@acme.example')
    expect(await refusalOf(await accept(token, {}, 'elsewhere'))).toBe('410 link_over')
    expect(await refusalOf(await other.post(`/invitations/${id}/resend`))).toBe('404 not_found')
    for (const strange of ['x', `${token.slice(0, -1)}A1`, '..%2f', 'a'.repeat(200)]) {
      expect(await refusalOf(await accept(strange))).toBe('410 link_over')
    }
    expect((await accept(token)).status).toBe(200)
  })

  test('is not used up by a weak password', async () => {
    const { token } = await invited(owner, 'petra@acme.example')
    const faults = {
      short: 'password_short',
      qwertyuiop: 'password_common',
      petra2024: 'password_short',
    }
    for (const [password, reason] of Object.entries(faults)) {
      const problem = await problemOf(await accept(token, { password }))
      expect(problem.errors).toEqual([{ pointer: '/password', detail: expect.any(String), reason }])
    }
    for (const more of [{ name: ' ' }, { password: '' }, { role: 'owner' }]) {
      expect(await refusalOf(await accept(token, more))).toBe('422 invalid_request')
    }
    expect((await accept(token)).status).toBe(200)
  })

  test('reactivates a former member’s account, and says so', async () => {
    const leaver = await addMember(installation, 'acme', 'author', 'Leaver')
    await admin.send(`/members/${leaver.userId}`, {
      method: 'PATCH',
      json: { status: 'deactivated' },
    })
    const { token } = await invited(admin, leaver.email, { role: 'viewer' })
    expect(await look(token)).toMatchObject({ isReturning: true, name: 'Leaver', role: 'viewer' })
    const response = await accept(token, { name: 'Leaver', password: 'another good passphrase' })
    const { user } = (await response.json()) as SessionView
    expect(user).toMatchObject({ id: leaver.userId, role: 'viewer' })
    expect(await refusalOf(await leaver.send('/me'))).toBe('401 session_ended')
    expect(await installation.signIn('acme', leaver.email)).toBeUndefined()
    expect(await installation.signIn('acme', leaver.email, 'another good passphrase')).toBeString()
  })

  test('of a former owner requires an owner', async () => {
    const former = await addMember(installation, 'acme', 'owner', 'Former')
    await owner.send(`/members/${former.userId}`, {
      method: 'PATCH',
      json: { status: 'deactivated' },
    })
    const problem = await problemOf(await invite(admin, [former.email]))
    expect(problem.errors[0]?.reason).toBe('owner_left')
    const { token } = await invited(owner, former.email)
    expect((await accept(token)).status).toBe(200)
    const { data } = await owner.get<MemberList>('/members?q=ivan')
    expect(data.find(({ id }) => id === former.userId)?.role).toBe('member')
  })

  test('attempts are limited per address', async () => {
    const place = await openTenant(installation, 'guessing')
    const refusals: string[] = []
    for (let at = 0; at < 101; at++) {
      refusals.push(await refusalOf(await accept(`guess${at}`, {}, place.slug)))
    }
    expect(new Set(refusals.slice(0, 100))).toEqual(new Set(['410 link_over']))
    expect(refusals[100]).toBe('429 too_many_requests')
    await eventually(async () => {
      const rows = await installation.admin<{ line: string }[]>`
        select distinct action || ' ' || (data->>'reason') as line from audit_log
        where tenant_id = (select id from tenants where slug = 'guessing') and data ? 'reason' order by 1`
      const lines = rows.map(({ line }) => line).join()
      return lines === 'session.refused link_over,session.throttled too_many_requests'
    })
  })
})

test('invitations and links end when their creator leaves or loses the role', async () => {
  const change = (id: string, json: object) =>
    owner.send(`/members/${id}`, { method: 'PATCH', json })
  const leaving = await addMember(installation, 'acme', 'admin', 'Leaving')
  const mine = await invited(leaving, 'private@acme.example', { role: 'member' })
  const other = await addMember(installation, 'acme', 'member', 'Other')
  const made = await leaving.post(`/members/${other.userId}/password-link`)
  const token = ((await made.json()) as { link: string }).link.split('#token=')[1] ?? ''
  expect((await change(leaving.userId, { status: 'deactivated' })).status).toBe(200)
  expect(await refusalOf(await accept(mine.token))).toBe('410 link_over')
  const reset = await installation.request('acme', '/api/v1/auth/password-reset/confirm', {
    method: 'POST',
    json: { token, password: 'zebra kiln ostrich' },
  })
  expect(await refusalOf(reset)).toBe('410 link_over')

  const back = await invited(owner, leaving.email)
  await change(leaving.userId, { status: 'active' })
  await change(leaving.userId, { status: 'deactivated' })
  expect(await refusalOf(await accept(back.token))).toBe('410 link_over')

  const demoted = await addMember(installation, 'acme', 'admin', 'Demoted')
  const theirs = await invited(demoted, 'friend@acme.example')
  await change(demoted.userId, { role: 'member' })
  expect(await refusalOf(await accept(theirs.token))).toBe('410 link_over')
})
