import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../db/tenant.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import {
  type SmtpBehaviour,
  type SmtpStandIn,
  startSmtpServer,
} from '../../../ops/test/smtp-server.ts'
import { type Client, clientOf, openTenant, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { MailList } from './contract.ts'
import { sealMail } from './queue-mail.ts'
import { renderMail } from './render.ts'

setDefaultTimeout(90_000)

let server: SmtpStandIn
let port: number
let installation: TestInstallation
let owner: Client
let tenantId: string
const logLines: string[] = []

beforeAll(async () => {
  server = await startSmtpServer()
  ;({ port } = server)
  installation = await openInstallation({
    logLines,
    mail: { url: `smtp://127.0.0.1:${port}`, from: 'aam@example.com' },
  })
  ;({ tenantId } = await installation.createTenant('letters'))
  owner = clientOf(installation, 'letters', await installation.signIn('letters'))
})
beforeEach(() => restart({}))
afterAll(async () => {
  await installation.close()
  await server.stop()
})

async function restart(behaviour: SmtpBehaviour): Promise<void> {
  await server.stop()
  server = await startSmtpServer(behaviour, port)
}

const link = 'http://letters.localhost/join#token=canary-of-the-link'

async function invite(to: string, note: string | null = null): Promise<string> {
  const { db, sealer } = installation.services
  const mail = await sealMail({ sealer }, tenantId, {
    kind: 'invitation',
    to,
    locale: 'en',
    data: { organisation: 'letters', inviter: 'Anna', note, link, days: 7 },
  })
  return withTenant(db, { tenantId }, (tx) => mail.queue(tx))
}

const read = async (id: string) =>
  (await owner.get<MailList>('/mails')).data.find((mail) => mail.id === id)

const until = (id: string, state: string) =>
  eventually(async () => {
    const mail = await read(id)
    return mail?.state === state && mail
  }, 60_000)

test('sends a message after the commit and deletes its content', async () => {
  const id = await invite('maya@client.example', 'Welcome <b>Maya</b>')
  await until(id, 'sent')
  const [letter] = server.letters
  expect(letter?.to).toEqual(['maya@client.example'])
  expect(letter?.raw).toContain(`Message-ID: <${id}@example.com>`)
  expect(letter?.raw).toMatch(/^From: letters <aam@example.com>/m)
  const [row] = await installation.admin<{ sealed: string | null }[]>`
    select sealed from mails where id = ${id}`
  expect(row?.sealed).toBeNull()
})

test('stores a queued message encrypted and logs none of it', async () => {
  await restart({ rcpt: 451 })
  const id = await invite('wait@client.example')
  await eventually(async () => (await read(id))?.answer !== null)
  const [row] = await installation.admin<{ text: string }[]>`
    select row_to_json(m)::text as text from mails m where id = ${id}`
  expect(row?.text).not.toContain('canary')
  const logged = logLines.join('\n')
  expect(logged).not.toContain('canary')
  expect(logged).not.toContain('wait@client.example')
})

test('keeps messages while the mail server is down', async () => {
  await server.stop()
  const ids = await Promise.all(['a', 'b', 'c'].map((name) => invite(`${name}@client.example`)))
  await eventually(async () => (await read(ids[0] ?? ''))?.answer !== null)
  server = await startSmtpServer({}, port)
  for (const id of ids) await until(id, 'sent')
  const got = server.letters.map(({ to }) => to[0])
  expect(got.filter((to) => to !== 'wait@client.example').sort()).toEqual([
    'a@client.example',
    'b@client.example',
    'c@client.example',
  ])
})

test('resends a message with the same Message-ID after a lost reply', async () => {
  await restart({ cut: true })
  const id = await invite('twice@client.example')
  await eventually(async () => server.letters.length > 0)
  const first = server.letters[0]?.raw
  await restart({})
  await until(id, 'sent')
  const idOf = (raw = '') => /^Message-ID: (.*)$/m.exec(raw)?.[1]
  expect(idOf(server.letters[0]?.raw)).toBe(idOf(first) ?? 'none')
})

test('shows a rejected message and the server’s reply only to admins', async () => {
  await restart({ rcpt: 550 })
  const id = await invite('nobody@client.example')
  const mail = await until(id, 'refused')
  expect(mail).toMatchObject({ kind: 'invitation', recipient: 'nobody@client.example' })
  expect(mail.answer).toContain('550')
  const refused = await owner.get<MailList>('/mails?state=refused')
  expect(refused.data.map((one) => one.id)).toContain(id)
  const member = await addMember(installation, 'letters', 'member', 'Max')
  expect(await refusalOf(await member.send('/mails'))).toBe('403 forbidden')
  const other = await openTenant(installation, 'others')
  expect((await other.get<MailList>('/mails')).data).toEqual([])
})

test('escapes user text in HTML and keeps the subject on one line', () => {
  const data = {
    organisation: '<i>Acme</i>\r\nBcc: x@y.z',
    inviter: 'Анна & Ко',
    note: '<script>alert(1)</script>',
    link,
    days: 21,
  }
  const { subject, html, text } = renderMail('invitation', 'ru', data)
  expect(subject).toBe('Анна & Ко приглашает вас в «<i>Acme</i> Bcc: x@y.z»')
  expect(html).not.toMatch(/<i>|<script>/)
  expect(html).toContain('&lt;script&gt;')
  expect(text).toContain(link)
  expect(text).toContain('21 дня')
})

test('sends at most ten messages an hour to one address, even when requested at once', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 13 }, () => invite('flooded@client.example')),
  )
  const refused = outcomes.filter(({ status }) => status === 'rejected')
  expect(refused).toHaveLength(3)
  for (const one of refused as PromiseRejectedResult[]) {
    expect((one.reason as { code: string }).code).toBe('mail_limit_reached')
  }
  const kept = await installation.admin`
    select 1 from mails where recipient = 'flooded@client.example'`
  expect(kept).toHaveLength(10)
  await expect(invite('somebody-else@client.example')).resolves.toBeString()
  await installation.admin`
    update mails set created_at = now() - interval '61 minutes' where recipient = 'flooded@client.example'`
  await expect(invite('flooded@client.example')).resolves.toBeString()
})

