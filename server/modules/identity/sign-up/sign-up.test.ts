import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../../ops/test/smtp-server.ts'
import { problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { cleanAll } from '../../../main/daily-cleanup.ts'
import type { SignedUp, SlugView } from './contract.ts'
import { newInviteToken } from './invite-token.ts'
import { faultOfSlug, proposeSlug } from '../../../platform/slugs.ts'

setDefaultTimeout(90_000)

let open: TestInstallation
let proving: TestInstallation
let server: SmtpStandIn
beforeAll(async () => {
  server = await startSmtpServer()
  open = await openInstallation({ worker: false })
  proving = await openInstallation({
    mail: { url: `smtp://127.0.0.1:${server.port}`, from: 'aam@example.com' },
  })
})
afterAll(async () => {
  await open.close()
  await proving.close()
  await server.stop()
})

const password = 'violet tractor umbrella'

interface Asked {
  slug: string
  email?: string
  more?: object
  name?: string
}

/** Sends a request to the bare host. */
const bare = (at: TestInstallation, path: string, init: RequestInit = {}) =>
  fetch(`http://localhost:${at.port}/api/v1${path}`, {
    ...init,
    headers: { 'content-type': 'application/json', 'accept-language': 'en' },
  })

const signUp = (at: TestInstallation, { slug, email, more = {}, name = 'Acme & Co' }: Asked) =>
  bare(at, '/sign-up', {
    method: 'POST',
    body: JSON.stringify({
      organisation: { name, slug },
      owner: { name: 'Maya Kern', email: email ?? `maya@${slug}.example`, password },
      ...more,
    }),
  })

const forgetAttempts = async (at: TestInstallation): Promise<void> => {
  const keys = await at.services.redis.commands.keys('*sign-up*')
  if (keys.length > 0) await at.services.redis.commands.del(...keys)
}

const tokenOf = (link: string): string =>
  new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? ''

const enter = (at: TestInstallation, slug: string, path: string, token: string) =>
  at.request(slug, `/api/v1/auth/${path}`, { method: 'POST', json: { token } })

test('creates an organisation and signs its owner in once by the link', async () => {
  const answer = await signUp(open, {
    slug: 'first-one',
    more: { locale: 'ru', timeZone: 'Europe/Berlin' },
  })
  expect(answer.status).toBe(201)
  const done = (await answer.json()) as SignedUp
  expect(done.tenant).toEqual({
    slug: 'first-one',
    url: `http://first-one.localhost:${open.port}/`,
  })
  const token = tokenOf(done.enterUrl ?? '')
  const entered = await enter(open, 'first-one', 'enter', token)
  expect(entered.status).toBe(200)
  const { accessToken } = (await entered.json()) as { accessToken: string }
  const me = await open.request('first-one', '/api/v1/me', { token: accessToken })
  expect(await me.json()).toMatchObject({
    user: { role: 'owner', name: 'Maya Kern', locale: 'ru' },
    tenant: { name: 'Acme & Co' },
  })
  expect(await refusalOf(await enter(open, 'first-one', 'enter', token))).toBe('410 link_over')
  expect(await open.signIn('first-one', 'maya@first-one.example', password)).toStartWith('eyJ')
})

test('gives the slug to one of several simultaneous sign-ups', async () => {
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, at) =>
      signUp(open, { slug: 'wanted', email: `m${at}@w.example` }),
    ),
  )
  expect(answers.filter(({ status }) => status === 201).length).toBe(1)
  const refused = answers.filter(({ status }) => status !== 201)
  for (const one of refused) expect(await refusalOf(one)).toBe('409 already_exists')
  const owners = await open.admin`
    select 1 from users u join tenants t on t.id = u.tenant_id where t.slug = 'wanted'`
  expect(owners.length).toBe(1)
})

