import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../../ops/test/smtp-server.ts'
import { postAnonymously } from '../../../http/test/factors.ts'
import { type Client, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { FactorsView } from '../factors/contract.ts'
import type { JoiningView } from '../joining/contract.ts'

setDefaultTimeout(60_000)

let server: SmtpStandIn
let installation: TestInstallation
beforeAll(async () => {
  server = await startSmtpServer()
  installation = await openInstallation({
    mail: { url: `smtp://127.0.0.1:${server.port}`, from: 'aam@example.com' },
  })
})
afterAll(async () => {
  await installation.close()
  await server.stop()
})

const ask = (by: Client) => by.post('/me/email/proof')
const confirm = (slug: string, token: string, password = testPassword) =>
  postAnonymously(installation, 'confirm-email', { token, password }, slug)
const isProved = async (by: Client): Promise<boolean> =>
  (await by.get<FactorsView>('/me/factors')).email.isProved
const possible = async (by: Client): Promise<string[]> =>
  (await by.get<JoiningView>('/settings/joining')).possible

/** Waits for `count` messages to an address and returns their tokens, oldest first. */
const tokensTo = (address: string, count = 1): Promise<string[]> =>
  eventually(async () => {
    const tokens = server.letters
      .filter(({ to }) => to.includes(address))
      .map(({ raw }) => raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))
      .flatMap((text) => /\/prove#token=([\w-]{43})/.exec(text)?.[1] ?? [])
    return tokens.length >= count && tokens
  })

test('an owner created by the operator proves their address, and then colleagues may join', async () => {
  const owner = await openTenant(installation, 'proving')
  expect([await isProved(owner), await possible(owner)]).toEqual([false, []])
  expect((await ask(owner)).status).toBe(202)
  const [token = ''] = await tokensTo('owner@proving.example')
  expect(await refusalOf(await confirm('proving', token, 'not the password'))).toBe(
    '401 wrong_credentials',
  )
  expect(await isProved(owner)).toBe(false)
  const confirmed = await confirm('proving', token)
  expect(confirmed.status).toBe(200)
  expect([await isProved(owner), await possible(owner)]).toEqual([true, ['proving.example']])
  const allowed = await owner.send('/settings/joining', {
    method: 'PATCH',
    json: { domains: ['proving.example'] },
  })
  expect(allowed.status).toBe(200)
  expect(await refusalOf(await confirm('proving', token))).toBe('410 link_over')
  expect(await refusalOf(await ask(owner))).toBe('409 wrong_state')
  const lines = await installation.admin`
    select a.action from audit_log a join tenants t on t.id = a.tenant_id
    where t.slug = 'proving' and a.action like 'email.%' order by a.id`
  expect(lines.map(({ action }) => action)).toEqual(['email.proof_asked', 'email.proved'])
})

test('a link proves the address that it was sent to, and only the newest one works', async () => {
  const owner = await openTenant(installation, 'newest')
  expect((await ask(owner)).status).toBe(202)
  await tokensTo('owner@newest.example')
  expect((await ask(owner)).status).toBe(202)
  const [first = '', second = ''] = await tokensTo('owner@newest.example', 2)
  expect(await refusalOf(await confirm('newest', first))).toBe('410 link_over')
  // The address changes while the link is on its way.
  await installation.admin`
    update users set email = 'other@newest.example' where email = 'owner@newest.example'`
  expect(await refusalOf(await confirm('newest', second))).toBe('410 link_over')
  expect(await isProved(owner)).toBe(false)
})

test('rejects a link in another organisation, and in a suspended one', async () => {
  const owner = await openTenant(installation, 'bound')
  await openTenant(installation, 'unbound')
  expect((await ask(owner)).status).toBe(202)
  const [token = ''] = await tokensTo('owner@bound.example')
  expect(await refusalOf(await confirm('unbound', token))).toBe('410 link_over')
  expect((await owner.post('/organisation/close')).status).toBe(200)
  expect(await refusalOf(await confirm('bound', token))).toBe('403 tenant_suspended')
  const [row] = await installation.admin`
    select t.status, u.email_proved_at as proved from tenants t join users u on u.tenant_id = t.id
    where t.slug = 'bound'`
  expect(row).toEqual({ status: 'suspended', proved: null })
})

test('people request it for themselves, a few times in a quarter of an hour', async () => {
  const owner = await openTenant(installation, 'patience')
  const made = await owner.post('/api-keys', { name: 'Mine', scopes: ['settings:write'] })
  const { key } = (await made.json()) as { key: string }
  const byKey = await installation.request('patience', '/api/v1/me/email/proof', {
    method: 'POST',
    token: key,
  })
  expect(await refusalOf(byKey)).toBe('403 session_needed')
  const member = await addMember(installation, 'patience', 'member', 'Max')
  const answers: number[] = []
  for (let at = 0; at < 6; at++) answers.push((await ask(member)).status)
  expect(answers).toEqual([202, 202, 202, 202, 202, 429])
})

test('explains what is missing when no mail is sent', async () => {
  const silent = await openInstallation({ worker: false })
  try {
    const owner = await openTenant(silent, 'silent')
    expect(await refusalOf(await ask(owner))).toBe('409 wrong_state')
    expect((await owner.get<FactorsView>('/me/factors')).email).toMatchObject({
      isProved: false,
      changedBy: 'admin',
    })
  } finally {
    await silent.close()
  }
})
