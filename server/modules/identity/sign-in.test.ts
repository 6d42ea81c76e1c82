import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../ops/test/installation.ts'
import { startApi } from '../../main/api.ts'
import { cookieAttributes, cookiesOf } from '../../http/test/cookies.ts'
import { problemOf, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { MeView, SessionView } from './contract.ts'

setDefaultTimeout(60_000)

const lines: string[] = []
let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false, logLines: lines })
  await installation.createTenant('acme')
  await installation.createTenant('other')
})
afterAll(() => installation.close())

const signIn = (json: object, headers: Record<string, string> = {}, slug = 'acme') =>
  installation.request(slug, '/api/v1/auth/login', { method: 'POST', json, headers })
const owner = { email: 'owner@acme.example', password: testPassword }

test('the right password opens a session by token and by cookie', async () => {
  const response = await signIn({ ...owner, email: ' Owner@ACME.example ' })
  const session = (await response.json()) as SessionView
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(session.user).toMatchObject({ email: 'owner@acme.example', role: 'owner' })
  const lifeMs = Date.parse(session.expiresAt) - Date.now()
  expect(lifeMs).toBeGreaterThan(13 * 60_000)
  expect(lifeMs).toBeLessThan(16 * 60_000)
  const byToken = await installation.request('acme', '/api/v1/me', { token: session.accessToken })
  const byCookie = await installation.request('acme', '/api/v1/me', {
    headers: { cookie: cookiesOf(response) },
  })
  const me = (await byToken.json()) as MeView
  expect(await byCookie.json()).toEqual(me)
  expect(me).toMatchObject({ tenant: { slug: 'acme' }, user: session.user })
})

test('cookies are host-only, hidden from scripts, encrypted in transit and kept to this site', async () => {
  const attributes = cookieAttributes(await signIn(owner))
  const common = ['httponly', 'path=/', 'samesite=lax', 'secure']
  expect(attributes).toEqual({
    '__Host-aam_access': ['max-age=900', ...common].toSorted(),
    '__Host-aam_refresh': [`max-age=${30 * 86_400}`, ...common].toSorted(),
  })
})

test('a wrong password, an unknown address and somebody else’s tenant get the same answer', async () => {
  const answers = await Promise.all([
    signIn({ ...owner, password: 'wrong' }),
    signIn({ ...owner, email: 'nobody@acme.example' }),
    signIn(owner, {}, 'other'),
  ])
  const problems = await Promise.all(answers.map(problemOf))
  const told = problems.map(({ requestId: _id, ...problem }) => problem)
  expect(told[0]).toMatchObject({ status: 401, code: 'wrong_credentials' })
  expect(new Set(told.map((problem) => JSON.stringify(problem))).size).toBe(1)
  expect(answers.flatMap((answer) => answer.headers.getSetCookie())).toEqual([])
})

test('an unknown address costs as much time as a password check', async () => {
  const original = Bun.password.verify
  let checks = 0
  Bun.password.verify = ((...args: Parameters<typeof original>) => {
    checks += 1
    return original(...args)
  }) as typeof original
  try {
    await signIn({ email: 'nobody2@acme.example', password: 'x' })
    await signIn({ ...owner, password: 'x' })
  } finally {
    Bun.password.verify = original
  }
  expect(checks).toBe(2)
})

test('a deactivated person cannot sign in and gets the same answer as an unknown address', async () => {
  const member = await addMember(installation, 'acme', 'member', 'Gone')
  await installation.admin`update users set disabled_at = now() where id = ${member.userId}`
  const response = await signIn({ email: member.email, password: testPassword })
  expect(await refusalOf(response)).toBe('401 wrong_credentials')
})

test('guessing at one account is throttled without affecting others', async () => {
  const member = await addMember(installation, 'acme', 'member', 'Target')
  const guess = () => signIn({ email: member.email, password: 'guess' })
  const answers: string[] = []
  for (let n = 0; n < 11; n++) answers.push(await refusalOf(await guess()))
  expect(answers.at(-1)).toBe('429 too_many_requests')
  expect(answers.slice(0, 9)).toEqual(Array.from({ length: 9 }, () => '401 wrong_credentials'))
  const blocked = await signIn({ email: member.email, password: testPassword })
  expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(60)
  expect(await refusalOf(blocked)).toBe('429 too_many_requests')
  expect((await signIn(owner)).status).toBe(200)
})

