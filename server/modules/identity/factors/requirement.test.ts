import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { createCredentialCache } from '../../../adapters/redis/credential-cache.ts'
import { addApp, addPasskey, beginSignIn } from '../../../http/test/factors.ts'
import { cookiesOf } from '../../../http/test/cookies.ts'
import {
  type Client,
  clientOf,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { MeView } from '../contract.ts'
import { checkKey, isStillAllowed } from '../check-credential.ts'
import type { RequirementView } from './contract.ts'

setDefaultTimeout(60_000)

type Member = Client & { userId: string; email: string }

let installation: TestInstallation
let owner: Client
let admin: Member
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  admin = await addMember(installation, 'acme', 'admin', 'Ada')
  await addApp(owner)
  await addApp(admin)
})
afterAll(() => installation.close())

let added = 0
const join = (role: 'owner' | 'admin' | 'member' | 'viewer' = 'member'): Promise<Member> =>
  addMember(installation, 'acme', role, `${role}${++added}`)
const require = (by: Client, json: object) =>
  by.send('/organisation/second-factor', { method: 'PUT', json })
const keyOf = async (by: Client, more: object = {}): Promise<Client> => {
  const made = await by.post('/api-keys', { name: 'Mine', scopes: ['meetings:read'], ...more })
  return clientOf(installation, 'acme', ((await made.json()) as { key: string }).key)
}
const stopRequiring = () => require(owner, { isRequired: false })