test('accepts the entry link for a minute and in its own organisation only', async () => {
  await forgetAttempts(open)
  const one = (await (await signUp(open, { slug: 'minute' })).json()) as SignedUp
  await signUp(open, { slug: 'another' })
  const token = tokenOf(one.enterUrl ?? '')
  expect(await refusalOf(await enter(open, 'another', 'enter', token))).toBe('410 link_over')
  await open.admin`
    update one_time_links set expires_at = now() where tenant_id = (select id from tenants where slug = 'minute')`
  expect(await refusalOf(await enter(open, 'minute', 'enter', token))).toBe('410 link_over')
})

test('returns a new entry link for the same form within an hour, until the owner has signed in', async () => {
  await forgetAttempts(open)
  const asked = { slug: 'lost-answer' }
  expect((await signUp(open, asked)).status).toBe(201)
  const otherPassword = {
    name: 'X',
    email: 'maya@lost-answer.example',
    password: 'another tractor umbrella',
  }
  for (const more of [
    { owner: otherPassword },
    { owner: { ...otherPassword, email: 'x@y.example', password } },
  ])
    expect(await refusalOf(await signUp(open, { ...asked, more }))).toBe('409 already_exists')
  const age = (by: string) => open.admin`
    update tenants set created_at = now() - ${by}::interval where slug = 'lost-answer'`
  await age('61 minutes')
  expect(await refusalOf(await signUp(open, asked))).toBe('409 already_exists')
  await age('1 minute')
  const again = await signUp(open, asked)
  expect(again.status).toBe(201)
  const { next, enterUrl } = (await again.json()) as SignedUp
  expect(next).toBe('open')
  expect((await enter(open, 'lost-answer', 'enter', tokenOf(enterUrl ?? ''))).status).toBe(200)
  expect(await refusalOf(await signUp(open, asked))).toBe('409 already_exists')
})

test('rejects reserved, confusable and malformed addresses with a reason', async () => {
  await forgetAttempts(open)
  const faults = {
    admin: 'slug_reserved',
    'sign-up': 'slug_reserved',
    adm1n: 'slug_confusable',
    'www-': 'slug_form',
    'xn--80ak6aa92e': 'slug_form',
    vvebhook: 'slug_confusable',
    Ä: 'slug_form',
  }
  for (const [slug, fault] of Object.entries(faults)) {
    const { status, errors } = await problemOf(await signUp(open, { slug, email: 'm@x.example' }))
    expect(`${slug} ${status} ${errors[0]?.pointer} ${errors[0]?.reason}`).toBe(
      `${slug} 422 /organisation/slug ${fault}`,
    )
  }
  const { tenants } = {
    tenants: await open.admin`select 1 from tenants where slug in ('admin', 'adm1n')`,
  }
  expect(tenants.length).toBe(0)
})

test('proposes an address from a name, and alternatives to a taken one', async () => {
  expect(proposeSlug('ООО «Ромашка и К°»')).toBe('ooo-romashka-i-k')
  expect(proposeSlug('Майя')).toBe('mayya')
  expect(proposeSlug('Société Générale')).toBe('societe-generale')
  expect(proposeSlug('???')).toBe('our-team')
  expect(proposeSlug('Admin')).toBe('admin-team')
  for (const name of ['x'.repeat(200), '-'.repeat(50), 'a--b', '日本']) {
    expect(`${name} ${faultOfSlug(proposeSlug(name))}`).toBe(`${name} null`)
  }
  await signUp(open, { slug: 'northwind' })
  const look = async (query: string) =>
    (await (await bare(open, `/sign-up/address?${query}`)).json()) as SlugView
  expect(await look('name=Northwind')).toMatchObject({ slug: 'northwind', fault: 'slug_taken' })
  expect((await look('slug=northwind')).proposals).toEqual([
    'northwind-team',
    'northwind-hq',
    'northwind-2',
  ])
  expect(await look('slug=free-one')).toEqual({ slug: 'free-one', fault: null, proposals: [] })
})

