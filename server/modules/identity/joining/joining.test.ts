import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../../../ops/test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../../ops/test/smtp-server.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import type { SessionView } from '../contract.ts'
import type { InvitationList, SentInvitations } from '../invitations/contract.ts'
import { answerJoinRequest, requestToJoin, joinRequestContext } from './request-to-join.ts'
import type { JoiningView } from './contract.ts'

setDefaultTimeout(60_000)

let smtp: SmtpStandIn
let installation: TestInstallation
let owner: Client

beforeAll(async () => {
  smtp = await startSmtpServer()
  installation = await openInstallation({
    mail: { url: `smtp://127.0.0.1:${smtp.port}`, from: 'aam@mail.example' },
  })
  owner = await openTenant(installation, 'acme')
  await prove('acme', 'owner@acme.example')
})
afterAll(async () => {
  await installation.close()
  await smtp.stop()
})
beforeEach(async () => {
  const keys = await installation.services.redis.commands.keys('*join*')
  if (keys.length > 0) await installation.services.redis.commands.del(...keys)
})

/** Marks an address as proved. */
const prove = (slug: string, email: string) => installation.admin`
  update users set email_proved_at = now(), email = ${email}
  where role = 'owner' and tenant_id = (select id from tenants where slug = ${slug})`

const change = (by: Client, json: object, headers = {}) =>
  by.send('/settings/joining', { method: 'PATCH', json, headers })

const ask = (email: string, slug = 'acme') =>
  installation.request(slug, '/api/v1/auth/join', { method: 'POST', json: { email } })

const lettersTo = (email: string) => smtp.letters.filter(({ to }) => to.includes(email))

async function tokenFor(email: string): Promise<string> {
  const raw = await eventually(async () => lettersTo(email).at(-1)?.raw)
  // Quoted-printable text may break the link across lines.
  const token = /#token=3D([\w-]{43})/.exec(raw.replaceAll(/=\r?\n/g, ''))?.[1]
  if (!token) throw new Error(`no link in ${raw}`)
  return token
}

const accept = (token: string, more: object = {}) =>
  installation.request('acme', '/api/v1/auth/invitations/accept', {
    method: 'POST',
    json: { token, name: 'Anna Kern', password: testPassword, ...more },
  })

const reset = (token: string) =>
  installation.request('acme', '/api/v1/auth/password-reset/confirm', {
    method: 'POST',
    json: { token, password: `${testPassword} again` },
  })

/** Waits until all earlier requests have been answered. */
async function settled(): Promise<void> {
  const probe = `probe-${crypto.randomUUID()}@acme.example`
  await ask(probe)
  await eventually(async () => lettersTo(probe).at(0))
}