describe('an organisation that requires a second factor', () => {
  test('announces the date and lets everybody work until then', async () => {
    const member = await join()
    expect(await member.get<MeView>('/me')).toMatchObject({ factorNeededFrom: null })
    const set = await require(admin, { isRequired: true, graceDays: 7 })
    const { from, isRequired, peopleWithout } = (await set.json()) as RequirementView
    expect(isRequired).toBe(true)
    expect(peopleWithout).toBe(1)
    const days = (Date.parse(from ?? '') - Date.now()) / 86_400_000
    expect(days).toBeGreaterThan(6.9)
    expect(days).toBeLessThan(7.1)
    expect(await member.get<MeView>('/me')).toMatchObject({ factorNeededFrom: from })
    expect(await owner.get<MeView>('/me')).toMatchObject({ factorNeededFrom: null })
    expect((await member.send('/meetings')).status).toBe(200)
    const again = await require(owner, { isRequired: true })
    expect(((await again.json()) as RequirementView).from).toBe(from)
    const sooner = await require(owner, { isRequired: true, graceDays: 1 })
    expect(Date.parse(((await sooner.json()) as RequirementView).from ?? '')).toBeLessThan(
      Date.parse(from ?? ''),
    )
    await stopRequiring()
    expect(await member.get<MeView>('/me')).toMatchObject({ factorNeededFrom: null })
  })

  test('then lets people without a factor do nothing but set one up', async () => {
    const member = await join()
    await require(owner, { isRequired: true, graceDays: 0 })
    for (const path of ['/meetings', '/members', '/me/sessions', '/events', '/clients']) {
      expect([path, await refusalOf(await member.send(path))]).toEqual([
        path,
        '403 second_factor_needed',
      ])
    }
    // The same applies to new and refreshed sessions.
    const late = clientOf(
      installation,
      'acme',
      await installation.signIn('acme', member.email, testPassword),
    )
    expect(await refusalOf(await late.send('/meetings'))).toBe('403 second_factor_needed')
    const login = await installation.request('acme', '/api/v1/auth/login', {
      method: 'POST',
      json: { email: member.email, password: testPassword },
    })
    const renewed = await installation.request('acme', '/api/v1/auth/refresh', {
      method: 'POST',
      headers: { cookie: cookiesOf(login), 'x-aam-csrf': '1' },
    })
    const { accessToken } = (await renewed.json()) as { accessToken: string }
    const again = clientOf(installation, 'acme', accessToken)
    expect(await refusalOf(await again.send('/meetings'))).toBe('403 second_factor_needed')

    expect((await owner.send('/meetings')).status).toBe(200)
    expect((await member.send('/me')).status).toBe(200)
    await addApp(member)
    expect((await member.send('/meetings')).status).toBe(200)
    expect((await late.send('/meetings')).status).toBe(200)
    await addPasskey(installation, await join())
    await stopRequiring()
  })

  test('rejects their keys too, with the reason, until a factor is set up', async () => {
    const member = await join()
    const key = await keyOf(member)
    expect((await key.send('/meetings')).status).toBe(200)
    const { db, redis, log } = installation.services
    const deps = { db, log, credentials: createCredentialCache(redis) }
    const [tenant] = await installation.admin<{ id: string }[]>`
      select id from tenants where slug = 'acme'`
    const tenantId = tenant?.id ?? ''
    const reader = await checkKey(deps, tenantId, key.token, '127.0.0.1')
    if (!reader) throw new Error('the key is not in force')
    await require(owner, { isRequired: true, graceDays: 7 })
    expect(await isStillAllowed(deps, tenantId, reader)).toBe(true)
    expect((await key.send('/meetings')).status).toBe(200)
    await require(owner, { isRequired: true, graceDays: 0 })
    const refused = await problemOf(await key.send('/meetings'))
    expect([refused.status, refused.code]).toEqual([403, 'second_factor_needed'])
    expect(refused.detail).toContain('set one up under “Your account”')
    expect(refused.detail).toContain('service accounts')
    const inRussian = await key.send('/clients', { headers: { 'accept-language': 'ru' } })
    expect((await problemOf(inRussian)).detail).toContain('на странице «Вы»')
    // An open stream closes at its next check.
    expect(await isStillAllowed(deps, tenantId, reader)).toBe(false)

    await addApp(member)
    expect((await key.send('/meetings')).status).toBe(200)
    expect((await member.send('/me/factors/totp', { method: 'DELETE' })).status).toBe(204)
    expect(await refusalOf(await key.send('/meetings'))).toBe('403 second_factor_needed')
    await stopRequiring()
    expect((await key.send('/meetings')).status).toBe(200)
  })

  test('does not apply to service accounts', async () => {
    const made = await owner.post('/service-accounts', { name: 'Robot', role: 'member' })
    const { id } = (await made.json()) as { id: string }
    const key = await keyOf(owner, { serviceAccountId: id })
    await require(owner, { isRequired: true, graceDays: 0 })
    expect((await key.send('/meetings')).status).toBe(200)
    await stopRequiring()
  })

  test('applies again when the last factor is removed', async () => {
    const member = await join()
    await addApp(member)
    await require(owner, { isRequired: true, graceDays: 0 })
    expect((await member.send('/me/factors/totp', { method: 'DELETE' })).status).toBe(204)
    expect(await refusalOf(await member.send('/meetings'))).toBe('403 second_factor_needed')
    await stopRequiring()
    expect((await member.send('/meetings')).status).toBe(200)
  })

  test('is changed by owners and admins, after a step-up', async () => {
    for (const role of ['member', 'viewer'] as const) {
      const by = await join(role)
      expect(await refusalOf(await require(by, { isRequired: true }))).toBe('403 forbidden')
    }
    const stale = await join('admin')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${stale.userId}`
    expect(await refusalOf(await require(stale, { isRequired: false }))).toBe('403 step_up_needed')
    expect(await refusalOf(await require(owner, { isRequired: true, graceDays: 91 }))).toBe(
      '422 invalid_request',
    )
    const lines = await installation.admin`
      select data from audit_log where action = 'organisation.factor_required' order by id desc limit 1`
    expect(lines[0]?.data).toMatchObject({ required: false })
  })
})

describe('an admin resets a member’s lost factors', () => {
  const reset = (by: Client, id: string) => by.send(`/members/${id}/factors`, { method: 'DELETE' })

  test('so that the password alone signs them in', async () => {
    const member = await join()
    await addApp(member)
    await addPasskey(installation, member)
    const { pending } = await beginSignIn(installation, 'acme', member.email)
    expect((await reset(admin, member.userId)).status).toBe(204)
    expect(await installation.signIn('acme', member.email)).toBeString()
    const over = await installation.request('acme', '/api/v1/auth/second-factor', {
      method: 'POST',
      json: { pending, code: '123456' },
    })
    expect(await refusalOf(over)).toBe('410 sign_in_over')
    expect(await refusalOf(await reset(admin, member.userId))).toBe('409 wrong_state')
    const left = await installation.admin`
      select 1 from recovery_codes where user_id = ${member.userId}`
    expect([...left]).toEqual([])
    const lines = await installation.admin`
      select actor_id from audit_log where action = 'member.factors_reset' and subject_id = ${member.userId}`
    expect(lines.map((line) => line.actor_id)).toEqual([admin.userId])
  })

  test('but not an owner’s; members reset none', async () => {
    const second = await join('owner')
    await addApp(second)
    expect(await refusalOf(await reset(admin, second.userId))).toBe('403 forbidden')
    const member = await join()
    await addApp(member)
    expect(await refusalOf(await reset(await join(), member.userId))).toBe('403 forbidden')
    const elsewhere = await openTenant(installation, 'elsewhere')
    expect(await refusalOf(await reset(elsewhere, member.userId))).toBe('404 not_found')
    const stale = await join('admin')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${stale.userId}`
    expect(await refusalOf(await reset(stale, member.userId))).toBe('403 step_up_needed')
    expect((await reset(owner, second.userId)).status).toBe(204)
  })
})