test('rejects bad input with a pointer and creates nothing', async () => {
  await forgetAttempts(open)
  const before = await open.admin`select 1 from tenants`
  const tries: [object, string][] = [
    [{ owner: { name: 'M', email: 'm@x.example', password: 'aaaaaaaaaaaa' } }, '/owner/password'],
    [{ owner: { name: ' ', email: 'm@x.example', password } }, '/owner/name'],
    [{ owner: { name: 'M', email: 'nobody', password } }, '/owner/email'],
    [{ timeZone: 'Europe/Nowhere' }, '/timeZone'],
    [{ isAdmin: true }, '/isAdmin'],
  ]
  for (const [more, pointer] of tries) {
    const { status, errors } = await problemOf(await signUp(open, { slug: 'half', more }))
    expect(`${status} ${errors[0]?.pointer}`).toBe(`422 ${pointer}`)
  }
  expect((await open.admin`select 1 from tenants`).length).toBe(before.length)
})

test('allows twenty sign-ups an hour for an IP address', async () => {
  await forgetAttempts(open)
  const codes: string[] = []
  for (let at = 0; at < 22; at++) codes.push(String((await signUp(open, { slug: 'admin' })).status))
  expect(codes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => '422'))
  expect(codes.slice(20)).toEqual(['429', '429'])
  await forgetAttempts(open)
})

