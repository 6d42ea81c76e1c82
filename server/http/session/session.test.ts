import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../ops/test/installation.ts'
import { cookiesOf } from '../test/cookies.ts'
import { type Client, clientOf, openTenant, problemOf, refusalOf } from '../test/meetings.ts'
import { snapshot } from '../test/snapshot.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  ;({ tenantId } = await installation.createTenant('acme'))
  client = clientOf(installation, 'acme', await installation.signIn('acme'))
})
afterAll(() => installation.close())

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >

function sign(header: object, claims: object, secret: string, hash = 'sha256'): string {
  const body = `${encode(header)}.${encode(claims)}`
  return `${body}.${createHmac(hash, secret).update(body).digest('base64url')}`
}

const me = (token: string) => installation.request('acme', '/api/v1/me', { token })

test('rejects forged, altered and unsigned tokens', async () => {
  const { token } = client
  const [header = '', , signature = ''] = token.split('.')
  const claims = claimsOf(token)
  const { sessionSecret } = installation.services.addresses.secrets
  const jwt = { alg: 'HS256', typ: 'JWT' }
  const later = { ...claims, exp: Number(claims.exp) + 3_600 }
  const forged: Record<string, string> = {
    'another secret': sign(jwt, claims, 'not the secret'),
    'no algorithm': `${encode({ alg: 'none' })}.${encode(claims)}.`,
    'an odd spelling of none': `${encode({ alg: 'nOnE' })}.${encode(claims)}.${signature}`,
    'changed claims': `${header}.${encode(later)}.${signature}`,
    'no signature': `${header}.${encode(claims)}.`,
    'no expiry': sign(jwt, { ...claims, exp: undefined }, sessionSecret),
    expired: sign(jwt, { ...claims, exp: Math.floor(Date.now() / 1_000) - 1 }, sessionSecret),
    'no session': sign(jwt, { ...claims, sid: undefined }, sessionSecret),
    'not a token': 'x',
    'an empty one': 'a.b.c',
  }
  for (const [name, value] of Object.entries(forged)) {
    expect(`${name}: ${await refusalOf(await me(value))}`).toBe(`${name}: 401 unauthenticated`)
  }
  expect((await me(sign(jwt, claims, sessionSecret))).status).toBe(200)
})

test('rejects a token for another person’s session or for one that never existed', async () => {
  const { sessionSecret } = installation.services.addresses.secrets
  const jwt = { alg: 'HS256', typ: 'JWT' }
  const strange = { ...claimsOf(client.token), sid: crypto.randomUUID() }
  expect(await refusalOf(await me(sign(jwt, strange, sessionSecret)))).toBe('401 session_ended')
})

test('accepts a token only in its own tenant', async () => {
  const other = await openTenant(installation, 'other')
  expect(await refusalOf(await me(other.token))).toBe('404 not_found')
  expect((await other.send('/me')).status).toBe(200)
})

test('reads the Bearer scheme case-insensitively and accepts nothing else', async () => {
  const ask = (authorization: string) =>
    installation.request('acme', '/api/v1/me', { headers: { authorization } })
  expect((await ask(`bearer ${client.token}`)).status).toBe(200)
  for (const header of [
    client.token,
    `Basic ${client.token}`,
    'Bearer',
    `Bearer a ${client.token}`,
  ]) {
    expect(await refusalOf(await ask(header))).toBe('401 unauthenticated')
  }
})

async function signInByCookie(): Promise<string> {
  const response = await installation.request('acme', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'owner@acme.example', password: testPassword },
  })
  return cookiesOf(response)
}

test('rejects a cross-site write authenticated by cookie', async () => {
  const cookie = await signInByCookie()
  const write = (headers: Record<string, string>) =>
    installation.request('acme', '/api/v1/clients', {
      method: 'POST',
      json: { name: `c${crypto.randomUUID()}` },
      headers: { cookie, ...headers },
    })
  const foreign: Record<string, string>[] = [
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://other.localhost' },
    { 'sec-fetch-site': 'cross-site', 'x-aam-csrf': '1' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://acme.localhost.evil.example' },
    { origin: 'http://evil.example', 'x-aam-csrf': '1' },
  ]
  const before = await snapshot(installation, tenantId)
  for (const headers of foreign) {
    expect(`${JSON.stringify(headers)} ${await refusalOf(await write(headers))}`).toBe(
      `${JSON.stringify(headers)} 403 cross_site_request`,
    )
  }
  expect(await snapshot(installation, tenantId)).toEqual(before)
  const own: Record<string, string>[] = [
    { origin: 'http://acme.localhost' },
    { 'sec-fetch-site': 'same-origin' },
    { 'x-aam-csrf': '1' },
  ]
  for (const headers of own) expect((await write(headers)).status).toBe(201)
})

test('allows reads by cookie from any site', async () => {
  const cookie = await signInByCookie()
  const response = await installation.request('acme', '/api/v1/me', {
    headers: { cookie, 'sec-fetch-site': 'cross-site' },
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

test('rejects sign-in, refresh and sign-out from another site', async () => {
  const cookie = await signInByCookie()
  const origin = 'https://evil.example'
  const body = { email: 'owner@acme.example', password: testPassword }
  for (const path of ['login', 'refresh', 'logout']) {
    const response = await installation.request('acme', `/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { cookie, origin },
      ...(path === 'login' ? { json: body } : {}),
    })
    expect(`${path} ${await refusalOf(response)}`).toBe(`${path} 403 cross_site_request`)
  }
})

test('adds the security headers to every response', async () => {
  const policies = {
    '/api/v1/me': "default-src 'none'",
    '/api/v1/nothing': "default-src 'none'",
    '/health/live': "default-src 'none'",
    '/swagger': "default-src 'self'",
  }
  for (const [path, policy] of Object.entries(policies)) {
    const { headers } = await installation.request('acme', path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain(policy)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
})

test('throttles a client with too many requests and tells it how long to wait', async () => {
  const token = await installation.signIn('acme')
  const one = await me(token)
  expect(one.headers.get('ratelimit-policy')).toBe('"session";q=1200;w=60')
  expect(one.headers.get('ratelimit')).toMatch(/^"session";r=1199;t=\d+$/)
  for (let sent = 1; sent < 1_200; sent += 60) {
    await Promise.all(Array.from({ length: 60 }, () => me(token)))
  }
  const refused = await me(token)
  const { status, code } = await problemOf(refused)
  expect(`${status} ${code}`).toBe('429 too_many_requests')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await client.send('/me')).status).toBe(200)
})