describe('the rule', () => {
  test('allows the domain of an address that an owner has proved, and no other', async () => {
    expect(await owner.get<JoiningView>('/settings/joining')).toEqual({
      rev: 0,
      domains: [],
      role: 'viewer',
      possible: ['acme.example'],
      publicDomains: [],
      hasMail: true,
    })
    for (const [domain, reason] of [
      ['gmail.com', 'domain_public'],
      ['mail.ru', 'domain_public'],
      ['example', 'domain_not_own'],
      ['mail.acme.example', 'domain_not_own'],
      ['acme.example.evil.example', 'domain_not_own'],
      ['аcme.example', 'domain_not_own'],
      ['*', 'domain_not_own'],
    ]) {
      const { status, errors } = await problemOf(await change(owner, { domains: [domain] }))
      expect(`${domain}: ${status} ${errors[0]?.reason}`).toBe(`${domain}: 422 ${reason}`)
    }
    const response = await change(owner, { domains: ['ACME.Example.'], role: 'member' })
    expect(await response.json()).toMatchObject({ domains: ['acme.example'], role: 'member' })
    expect(response.headers.get('etag')).toBe('"1"')
    expect(await refusalOf(await change(owner, { role: 'viewer' }, { 'if-match': '"0"' }))).toBe(
      '412 precondition_failed',
    )
    for (const role of ['admin', 'owner']) {
      expect(await refusalOf(await change(owner, { role }))).toBe('422 invalid_request')
    }
    const here = await installation.request('acme', '/api/v1/auth/tenant')
    expect(await here.json()).toMatchObject({ joinsByDomain: true })
  })

  test('is changed by owners and admins, after a step-up', async () => {
    const member = await addMember(installation, 'acme', 'author', 'Author')
    expect(await refusalOf(await change(member, { role: 'viewer' }))).toBe('403 forbidden')
    const admin = await addMember(installation, 'acme', 'admin', 'Ada')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${admin.userId}`
    expect(await refusalOf(await change(admin, { role: 'viewer' }))).toBe('403 step_up_needed')
  })

  test('rejects public domains even if an owner has an address there, with the reason', async () => {
    const other = await openTenant(installation, 'homely')
    await prove('homely', 'boss@gmail.com')
    expect(await other.get<JoiningView>('/settings/joining')).toMatchObject({
      possible: [],
      publicDomains: ['gmail.com'],
    })
    const { errors } = await problemOf(await change(other, { domains: ['gmail.com'] }))
    expect(errors[0]?.reason).toBe('domain_public')
  })

  test('ignores unproved addresses, and accepts domains in any script', async () => {
    const other = await openTenant(installation, 'russian')
    const domains = ['пример.рф']
    await installation.admin`
      update users set email = 'boss@пример.рф' where email = 'owner@russian.example'`
    expect(await refusalOf(await change(other, { domains }))).toBe('422 invalid_request')
    await prove('russian', 'boss@пример.рф')
    const response = await change(other, { domains })
    expect(await response.json()).toMatchObject({ domains: ['xn--e1afmkfd.xn--p1ai'] })
  })

  test('counts addresses proved by mailed links, but not by links that were shown', async () => {
    const isProved = async (email: string) => {
      const [row] = await installation.admin`
        select email_proved_at is not null as proved from users where email = ${email}`
      return row?.proved as boolean
    }
    await owner.post('/invitations', { emails: ['mailed@acme.example'], role: 'owner' })
    expect((await accept(await tokenFor('mailed@acme.example'))).status).toBe(200)
    expect(await isProved('mailed@acme.example')).toBe(true)

    const member = await addMember(installation, 'acme', 'member', 'Forgetful')
    const shown = await owner.post(`/members/${member.userId}/password-link`)
    const { link } = (await shown.json()) as { link: string }
    expect((await reset(link.split('#token=')[1] ?? '')).status).toBe(204)
    expect(await isProved(member.email)).toBe(false)
    await installation.request('acme', '/api/v1/auth/password-reset', {
      method: 'POST',
      json: { email: member.email },
    })
    expect((await reset(await tokenFor(member.email))).status).toBe(204)
    expect(await isProved(member.email)).toBe(true)
  })

  test('is rejected with an explanation when no mail is sent', async () => {
    const silent = await openInstallation({ worker: false })
    try {
      const by = await openTenant(silent, 'silent')
      await silent.admin`update users set email_proved_at = now()`
      const response = await change(by, { domains: ['silent.example'] })
      const { status, code, detail } = await problemOf(response)
      expect(`${status} ${code}`).toBe('409 wrong_state')
      expect(detail).toContain('SMTP_URL')
      expect((await by.get<JoiningView>('/settings/joining')).hasMail).toBe(false)
      const asked = await silent.request('silent', '/api/v1/auth/join', {
        method: 'POST',
        json: { email: 'x@silent.example' },
      })
      expect(asked.status).toBe(202)
    } finally {
      await silent.close()
    }
  })
})

describe('a person of the domain', () => {
  test('joins by the mailed link with the rule’s role and a proved address', async () => {
    await change(owner, { domains: ['acme.example'], role: 'viewer' })
    expect((await ask('  Anna@ACME.example. ')).status).toBe(202)
    const token = await tokenFor('anna@acme.example')
    const response = await accept(token)
    const { user } = (await response.json()) as SessionView
    expect(user).toMatchObject({ email: 'anna@acme.example', role: 'viewer', name: 'Anna Kern' })
    const [row] = await installation.admin`
      select email_proved_at is not null as proved from users where id = ${user.id}`
    expect(row?.proved).toBe(true)
    expect(await refusalOf(await accept(token))).toBe('410 link_over')
    const lines = await installation.admin`
      select action from audit_log where action in ('joining.asked', 'member.joined') order by id desc limit 2`
    expect(lines.map(({ action }) => action)).toEqual(['member.joined', 'joining.asked'])
  })

  test('is told where to sign in if they are a member already', async () => {
    await ask('anna@acme.example')
    const letter = await eventually(async () =>
      lettersTo('anna@acme.example').find(({ raw }) => raw.includes('Where you sign in')),
    )
    expect(letter.raw).not.toContain('token')
  })

  test('is not listed among members’ invitations, and can still be invited', async () => {
    await ask('boris@acme.example')
    const token = await tokenFor('boris@acme.example')
    const { data } = await owner.get<InvitationList>('/invitations?limit=100')
    expect(data.map(({ email }) => email)).not.toContain('boris@acme.example')
    const invited = await owner.post('/invitations', {
      emails: ['boris@acme.example'],
      role: 'author',
    })
    expect(((await invited.json()) as SentInvitations).data).toHaveLength(1)
    expect(await refusalOf(await accept(token))).toBe('410 link_over')
  })

  test('gets no second message right after the first', async () => {
    await ask('twice@acme.example')
    await tokenFor('twice@acme.example')
    await ask('twice@acme.example')
    await settled()
    expect(lettersTo('twice@acme.example')).toHaveLength(1)
  })
})

describe('nobody else joins', () => {
  test('every caller gets the same answer, and strangers get no mail', async () => {
    const mailed = smtp.letters.length
    const strangers = [
      'eve@evil.example',
      'eve@mail.acme.example',
      'eve@acme.example.evil.example',
      'eve@notacme.example',
      'eve@аcme.example',
      'eve%evil.example@acme.example',
      'eve@gmail.com',
    ]
    for (const email of strangers) {
      const response = await ask(email)
      expect(`${email} ${response.status} ${await response.text()}`).toBe(`${email} 202 `)
    }
    await settled()
    expect(smtp.letters.length).toBe(mailed + 1)
  })

  test('a + address is rejected before any lookup', async () => {
    const { status, errors } = await problemOf(await ask('anna+1@acme.example'))
    expect(`${status} ${errors[0]?.reason}`).toBe('422 plus_address')
  })

  test('a deactivated person cannot rejoin, even with an earlier link', async () => {
    await ask('gone@acme.example')
    const token = await tokenFor('gone@acme.example')
    const gone = await addMember(installation, 'acme', 'member', 'Gone')
    expect(gone.email).toBe('gone@acme.example')
    await owner.send(`/members/${gone.userId}`, {
      method: 'PATCH',
      json: { status: 'deactivated' },
    })
    expect(await refusalOf(await accept(token))).toBe('410 link_over')
    const mailed = lettersTo(gone.email).length
    await ask(gone.email)
    await settled()
    expect(lettersTo(gone.email)).toHaveLength(mailed)
    const [row] = await installation.admin`
      select disabled_at is not null as gone from users where id = ${gone.userId}`
    expect(row?.gone).toBe(true)
  })

  test('a link follows the current rule: its role changes, and it ends when the domain is removed', async () => {
    await ask('late@acme.example')
    const late = await tokenFor('late@acme.example')
    await change(owner, { role: 'member' })
    await ask('later@acme.example')
    const later = await tokenFor('later@acme.example')
    await change(owner, { role: 'viewer' })
    expect(((await (await accept(later)).json()) as SessionView).user.role).toBe('viewer')
    await change(owner, { domains: [] })
    expect(await refusalOf(await accept(late))).toBe('410 link_over')
    await change(owner, { domains: ['acme.example'] })
    await installation.admin`
      update users set email_proved_at = null
      where tenant_id = (select id from tenants where slug = 'acme') and role = 'owner'`
    expect(await refusalOf(await accept(late))).toBe('410 link_over')
    await installation.admin`
      update users set email_proved_at = now() where email = 'owner@acme.example'`
    expect((await accept(late)).status).toBe(200)
  })

  test('join requests have their own mail budget, separate from invitations', async () => {
    const { sealer } = installation.services
    const [tenant] = await installation.admin<{ id: string }[]>`
      select id from tenants where slug = 'acme'`
    const ctx = systemCtx(tenant?.id ?? '', 'test', crypto.randomUUID())
    const answer = async (email: string) => {
      const plain = new TextEncoder().encode(JSON.stringify({ email, origin: 'http://x' }))
      const sealed = Buffer.from(await sealer.seal(ctx.tenantId, joinRequestContext, plain))
      const payload = { requestId: crypto.randomUUID(), sealed: sealed.toString('base64') }
      return answerJoinRequest.handle(installation.services, ctx as JobCtx, payload)
    }
    const period = new Date().toISOString().slice(0, 10)
    await installation.admin`
      insert into quota_uses (tenant_id, holder_id, name, period, used)
      values (${ctx.tenantId}, ${ctx.tenantId}, 'joiningMailsPerDay', ${period}, 199)
      on conflict (tenant_id, holder_id, name, period) do update set used = 199`
    expect(await answer('last@acme.example')).toBe('sent')
    expect(await answer('late@budget.example')).toBe('not allowed')
    expect(await answer('budget@acme.example')).toBe('too many letters')
    expect(await answer('owner@acme.example')).toBe('too many letters')
    const invited = await owner.post('/invitations', {
      emails: ['budget@acme.example'],
      role: 'author',
    })
    expect(invited.status).toBe(201)
    await installation.admin`delete from quota_uses where name = 'joiningMailsPerDay'`
  })

  test('attempts are counted per network', async () => {
    const keys = new Set<string>()
    const attempts = {
      count: async (key: string) => {
        keys.add(key)
        return { attempts: 1, secondsLeft: 1 }
      },
      forgive: async () => {},
      reset: async () => {},
    }
    for (const address of ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1']) {
      const ctx = { ...systemCtx('one', 'test', 'request'), address }
      await requestToJoin({ attempts, joiningMail: null }, ctx, 'x@acme.example', 'http://x')
    }
    expect([...keys].filter((key) => key.includes('/network/'))).toHaveLength(1)
  })

  test('rejects too many attempts per address and per caller', async () => {
    const answers: number[] = []
    for (let at = 0; at < 6; at++) answers.push((await ask('often@acme.example')).status)
    expect(answers).toEqual([202, 202, 202, 202, 202, 429])
    for (let at = 0; at < 14; at++) await ask(`one${at}@acme.example`)
    expect(await refusalOf(await ask('another@acme.example'))).toBe('429 too_many_requests')
  })
})