test('guesses from many networks do not lock the account’s owner out', async () => {
  const member = await addMember(installation, 'acme', 'member', 'Famous')
  const { commands } = installation.services.redis
  await signIn({ email: member.email, password: 'guess' })
  const hash = createHash('sha256').update(member.email).digest('hex')
  const [ofAccount = ''] = await commands.keys(`aam:limit:login/*/account/${hash}`)
  await commands.set(ofAccount, '201', 'EX', 900)
  expect((await signIn({ email: member.email, password: testPassword })).status).toBe(200)
  await commands.set(ofAccount, '5000', 'EX', 900)
  expect((await signIn({ email: member.email, password: testPassword })).status).toBe(200)
})

test('rejects sign-in over an unencrypted connection to a remote host, with the reason', async () => {
  const ask = async (publicUrl: string | null) => {
    const api = startApi(installation.services, {
      port: 0,
      tenantBaseDomain: 'example.com',
      signUp: 'closed',
      publicUrl,
      withDashboard: false,
    })
    try {
      return await fetch(`http://127.0.0.1:${api.port}/api/v1/auth/login`, {
        method: 'POST',
        body: JSON.stringify(owner),
        headers: { host: 'acme.example.com', 'content-type': 'application/json' },
      })
    } finally {
      await api.stop()
    }
  }
  const refused = await ask(null)
  expect(refused.headers.getSetCookie()).toEqual([])
  const { status, code, detail } = await problemOf(refused)
  expect(`${status} ${code}`).toBe('403 insecure_transport')
  expect(detail).toContain('https')
  // PUBLIC_URL names our own proxy that terminates TLS.
  expect((await ask('https://example.com')).status).toBe(200)
})

test('the host name selects the tenant', async () => {
  const answers = await Promise.all(
    ['', 'nobody-here', 'acme'].map((slug) => installation.request(slug, '/api/v1/me')),
  )
  expect(await Promise.all(answers.map(refusalOf))).toEqual([
    '404 no_tenant',
    '404 unknown_tenant',
    '401 unauthenticated',
  ])
})

test('an anonymous caller learns only whether people sign in at this address', async () => {
  const here = await installation.request('acme', '/api/v1/auth/tenant')
  expect(here.status).toBe(200)
  expect(await here.json()).toEqual({
    slug: 'acme',
    name: 'acme',
    logo: null,
    joinsByDomain: false,
  })
  const answers = await Promise.all(
    ['', 'nobody-here'].map((slug) => installation.request(slug, '/api/v1/auth/tenant')),
  )
  expect(await Promise.all(answers.map(refusalOf))).toEqual(['404 no_tenant', '404 unknown_tenant'])
})

test('a suspended organisation rejects sign-ins with the reason until it is resumed', async () => {
  await installation.createTenant('paused')
  const token = await installation.signIn('paused')
  const set = (status: string) => installation.admin`
    update tenants set status = ${status} where slug = 'paused'`
  const until = (status: number) =>
    eventually(async () => {
      const response = await installation.request('paused', '/api/v1/me', { token })
      return response.status === status ? response : null
    })
  await set('suspended')
  expect(await refusalOf(await until(403))).toBe('403 tenant_suspended')
  const refused = await signIn(
    { email: 'owner@paused.example', password: testPassword },
    {},
    'paused',
  )
  expect(await refusalOf(refused)).toBe('403 tenant_suspended')
  expect(await refusalOf(await installation.request('paused', '/api/v1/auth/tenant'))).toBe(
    '403 tenant_suspended',
  )
  await set('active')
  expect((await until(200)).status).toBe(200)
})

test('nothing that people typed is logged', () => {
  expect(lines.length).toBeGreaterThan(20)
  const telling = lines.filter((line) => line.includes(testPassword) || line.includes('@acme'))
  expect(telling).toEqual([])
})
