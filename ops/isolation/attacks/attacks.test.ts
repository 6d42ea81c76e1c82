import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  type Client,
  clientOf,
  createMeeting,
  openTenant,
  problemOf,
  refusalOf,
} from '../../../server/http/test/meetings.ts'
import { addMember } from '../../../server/http/test/members.ts'
import { snapshot } from '../../../server/http/test/snapshot.ts'
import { hashSecret } from '../../../server/modules/identity/refresh-token.ts'
import { newId } from '../../../server/platform/ids.ts'
import { openInstallation, type TestInstallation, testPassword } from '../../test/installation.ts'

/*
 * Attacks that have worked on identity code elsewhere. Shown where the feature is: one invitation for two who try at once
 * (invitations.test.ts), one new password for two who redeem a reset link at once (me.test.ts), an organisation that
 * opens to nobody before its owner's e-mail is proved (sign-up.test.ts).
 */

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let member: Client & { userId: string; email: string }
let victim: Client & { userId: string; email: string }
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'attacked')
  member = await addMember(installation, 'attacked', 'member', 'Mallory')
  victim = await addMember(installation, 'attacked', 'admin', 'Vera')
})
afterAll(() => installation.close())

const tenantIdOf = async (slug: string): Promise<string> => {
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = ${slug}`
  return tenant?.id ?? ''
}

const password = 'violet tractor umbrella'

test('ignores claims in a body about identity or permissions', async () => {
  const { userId } = victim
  const tenantId = await tenantIdOf('attacked')
  const before = await snapshot(installation, tenantId)
  const link = { token: 'x', name: 'x', password }
  const organisation = { name: 'x', slug: 'taken-over' }
  const newOwner = { name: 'x', email: 'x@x.example', password }
  const tries: [method: string, path: string, body: object, field: string][] = [
    ['PATCH', '/me', { name: 'x', id: userId }, '/id'],
    ['PATCH', '/me', { name: 'x', userId }, '/userId'],
    ['PATCH', '/me', { name: 'x', role: 'owner' }, '/role'],
    ['PATCH', '/me', { name: 'x', tenantId: newId() }, '/tenantId'],
    ['POST', '/me/password', { current: testPassword, next: password, userId }, '/userId'],
    ['POST', '/auth/step-up', { password: testPassword, userId }, '/userId'],
    ['POST', '/auth/login', { email: member.email, password: testPassword, userId }, '/userId'],
    ['POST', '/auth/password-reset', { email: member.email, userId }, '/userId'],
    ['POST', '/auth/password-reset/confirm', { token: 'x', password, userId }, '/userId'],
    ['POST', '/auth/invitations/accept', { ...link, role: 'owner' }, '/role'],
    ['POST', '/auth/invitations/accept', { ...link, email: victim.email }, '/email'],
    ['POST', '/api-keys', { name: 'x', scopes: ['meetings:read'], userId }, '/userId'],
    [
      'POST',
      '/meetings',
      { title: 'x', scenario: { id: 'general-minutes' }, ownerId: userId },
      '/ownerId',
    ],
    ['POST', '/clients', { name: 'x', createdBy: userId }, '/createdBy'],
  ]
  for (const [method, path, json, field] of tries) {
    const answer = await problemOf(await member.send(path, { method, json }))
    expect(`${path} ${answer.status} ${answer.errors.map(({ pointer }) => pointer).join()}`).toBe(
      `${path} 422 ${field}`,
    )
  }
  const signUp = await installation.request('', '/api/v1/sign-up', {
    method: 'POST',
    json: { organisation, owner: { ...newOwner, id: userId } },
  })
  expect((await problemOf(signUp)).errors.map(({ pointer }) => pointer)).toEqual(['/owner/id'])
  expect(await snapshot(installation, tenantId)).toEqual(before)
})

test('creates no key that acts as another person under the name of a service account', async () => {
  const ask = (by: Client) =>
    by.post('/api-keys', { name: 'x', scopes: ['members:write'], serviceAccountId: victim.userId })
  expect(await refusalOf(await ask(member))).toBe('403 forbidden')
  expect(await refusalOf(await ask(owner))).toBe('404 not_found')
})

test('grants no meeting, viewers or key of another person by an id in the path or body', async () => {
  const { id } = await createMeeting(victim)
  const before = await snapshot(installation, await tenantIdOf('attacked'))
  const tries: [method: string, path: string, json?: object][] = [
    ['POST', `/meetings/${id}/transfer`, { userId: member.userId }],
    ['PUT', `/meetings/${id}/viewers`, { userIds: [member.userId] }],
    ['PATCH', `/meetings/${id}`, { title: 'mine' }],
    ['DELETE', `/meetings/${id}`],
  ]
  for (const [method, path, json] of tries) {
    const answer = await member.send(path, { method, ...(json ? { json } : {}) })
    expect(`${path} ${await refusalOf(answer)}`).toBe(`${path} 404 not_found`)
  }
  expect(await snapshot(installation, await tenantIdOf('attacked'))).toEqual(before)
})

/** A link as the server creates it; only its hash is stored. */
async function makeLink(slug: string, purpose: string): Promise<string> {
  const token = crypto.randomUUID().padEnd(43, 'x')
  await installation.admin`
    insert into one_time_links (tenant_id, id, user_id, purpose, token_hash, email, expires_at)
    select t.id, ${newId()}, u.id, ${purpose}, ${hashSecret(token)}, u.email, now() + interval '1 minute'
    from tenants t join users u on u.tenant_id = t.id and u.role = 'owner' where t.slug = ${slug} limit 1`
  return token
}

const redeem = (slug: string, path: string, token: string) =>
  installation.request(slug, `/api/v1/auth/${path}`, {
    method: 'POST',
    json: { token, ...(path === 'confirm-email' ? { password: testPassword } : {}) },
  })

test('admits one of several who redeem a link at once', async () => {
  await openTenant(installation, 'newcomers')
  for (const [purpose, path] of [
    ['sign-in', 'enter'],
    ['prove-email', 'confirm-email'],
  ] as const) {
    const token = await makeLink('newcomers', purpose)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => redeem('newcomers', path, token)),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410, 410, 410])
    expect(await refusalOf(await redeem('newcomers', path, token))).toBe('410 link_over')
  }
})

test('accepts a link only for its own purpose and organisation', async () => {
  await openTenant(installation, 'purposes')
  const token = await makeLink('purposes', 'reset-password')
  expect(await refusalOf(await redeem('purposes', 'enter', token))).toBe('410 link_over')
  expect(await refusalOf(await redeem('purposes', 'confirm-email', token))).toBe('410 link_over')
  const entering = await makeLink('purposes', 'sign-in')
  expect(await refusalOf(await redeem('attacked', 'enter', entering))).toBe('410 link_over')
  const confirm = await installation.request('purposes', '/api/v1/auth/password-reset/confirm', {
    method: 'POST',
    json: { token: entering, password },
  })
  expect(await refusalOf(confirm)).toBe('410 link_over')
})

test('does not admit somebody who owns a member’s address in another organisation', async () => {
  const made = await installation.request('', '/api/v1/sign-up', {
    method: 'POST',
    json: {
      organisation: { name: 'Impostor', slug: 'impostor' },
      owner: { name: 'Vera', email: victim.email, password },
    },
  })
  expect(made.status).toBe(201)
  const token = await installation.signIn('impostor', victim.email, password)
  expect(token).toStartWith('eyJ')
  expect(await refusalOf(await clientOf(installation, 'attacked', token).send('/me'))).toBe(
    '404 not_found',
  )
  expect(await installation.signIn('attacked', victim.email, password)).toBeUndefined()
  const found = await installation.request('', '/api/v1/find-organisation', {
    method: 'POST',
    json: { email: victim.email },
  })
  expect(`${found.status} ${await found.text()}`).toBe('202 ')
  const [row] = await installation.admin<{ proved: Date | null }[]>`
    select email_proved_at as proved from users u join tenants t on t.id = u.tenant_id where t.slug = 'impostor'`
  expect(row?.proved).toBeNull()
})

test('does not give an existing account to the holder of an older link', async () => {
  const invited = await owner.post('/invitations', {
    emails: ['late@attacked.example'],
    role: 'admin',
  })
  const { data } = (await invited.json()) as { data: { link: string }[] }
  const token = new URL(data[0]?.link ?? '').hash.replace('#token=', '')
  const late = await addMember(installation, 'attacked', 'viewer', 'Late')
  const accepted = await installation.request('attacked', '/api/v1/auth/invitations/accept', {
    method: 'POST',
    json: { token, name: 'Not Late', password },
  })
  expect(await refusalOf(accepted)).toBe('410 link_over')
  expect(await installation.signIn('attacked', late.email, password)).toBeUndefined()
  expect(await installation.signIn('attacked', late.email)).toStartWith('eyJ')
  expect(await late.get('/me')).toMatchObject({ user: { role: 'viewer', name: 'Late' } })
})