test('sends at most the operator’s daily number of messages, and tells the inviter', async () => {
  const used = await installation.admin<{ used: number }[]>`
    select used::int from quota_uses where tenant_id = ${tenantId} and name = 'mailsPerDay'`
  await installation.admin`
    insert into quota_limits (tenant_id, holder_id, name, value)
    values (${tenantId}, ${tenantId}, 'mailsPerDay', ${(used[0]?.used ?? 0) + 1})`
  const inviteOne = (email: string) =>
    owner.post('/invitations', { emails: [email], role: 'viewer' })
  expect((await inviteOne('one@client.example')).status).toBe(201)
  const late = await inviteOne('two@client.example')
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refusalOf(late)).toBe('429 mail_limit_reached')
  const open = await owner.get<{ data: { email: string }[] }>('/invitations?limit=100')
  expect(open.data.map(({ email }) => email)).not.toContain('two@client.example')
  await installation.admin`delete from quota_limits where tenant_id = ${tenantId}`
})

test('keeps line breaks of a note, and strips direction marks from names', () => {
  const { html, text, subject } = renderMail('invitation', 'en', {
    organisation: 'Acme \u202Etxt.exe',
    inviter: 'Maya \u2066Kern',
    note: 'From Monday on.\nSee you.',
    link: 'https://acme.example/join#token=x',
    days: 7,
  })
  expect(html).toContain('white-space:pre-line')
  expect(html).toContain('From Monday on.\nSee you.')
  for (const part of [html, text, subject]) expect(part).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
  expect(subject).toBe('Maya Kern invites you to Acme txt.exe')
})
