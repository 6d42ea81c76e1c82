import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../ops/test/installation.ts'
import { cookieAttributes, cookiesOf } from '../../http/test/cookies.ts'
import { openTenant, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { SessionView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  await installation.createTenant('acme')
})
afterAll(() => installation.close())

const own = { 'x-aam-csrf': '1' }

interface Session {
  cookies: string
  token: string
}

const sessionOf = async (response: Response): Promise<Session> => {
  if (!response.ok) throw new Error(await response.text())
  const { accessToken } = (await response.json()) as SessionView
  return { cookies: cookiesOf(response), token: accessToken }
}

const signIn = async (email = 'owner@acme.example') =>
  sessionOf(
    await installation.request('acme', '/api/v1/auth/login', {
      method: 'POST',
      json: { email, password: testPassword },
    }),
  )

const refresh = ({ cookies }: Session) =>
  installation.request('acme', '/api/v1/auth/refresh', {
    method: 'POST',
    headers: { cookie: cookies, ...own },
  })

const me = ({ token }: Session) => installation.request('acme', '/api/v1/me', { token })

const refreshCookie = (cookies: string): string =>
  /__Host-aam_refresh=([^;]+)/.exec(cookies)?.[1] ?? ''
const sessionId = (cookies: string): string => refreshCookie(cookies).split('.')[0] ?? ''

test('a refresh issues new tokens of the same session, and the old access token still works', async () => {
  const before = await signIn()
  const after = await sessionOf(await refresh(before))
  expect(refreshCookie(after.cookies)).not.toBe(refreshCookie(before.cookies))
  expect(sessionId(after.cookies)).toBe(sessionId(before.cookies))
  expect((await me(after)).status).toBe(200)
  expect((await me(before)).status).toBe(200)
})

test('refreshing in two tabs, sequentially or at once, returns the same successor', async () => {
  const before = await signIn()
  const sessions = await Promise.all(
    (await Promise.all([refresh(before), refresh(before), refresh(before)])).map(sessionOf),
  )
  sessions.push(await sessionOf(await refresh(before)))
  expect(new Set(sessions.map(({ cookies }) => refreshCookie(cookies))).size).toBe(1)
  const [one] = sessions
  expect(one && (await refresh(one)).status).toBe(200)
})

test('reusing a refresh token later ends the session for everybody who holds it', async () => {
  const stolen = await signIn()
  const current = await sessionOf(await refresh(stolen))
  await installation.admin`
    update sessions set rotated_at = now() - interval '31 seconds' where id = ${sessionId(stolen.cookies)}`
  expect(await refusalOf(await refresh(stolen))).toBe('401 session_ended')
  expect(await refusalOf(await refresh(current))).toBe('401 session_ended')
  expect(await refusalOf(await me(current))).toBe('401 session_ended')
  const [line] = await installation.admin`
    select action from audit_log where subject_id = ${sessionId(stolen.cookies)} and action <> 'session.opened'`
  expect(line?.action).toBe('session.refresh_reused')
})

test('a forged refresh token does not end a session', async () => {
  const session = await signIn()
  const id = sessionId(session.cookies)
  for (const value of [
    'x',
    'x.y',
    `${id}`,
    `${id}.`,
    `${crypto.randomUUID()}.secret`,
    `${id}.a.b`,
    // Admins can see session ids; knowing one must not be enough to end the session.
    `${id}.made-up`,
    `${refreshCookie(session.cookies)}x`,
  ]) {
    const response = await installation.request('acme', '/api/v1/auth/refresh', {
      method: 'POST',
      headers: { cookie: `__Host-aam_refresh=${value}`, ...own },
    })
    expect(await refusalOf(response)).toBe('401 session_ended')
  }
  expect((await me(session)).status).toBe(200)
})

test('an expired session cannot be refreshed', async () => {
  const session = await signIn()
  await installation.admin`
    update sessions set expires_at = now() - interval '1 second' where id = ${sessionId(session.cookies)}`
  expect(await refusalOf(await refresh(session))).toBe('401 session_ended')
})

test('signing out ends tokens, cookies and refresh at once, and removes the cookies', async () => {
  const session = await signIn()
  const other = await signIn()
  const response = await installation.request('acme', '/api/v1/auth/logout', {
    method: 'POST',
    token: session.token,
  })
  expect(response.status).toBe(204)
  expect(
    Object.values(cookieAttributes(response)).every((list) => list.includes('max-age=0')),
  ).toBe(true)
  expect(await refusalOf(await me(session))).toBe('401 session_ended')
  const byCookie = await installation.request('acme', '/api/v1/me', {
    headers: { cookie: session.cookies },
  })
  expect(await refusalOf(byCookie)).toBe('401 session_ended')
  expect(await refusalOf(await refresh(session))).toBe('401 session_ended')
  expect((await me(other)).status).toBe(200)
})

test('signing out closes the session’s open streams and nobody else’s', async () => {
  const session = await signIn()
  const other = await signIn()
  const open = (token: string) =>
    installation.request('acme', '/api/v1/events', { token }).then((response) => {
      if (!response.body) throw new Error('no stream')
      return response.body.getReader()
    })
  const [mine, theirs] = await Promise.all([open(session.token), open(other.token)])
  await Promise.all([mine.read(), theirs.read()])
  await installation.request('acme', '/api/v1/auth/logout', {
    method: 'POST',
    token: session.token,
  })
  for (;;) if ((await mine.read()).done) break
  const next = await Promise.race([
    theirs.read().then(({ done }) => done),
    me(other).then(() => false),
  ])
  expect(next).toBe(false)
  await theirs.cancel()
})

test('a deactivated person cannot refresh', async () => {
  const member = await addMember(installation, 'acme', 'member', 'Leaver')
  const session = await signIn(member.email)
  await installation.admin`update users set disabled_at = now() where id = ${member.userId}`
  expect(await refusalOf(await refresh(session))).toBe('401 session_ended')
})

test('a refresh cookie of another tenant is rejected', async () => {
  const other = await openTenant(installation, 'elsewhere')
  const response = await installation.request('elsewhere', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'owner@elsewhere.example', password: testPassword },
  })
  expect(await refusalOf(await refresh(await sessionOf(response)))).toBe('401 session_ended')
  expect((await other.send('/me')).status).toBe(200)
})

test('people change their own name and language, once per idempotency key', async () => {
  const { token } = await signIn()
  const change = (json: object) =>
    installation.request('acme', '/api/v1/me', {
      method: 'PATCH',
      json,
      token,
      headers: { 'idempotency-key': 'name' },
    })
  expect((await (await change({ name: 'Anna', locale: 'ru' })).json()) as object).toMatchObject({
    user: { name: 'Anna', locale: 'ru' },
  })
  expect(await refusalOf(await change({ name: 'Boris' }))).toBe('422 idempotency_mismatch')
})
