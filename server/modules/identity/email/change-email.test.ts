import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../../ops/test/smtp-server.ts'
import { postAnonymously, addApp } from '../../../http/test/factors.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { FactorsView } from '../factors/contract.ts'

setDefaultTimeout(60_000)

type Member = Client & { userId: string; email: string }

let server: SmtpStandIn
let installation: TestInstallation
let owner: Client
beforeAll(async () => {
  server = await startSmtpServer()
  installation = await openInstallation({
    mail: { url: `smtp://127.0.0.1:${server.port}`, from: 'aam@example.com' },
  })
  owner = await openTenant(installation, 'acme')
})
afterAll(async () => {
  await installation.close()
  await server.stop()
})

let added = 0
const join = (): Promise<Member> => addMember(installation, 'acme', 'member', `mail${++added}`)
const ask = (by: Client, email: string) => by.post('/me/email', { email })
const confirm = (token: string, slug = 'acme') =>
  postAnonymously(installation, 'email-change/confirm', { token }, slug)

/** The token in the newest message to an address, read from quoted-printable text that may break it across lines. */
const letterTo = (address: string, about: RegExp) =>
  eventually(async () => {
    const texts = server.letters
      .filter(({ to }) => to.includes(address))
      .map(({ raw }) => raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))
    return texts.findLast((text) => about.test(text))
  })
const tokenTo = async (address: string): Promise<string> =>
  /\/email#token=([\w-]{43})/.exec(await letterTo(address, /\/email#token=/))?.[1] ?? ''
const emailOf = async ({ userId }: Member): Promise<string> => {
  const [row] = await installation.admin`select email from users where id = ${userId}`
  return row?.email as string
}

describe('an email change', () => {
  test('is applied once both addresses have confirmed; keeps sessions and notifies the old address', async () => {
    const member = await join()
    const next = 'new.address@acme.example'
    expect((await ask(member, ` New.Address@acme.example `)).status).toBe(202)
    const pending = async () => (await member.get<FactorsView>('/me/factors')).email
    expect(await pending()).toMatchObject({
      changedBy: 'links',
      pending: { email: next, agreed: [] },
    })
    const [ofNew, ofOld] = [await tokenTo(next), await tokenTo(member.email)]
    expect(await refusalOf(await confirm(ofNew, 'nowhere'))).toBe('404 unknown_tenant')
    expect(await (await confirm(ofNew)).json()).toEqual({ state: 'waiting' })
    expect(await emailOf(member)).toBe(member.email)
    expect((await pending()).pending).toMatchObject({ agreed: ['new'] })
    expect(await refusalOf(await confirm(ofNew))).toBe('410 link_over')
    expect(await (await confirm(ofOld)).json()).toEqual({ state: 'changed' })
    expect(await emailOf(member)).toBe(next)
    expect((await member.send('/me')).status).toBe(200)
    expect(await installation.signIn('acme', next)).toBeString()
    expect(await installation.signIn('acme', member.email)).toBeUndefined()
    await letterTo(member.email, /Your address at acme was changed/)
    const lines = await installation.admin<{ action: string }[]>`
      select action from audit_log where subject_id = ${member.userId} and action like 'email%' order by id`
    expect(lines.map(({ action }) => action)).toEqual(['email.change_asked', 'email.changed'])
  })

  test('is applied when both addresses confirm at once', async () => {
    const member = await join()
    const next = `moment@acme.example`
    await ask(member, next)
    const tokens = [await tokenTo(next), await tokenTo(member.email)]
    const answers = await Promise.all(tokens.map((token) => confirm(token)))
    const states = await Promise.all(answers.map((answer) => answer.json()))
    expect(states).toContainEqual({ state: 'changed' })
    expect(await emailOf(member)).toBe(next)
  })

  test('does not reveal whether the address is taken, and never takes it over', async () => {
    const member = await join()
    const known = await ask(member, 'owner@acme.example')
    const knownPending = (await member.get<FactorsView>('/me/factors')).email.pending
    const unknown = await ask(member, 'nobody.yet@acme.example')
    const unknownPending = (await member.get<FactorsView>('/me/factors')).email.pending
    expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()])
    expect(knownPending?.agreed).toEqual(unknownPending?.agreed as never)
    const letter = await letterTo('owner@acme.example', /asked to use this address/)
    expect(letter).not.toContain('#token=')
    // Confirming from the old address alone changes nothing.
    const again = await ask(member, 'owner@acme.example')
    expect(again.status).toBe(202)
    const letters = () =>
      server.letters.filter(({ to }) => to.includes(member.email)).map(({ raw }) => raw)
    await eventually(async () => letters().length >= 3)
    expect(await (await confirm(await tokenTo(member.email))).json()).toEqual({ state: 'waiting' })
    expect(await emailOf(member)).toBe(member.email)
  })

  test('is cancelled by a newer change, by withdrawal and by deactivation', async () => {
    const member = await join()
    await ask(member, 'first@acme.example')
    const earlier = await tokenTo('first@acme.example')
    await ask(member, 'second@acme.example')
    expect(await refusalOf(await confirm(earlier))).toBe('410 link_over')
    const second = await tokenTo('second@acme.example')
    expect((await member.send('/me/email', { method: 'DELETE' })).status).toBe(204)
    expect(await refusalOf(await confirm(second))).toBe('410 link_over')
    await ask(member, 'third@acme.example')
    const third = await tokenTo('third@acme.example')
    await owner.send(`/members/${member.userId}`, {
      method: 'PATCH',
      json: { status: 'deactivated' },
    })
    expect(await refusalOf(await confirm(third))).toBe('410 link_over')
  })

  test('requires a recent proof, and cannot be requested by an admin for somebody else', async () => {
    const member = await join()
    expect(await refusalOf(await ask(member, member.email))).toBe('422 invalid_request')
    const byAdmin = await owner.post(`/members/${member.userId}/email`, { email: 'x@acme.example' })
    expect(await refusalOf(byAdmin)).toBe('409 wrong_state')
    await installation.admin`
      update sessions set proved_at = now() - interval '16 minutes' where user_id = ${member.userId}`
    await installation.services.redis.commands.flushdb()
    expect(await refusalOf(await ask(member, 'y@acme.example'))).toBe('403 step_up_needed')
  })
})

