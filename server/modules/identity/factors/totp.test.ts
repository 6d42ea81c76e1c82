import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { codeOf } from '../../../http/test/authenticator.ts'
import { cookiesOf } from '../../../http/test/cookies.ts'
import { addApp, beginSignIn, postAnonymously as sendPublicly } from '../../../http/test/factors.ts'
import { type Client, clientOf, first, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { rekeyTenant } from '../../../../tenants/rekey/index.ts'
import type { SessionView } from '../contract.ts'
import type { FactorsView, RecoveryCodes } from './contract.ts'

setDefaultTimeout(60_000)

type Member = Client & { userId: string; email: string }

let installation: TestInstallation
let owner: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  await openTenant(installation, 'other')
})
afterAll(() => installation.close())

let added = 0
const join = (): Promise<Member> => addMember(installation, 'acme', 'member', `app${++added}`)
const postAnonymously = (path: string, json: object, slug = 'acme') =>
  sendPublicly(installation, path, json, slug)
const begin = async ({ email }: Member, password = testPassword) =>
  (await beginSignIn(installation, 'acme', email, password)).pending
const second = (pending: string, code: string, slug?: string) =>
  postAnonymously('second-factor', { pending, code }, slug)
/** Makes the last used code look long expired. */
const letTimePass = ({ userId }: Member) => installation.admin`
  update totp_factors set last_step = 0 where user_id = ${userId}`
const withApp = async () => {
  const member = await join()
  return { member, ...(await addApp(member)) }
}

