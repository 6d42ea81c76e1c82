import { afterAll, afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../ops/test/installation.ts'
import { refusalOf } from '../test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation | undefined
const close = async (): Promise<void> => {
  await installation?.close()
  installation = undefined
}
afterEach(close)
afterAll(close)

async function openBehind(trustedProxies?: readonly string[]): Promise<TestInstallation> {
  installation = await openInstallation({
    worker: false,
    publicUrl: 'https://aam.example.com',
    ...(trustedProxies ? { trustedProxies } : {}),
  })
  await installation.createTenant('proxied')
  return installation
}

const signIn = (at: TestInstallation, headers: Record<string, string>, host = 'proxied') =>
  at.request(host, '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'owner@proxied.example', password: testPassword },
    headers,
  })

const addressesOf = async ({ admin }: TestInstallation): Promise<string[]> =>
  (await admin<{ address: string }[]>`select address from sessions order by id`).map(
    ({ address }) => address,
  )

test('ignores X-Forwarded-For from a peer that is not a trusted proxy', async () => {
  const at = await openBehind(['10.0.0.0/8'])
  expect((await signIn(at, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
  expect(await addressesOf(at)).toEqual(['127.0.0.1'])
  const elsewhere = { 'x-forwarded-host': 'proxied.localhost' }
  expect(await refusalOf(await signIn(at, elsewhere, 'nobody'))).toBe('404 unknown_tenant')
})

test('ignores PUBLIC_URL for a connection that bypasses the trusted proxies', async () => {
  const at = await openBehind(['10.0.0.0/8'])
  const answer = await at.request('', '/api/v1/sign-up', {
    method: 'POST',
    json: {
      organisation: { name: 'x', slug: 'past-proxies' },
      owner: { name: 'x', email: 'x@x.example', password: 'violet tractor umbrella' },
    },
    headers: { host: 'aam.example.com', 'x-forwarded-proto': 'https' },
  })
  expect(await refusalOf(answer)).toBe('403 insecure_transport')
})

test('takes client, protocol and organisation from a trusted proxy', async () => {
  const at = await openBehind(['127.0.0.0/8', '192.0.2.0/24'])
  const headers = {
    'x-forwarded-for': '6.6.6.6, ::ffff:203.0.113.9, 192.0.2.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'proxied.localhost',
  }
  expect((await signIn(at, headers, 'nobody')).status).toBe(200)
  expect(await addressesOf(at)).toEqual(['203.0.113.9'])
  const head = await at.request('nobody', '/api/v1/auth/tenant', { method: 'HEAD', headers })
  expect(head.status).toBe(200)
})

test('trusts a proxy on this machine when none are configured', async () => {
  const at = await openBehind()
  expect((await signIn(at, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
  expect(await addressesOf(at)).toEqual(['203.0.113.9'])
})