test('accepts sign-ups at the bare host only, and not from another site', async () => {
  expect(await refusalOf(await open.request('first-one', '/api/v1/sign-up'))).toBe('404 not_found')
  const foreign = await fetch(`http://localhost:${open.port}/api/v1/sign-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: JSON.stringify({
      organisation: { name: 'x', slug: 'evil' },
      owner: { name: 'x', email: 'x@x.example', password },
    }),
  })
  expect(await refusalOf(foreign)).toBe('403 cross_site_request')
})

test('opens an organisation after its owner confirms the email address', async () => {
  const done = (await (await signUp(proving, { slug: 'proved' })).json()) as SignedUp
  expect(done).toMatchObject({ next: 'confirm-email', enterUrl: null })
  const sign = await proving.request('proved', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'maya@proved.example', password },
  })
  expect(await refusalOf(sign)).toBe('403 tenant_unproved')
  const letter = await eventually(async () =>
    server.letters.find(({ to }) => to[0] === 'maya@proved.example'),
  )
  const token = /confirm#token=([\w-]+)/.exec(
    letter?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '',
  )?.[1]
  const confirm = (given: string) =>
    proving.request('proved', '/api/v1/auth/confirm-email', {
      method: 'POST',
      json: { token, password: given },
    })
  // If somebody used another person's address, that person's click must not open the organisation.
  expect(await refusalOf(await confirm('not the password'))).toBe('401 wrong_credentials')
  expect((await confirm(password)).status).toBe(200)
  expect(await proving.signIn('proved', 'maya@proved.example', password)).toStartWith('eyJ')
  expect(await refusalOf(await confirm(password))).toBe('410 link_over')
  await eventually(async () => {
    const rows = await proving.admin<{ reason: string }[]>`
      select data->>'reason' as reason from audit_log where action = 'session.refused'
        and tenant_id = (select id from tenants where slug = 'proved') order by 1`
    return rows.map(({ reason }) => reason).join() === 'link_over,wrong_password'
  })
})

test('resends the message only for the same email and password', async () => {
  await forgetAttempts(proving)
  const lettersTo = (email: string) => server.letters.filter(({ to }) => to[0] === email).length
  const asked = { slug: 'lost-letter', email: 'maya@lost.example' }
  expect((await signUp(proving, asked)).status).toBe(201)
  await eventually(async () => lettersTo(asked.email) === 1)
  const again = await signUp(proving, asked)
  expect(again.status).toBe(201)
  expect(await again.json()).toMatchObject({ next: 'confirm-email', enterUrl: null })
  await eventually(async () => lettersTo(asked.email) === 2)
  const other = { owner: { name: 'X', email: asked.email, password: 'another tractor umbrella' } }
  const stranger = await signUp(proving, { ...asked, more: other })
  expect(await refusalOf(stranger)).toBe('409 already_exists')
})

test('frees an unconfirmed address after a day', async () => {
  await signUp(proving, { slug: 'squatted', email: 'a@s.example' })
  expect(await refusalOf(await signUp(proving, { slug: 'squatted' }))).toBe('409 already_exists')
  await proving.admin`update tenants set created_at = now() - interval '25 hours' where slug = 'squatted'`
  expect((await signUp(proving, { slug: 'squatted', email: 'b@s.example' })).status).toBe(201)
  const owners = await proving.admin<{ email: string }[]>`
    select u.email from users u join tenants t on t.id = u.tenant_id where t.slug = 'squatted'`
  expect(owners.map(({ email }) => email)).toEqual(['b@s.example'])
  await proving.admin`update tenants set created_at = now() - interval '25 hours' where slug = 'squatted'`
  await cleanAll(proving.services)
  expect((await proving.admin`select 1 from tenants where slug = 'squatted'`).length).toBe(0)
})

test('cannot delete an organisation that is open', async () => {
  const { tenantId } = await open.createTenant('safe')
  const { db } = open.services
  const { withTenant } = await import('../../../../db/tenant.ts')
  await withTenant(db, { tenantId }, (tx) => tx.sql`delete from tenants where id = ${tenantId}`)
  expect((await open.admin`select 1 from tenants where slug = 'safe'`).length).toBe(1)
})

test('mails people their organisations and gives the same answer to everybody', async () => {
  const ask = (email: string) =>
    bare(proving, '/find-organisation', { method: 'POST', body: JSON.stringify({ email }) })
  await proving.createTenant('found-one')
  await proving.createTenant('found-two')
  await proving.admin`update users set email = 'both@f.example' where email like 'owner@found-%'`
  const answers = await Promise.all([ask('both@f.example'), ask('nobody@f.example')])
  expect(
    await Promise.all(answers.map(async (one) => `${one.status} ${await one.text()}`)),
  ).toEqual(['202 ', '202 '])
  const got = () => server.letters.filter(({ to }) => to[0] === 'both@f.example')
  await eventually(async () => got().length === 2)
  expect(server.letters.some(({ to }) => to[0] === 'nobody@f.example')).toBe(false)
})

test('accepts each invitation to sign up once', async () => {
  const invited = await openInstallation({ worker: false, signUp: 'invite' })
  try {
    expect(await refusalOf(await signUp(invited, { slug: 'stranger' }))).toBe('403 sign_up_closed')
    const { sessionSecret } = invited.services.addresses.secrets
    const invitation = newInviteToken(sessionSecret, 'maya@guest.example', 7)
    const other = { slug: 'guest', email: 'x@guest.example', more: { invitation } }
    expect((await problemOf(await signUp(invited, other))).errors[0]?.pointer).toBe('/owner/email')
    const forged = newInviteToken('another secret', 'maya@guest.example', 7)
    const bad = { slug: 'guest', more: { invitation: forged } }
    expect(await refusalOf(await signUp(invited, bad))).toBe('410 link_over')
    expect((await signUp(invited, { slug: 'guest', more: { invitation } })).status).toBe(201)
    const repeated = await signUp(invited, { slug: 'guest', more: { invitation } })
    expect(((await repeated.json()) as SignedUp).enterUrl).toContain('/welcome#token=')
    const second = newInviteToken(sessionSecret, 'maya@guest.example', 7)
    const unlike = { slug: 'guest', more: { invitation: second } }
    expect(await refusalOf(await signUp(invited, unlike))).toBe('409 already_exists')
    const again = { slug: 'guest-2', email: 'maya@guest.example', more: { invitation } }
    expect(await refusalOf(await signUp(invited, again))).toBe('410 link_over')
  } finally {
    await invited.close()
  }
})