describe('an authenticator app', () => {
  test('is asked for at the next sign-in, and its code opens the session', async () => {
    const { member, secret, recoveryCodes } = await withApp()
    expect(recoveryCodes).toHaveLength(10)
    const { pending, methods } = await beginSignIn(installation, 'acme', member.email)
    expect(methods).toEqual(['totp', 'recovery'])
    const answer = await second(pending, codeOf(secret))
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()).toHaveLength(2)
    const { accessToken } = (await answer.json()) as SessionView
    const again = clientOf(installation, 'acme', accessToken)
    const factors = await again.get<FactorsView>('/me/factors')
    expect(factors).toMatchObject({ recoveryCodesLeft: 10, passkeys: [], neededFrom: null })
    expect(JSON.stringify(factors)).not.toContain(secret)
  })

  test('does not count before its first code is confirmed', async () => {
    const member = await join()
    expect((await member.post('/me/factors/totp')).status).toBe(201)
    const wrong = await member.post('/me/factors/totp/confirm', { code: '000000' })
    expect(await refusalOf(wrong)).toBe('422 invalid_request')
    expect(await installation.signIn('acme', member.email)).toBeString()
  })

  test('accepts codes from one time step before and after, and no others', async () => {
    const { member, secret } = await withApp()
    await letTimePass(member)
    for (const [ahead, status] of [
      [-3, 401],
      [3, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      const answer = await second(await begin(member), codeOf(secret, ahead))
      expect([ahead, answer.status]).toEqual([ahead, status])
    }
  })

  test('accepts each code once, even when two requests send it at the same moment', async () => {
    const { member, secret } = await withApp()
    const pendings = [await begin(member), await begin(member), await begin(member)]
    const code = codeOf(secret)
    const two = await Promise.all(pendings.slice(0, 2).map((pending) => second(pending, code)))
    expect(two.map(({ status }) => status).sort()).toEqual([200, 401])
    expect(await refusalOf(await second(pendings[2] ?? '', code))).toBe('401 wrong_proof')
    // A code of an earlier step, for example one seen over the shoulder, is rejected after it.
    expect(await refusalOf(await second(pendings[2] ?? '', codeOf(secret, -1)))).toBe(
      '401 wrong_proof',
    )
  })

  test('is stored encrypted, and is neither replaced nor shown again', async () => {
    const { member, secret } = await withApp()
    expect(await refusalOf(await member.post('/me/factors/totp'))).toBe('409 wrong_state')
    const rows = await installation.admin`select row_to_json(f)::text as row from totp_factors f`
    expect(rows.length).toBeGreaterThan(0)
    for (const { row } of rows) expect(row).not.toContain(secret)
  })

  test('keeps working after the organisation’s data key is replaced', async () => {
    const { member, secret } = await withApp()
    const before = await installation.admin<{ sealed: string }[]>`
      select sealed from totp_factors where user_id = ${member.userId}`
    const [tenant] = await installation.admin<{ id: string }[]>`
      select id from tenants where slug = 'acme'`
    const { rekey } = installation.services
    const { data } = await rekeyTenant(rekey, tenant?.id ?? '', { data: true })
    expect(data).toMatchObject({ broken: 0, unknownColumns: [] })
    const after = await installation.admin<{ sealed: string }[]>`
      select sealed from totp_factors where user_id = ${member.userId}`
    expect(first(after).sealed).not.toBe(first(before).sealed)
    expect((await second(await begin(member), codeOf(secret))).status).toBe(200)
  })

  test('is set up, removed and renewed only after a recent step-up', async () => {
    const { member, secret, usedCode } = await withApp()
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${member.userId}`
    await installation.services.redis.commands.flushdb()
    const changes: [string, string][] = [
      ['POST', '/me/factors/totp'],
      ['POST', '/me/factors/totp/confirm'],
      ['DELETE', '/me/factors/totp'],
      ['POST', '/me/factors/recovery-codes'],
      ['POST', '/me/factors/passkey-options'],
      ['POST', '/me/factors/passkeys'],
      ['DELETE', `/me/factors/passkeys/${crypto.randomUUID()}`],
    ]
    for (const [method, path] of changes) {
      expect([path, await refusalOf(await member.send(path, { method }))]).toEqual([
        path,
        '403 step_up_needed',
      ])
    }
    const wrong = await member.post('/auth/step-up', { code: usedCode })
    expect(await refusalOf(wrong)).toBe('401 wrong_proof')
    expect((await member.post('/auth/step-up', { code: codeOf(secret) })).status).toBe(204)
    expect((await member.send('/me/factors/totp', { method: 'DELETE' })).status).toBe(204)
    expect(await installation.signIn('acme', member.email)).toBeString()
    const left = await installation.admin`
      select 1 from recovery_codes where user_id = ${member.userId}`
    expect([...left]).toEqual([])
  })

  test('records each change and each failed attempt in the audit', async () => {
    const { member } = await withApp()
    await second(await begin(member), '123456')
    await member.post('/auth/step-up', { password: 'not mine at all' })
    await member.post('/auth/step-up', { code: '123456' })
    await member.post('/me/password', { current: 'not mine', next: 'zebra kiln ostrich' })
    const actions = () => installation.admin<{ line: string }[]>`
      select action || ' ' || coalesce(data->>'reason', '') as line from audit_log
      where actor_id = ${member.userId} or subject_id = ${member.userId} order by id`
    const wanted = [
      'factor.app_added ',
      'session.refused wrong_code',
      'session.step_up_refused wrong_password',
      'session.step_up_refused wrong_code',
      'password.refused wrong_password',
    ]
    await eventually(async () => {
      const lines = new Set((await actions()).map(({ line }) => line))
      return wanted.every((line) => lines.has(line))
    })
  })
})

describe('a pending sign-in', () => {
  test('opens a single session', async () => {
    const { member, secret } = await withApp()
    await letTimePass(member)
    const pending = await begin(member)
    const answers = await Promise.all([
      second(pending, codeOf(secret, -1)),
      second(pending, codeOf(secret)),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await refusalOf(await second(pending, codeOf(secret, 1)))).toBe('410 sign_in_over')
  })

  test('is valid only in its own organisation and for its own person', async () => {
    const { member, secret } = await withApp()
    const { member: somebody, secret: theirs } = await withApp()
    const pending = await begin(member)
    expect(await refusalOf(await second(pending, codeOf(secret), 'other'))).toBe('410 sign_in_over')
    expect(await refusalOf(await second(pending, codeOf(theirs)))).toBe('401 wrong_proof')
    expect(await refusalOf(await second(await begin(somebody), codeOf(secret)))).toBe(
      '401 wrong_proof',
    )
    expect((await second(pending, codeOf(secret))).status).toBe(200)
  })

  test('expires after five minutes, five failed attempts or a new password', async () => {
    const { member, secret } = await withApp()
    const late = await begin(member)
    await installation.admin`update pending_sign_ins set expires_at = now() - interval '1 second'`
    expect(await refusalOf(await second(late, codeOf(secret)))).toBe('410 sign_in_over')

    const guessed = await begin(member)
    for (let at = 0; at < 5; at++) {
      expect(await refusalOf(await second(guessed, '000000'))).toBe('401 wrong_proof')
    }
    expect(await refusalOf(await second(guessed, codeOf(secret)))).toBe('410 sign_in_over')

    const stale = await begin(member)
    const next = 'zebra kiln ostrich'
    expect((await member.post('/me/password', { current: testPassword, next })).status).toBe(204)
    expect(await refusalOf(await second(stale, codeOf(secret)))).toBe('410 sign_in_over')
    const fresh = await begin(member, next)
    await owner.send(`/members/${member.userId}`, {
      method: 'PATCH',
      json: { status: 'deactivated' },
    })
    expect(await refusalOf(await second(fresh, codeOf(secret)))).toBe('410 sign_in_over')
  })

  test('is not a session: neither its token nor its cookies are accepted', async () => {
    const { member } = await withApp()
    const response = await postAnonymously('login', { email: member.email, password: testPassword })
    const { pending } = (await response.json()) as { pending: string }
    expect(cookiesOf(response)).toBe('')
    expect(await refusalOf(await clientOf(installation, 'acme', pending).send('/me'))).toBe(
      '401 unauthenticated',
    )
    const refreshed = await installation.request('acme', '/api/v1/auth/refresh', {
      method: 'POST',
      headers: { cookie: `__Host-aam_refresh=${pending}`, 'x-aam-csrf': '1' },
    })
    expect(await refusalOf(refreshed)).toBe('401 session_ended')
  })

  test('accepts exactly one proof', async () => {
    const { member } = await withApp()
    const pending = await begin(member)
    expect(await refusalOf(await postAnonymously('second-factor', { pending }))).toBe(
      '422 invalid_request',
    )
  })
})

describe('code guessing', () => {
  test('is limited per network and per person; recovery codes still work', async () => {
    const { member, secret, recoveryCodes } = await withApp()
    const counters = installation.services.redis.commands
    let last = ''
    for (let at = 0; at < 11; at++) {
      last = await refusalOf(await member.post('/auth/step-up', { code: '000000' }))
    }
    expect(last).toBe('429 too_many_requests')
    // From another network, which has its own counter.
    const elsewhere = async () => {
      const keys = await counters.keys('aam:limit:factor/*/127.0.0.1')
      if (keys.length > 0) await counters.del(...keys)
    }
    for (let at = 0; at < 10; at++) {
      await elsewhere()
      last = await refusalOf(await member.post('/auth/step-up', { code: '000000' }))
    }
    expect(last).toBe('401 wrong_proof')
    await elsewhere()
    expect(await refusalOf(await member.post('/auth/step-up', { code: codeOf(secret) }))).toBe(
      '429 too_many_requests',
    )
    await elsewhere()
    const code = first(recoveryCodes ?? [])
    expect((await member.post('/auth/step-up', { code })).status).toBe(204)
  })
})

describe('recovery codes', () => {
  test('work once each, also when used concurrently, and in any notation', async () => {
    const { member, recoveryCodes } = await withApp()
    const [one = '', two = ''] = recoveryCodes ?? []
    expect(one).toMatch(/^[0-9a-z]{4}(-[0-9a-z]{4}){3}$/)
    const pendings = [await begin(member), await begin(member)]
    const answers = await Promise.all(pendings.map((pending) => second(pending, one)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401])
    const typed = two.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O')
    expect((await second(await begin(member), typed)).status).toBe(200)
    const { recoveryCodesLeft } = await member.get<FactorsView>('/me/factors')
    expect(recoveryCodesLeft).toBe(8)
  })

  test('are replaced by new ones and stored only as hashes', async () => {
    const { member, recoveryCodes } = await withApp()
    const renewed = await member.post('/me/factors/recovery-codes')
    expect(renewed.headers.get('cache-control')).toBe('no-store')
    const { recoveryCodes: fresh } = (await renewed.json()) as RecoveryCodes
    const old = first(recoveryCodes ?? [])
    expect(await refusalOf(await second(await begin(member), old))).toBe('401 wrong_proof')
    expect((await second(await begin(member), first(fresh))).status).toBe(200)
    const rows = await installation.admin`select row_to_json(c)::text as row from recovery_codes c`
    for (const { row } of rows) {
      for (const code of fresh) expect(row).not.toContain(code.replaceAll('-', ''))
    }
  })

  test('work only for their own person', async () => {
    const { recoveryCodes } = await withApp()
    const { member } = await withApp()
    const answer = await second(await begin(member), first(recoveryCodes ?? []))
    expect(await refusalOf(answer)).toBe('401 wrong_proof')
  })

  test('cannot exist without a factor', async () => {
    const member = await join()
    expect(await refusalOf(await member.post('/me/factors/recovery-codes'))).toBe('409 wrong_state')
  })
})

describe('the second step is not bypassed by', () => {
  test('a password reset: the new password leads to the same step', async () => {
    const { member, secret } = await withApp()
    const made = await owner.post(`/members/${member.userId}/password-link`)
    const { link } = (await made.json()) as { link: string }
    const token = link.split('#token=')[1] ?? ''
    const password = 'zebra kiln ostrich'
    const reset = await postAnonymously('password-reset/confirm', { token, password })
    expect(reset.status).toBe(204)
    expect(cookiesOf(reset)).toBe('')
    const pending = await begin(member, password)
    expect((await second(pending, codeOf(secret))).status).toBe(200)
  })

  test('an invitation of a former member', async () => {
    const { member, secret } = await withApp()
    const set = (status: string) =>
      owner.send(`/members/${member.userId}`, { method: 'PATCH', json: { status } })
    expect((await set('deactivated')).status).toBe(200)
    const invited = await owner.post('/invitations', { emails: [member.email], role: 'member' })
    const { data } = (await invited.json()) as { data: { link: string }[] }
    const token = first(data).link.split('#token=')[1] ?? ''
    const accepted = await postAnonymously('invitations/accept', {
      token,
      name: 'Back',
      password: 'zebra kiln ostrich',
    })
    expect(accepted.status).toBe(200)
    expect(cookiesOf(accepted)).toBe('')
    const answer = (await accepted.json()) as { pending: string; accessToken?: string }
    expect(answer.accessToken).toBeUndefined()
    expect((await second(answer.pending, codeOf(secret))).status).toBe(200)
  })
})