describe('account mail', () => {
  test('notifies the person of each change of their sign-in methods', async () => {
    const member = await join()
    const { recoveryCodes } = await addApp(member)
    await letterTo(member.email, /authenticator app was set up/)
    const code = recoveryCodes?.[0] ?? ''
    expect((await member.post('/auth/step-up', { code })).status).toBe(204)
    await letterTo(member.email, /recovery code/)
    const used = await installation.admin`
      select 1 from audit_log where action = 'factor.code_used' and actor_id = ${member.userId}`
    expect(used).toHaveLength(1)
    await owner.send(`/members/${member.userId}/factors`, { method: 'DELETE' })
    await letterTo(member.email, /removed your second factor/)
  })
})

describe('without mail', () => {
  test('an admin can change an address, but not an owner’s and not to a taken one', async () => {
    const silent = await openInstallation({ worker: false })
    try {
      const chief = await openTenant(silent, 'quiet')
      const admin = await addMember(silent, 'quiet', 'admin', 'Ada')
      const member = await addMember(silent, 'quiet', 'member', 'Mia')
      expect(await refusalOf(await ask(member, 'x@quiet.example'))).toBe('409 wrong_state')
      const change = (by: Client, id: string, email: string) =>
        by.post(`/members/${id}/email`, { email })
      const { user } = await chief.get<{ user: { id: string } }>('/me')
      expect(await refusalOf(await change(admin, user.id, 'x@quiet.example'))).toBe('403 forbidden')
      expect(await refusalOf(await change(member, member.userId, 'x@quiet.example'))).toBe(
        '403 forbidden',
      )
      const taken = await problemOf(await change(admin, member.userId, admin.email))
      expect(taken).toMatchObject({ status: 409, code: 'already_exists' })
      expect((await change(admin, member.userId, 'mia.new@quiet.example')).status).toBe(200)
      expect(await silent.signIn('quiet', 'mia.new@quiet.example')).toBeString()
      expect((await member.send('/me')).status).toBe(200)
    } finally {
      await silent.close()
    }
  })
})
