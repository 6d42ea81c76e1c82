import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../../ops/test/smtp-server.ts'
import { type Client, clientOf, openTenant } from '../../../http/test/meetings.ts'
import type { MailList, MailView } from '../contract.ts'
import { notification, type NotificationParts } from '../test/notifications.ts'
import { sanitizeReason } from './sanitize-reason.ts'
import { recordBounce } from './record-bounce.ts'
import { largestNotificationBytes } from './read-notification.ts'

setDefaultTimeout(90_000)

let server: SmtpStandIn
let installation: TestInstallation
let owner: Client
let tenantId: string

beforeAll(async () => {
  server = await startSmtpServer()
  installation = await openInstallation({
    mail: { url: `smtp://127.0.0.1:${server.port}`, from: 'aam@example.com' },
  })
  ;({ tenantId } = await installation.createTenant('bounces'))
  owner = clientOf(installation, 'bounces', await installation.signIn('bounces'))
})
afterAll(async () => {
  await installation.close()
  await server.stop()
})

const note = (text: string | Uint8Array, fromDomain: string | null = 'example.com') =>
  recordBounce(
    installation.services,
    typeof text === 'string' ? new TextEncoder().encode(text) : text,
    fromDomain,
  )

/** A message that a mail server has accepted. */
async function addSent(
  recipient: string,
  state = 'sent',
): Promise<{ id: string; messageId: string }> {
  const id = Bun.randomUUIDv7()
  await installation.admin`
    insert into mails (tenant_id, id, kind, recipient, locale, state, answer, sent_at)
    values (${tenantId}, ${id}, 'invitation', ${recipient}, 'en', ${state}, '250 OK', now())`
  return { id, messageId: `<${id}@example.com>` }
}

const read = async (id: string, as: Client = owner): Promise<MailView | undefined> =>
  (await as.get<MailList>('/mails?limit=100')).data.find((mail) => mail.id === id)

test('a bounced message is shown with code and reason to its organisation’s admins', async () => {
  const recipient = 'gone@client.example'
  expect((await owner.post('/invitations', { emails: [recipient], role: 'viewer' })).status).toBe(
    201,
  )
  const sent = await eventually(async () =>
    (await owner.get<MailList>('/mails')).data.find(
      (mail) => mail.recipient === recipient && mail.state === 'sent',
    ),
  )
  expect(sent.bounce).toBeNull()
  const raw = server.letters.find(({ to }) => to.includes(recipient))?.raw ?? ''
  const [, messageId = ''] = /^Message-ID: (\S+)/m.exec(raw) ?? []
  const report = notification({ messageId, recipient, returnedAs: 'message/rfc822', returned: raw })
  expect(await note(report)).toEqual({ mailId: sent.id, status: '5.1.1', isNew: true })
  const bounced = await read(sent.id)
  expect(bounced).toMatchObject({
    state: 'bounced',
    bounce: { status: '5.1.1', reason: '550 5.1.1 … Recipient address rejected: User unknown' },
  })
  expect(Math.abs(Date.now() - Date.parse(bounced?.bounce?.at ?? ''))).toBeLessThan(60_000)
  const filtered = await owner.get<MailList>('/mails?state=bounced')
  expect(filtered.data.map(({ id }) => id)).toEqual([sent.id])
  const other = await openTenant(installation, 'bounces-other')
  expect((await other.get<MailList>('/mails?state=bounced')).data).toEqual([])
  // The mail server may deliver the same report twice.
  expect(await note(report)).toMatchObject({ mailId: sent.id, isNew: false })
  expect((await read(sent.id))?.bounce).toEqual(bounced?.bounce ?? null)
})

describe('reads reports of other servers', () => {
  const recipient = 'Maya@Client.example'
  const expectNoted = async (parts: Partial<NotificationParts>, status: string): Promise<void> => {
    const { id, messageId } = await addSent(recipient)
    const text = notification({ messageId, recipient: 'maya@client.example', ...parts })
    expect(await note(text)).toEqual({ mailId: id, status, isNew: true })
  }

  test('with a forwarded address beside the original one', () =>
    expectNoted(
      { recipient: 'm@elsewhere.example', more: 'Original-Recipient: rfc822;MAYA@client.example' },
      '5.1.1',
    ))

  test('with comments, other spellings, without a diagnosis', () =>
    expectNoted(
      {
        reportType: 'Multipart/Report; charset=utf-8; Report-Type="delivery-status"',
        action: 'Failed (delivery gave up)',
        status: '4.4.7 (too long in the queue)',
        diagnostic: '',
      },
      '4.4.7',
    ))

  test('with internationalised parts (RFC 6533)', () =>
    expectNoted({ statusType: 'message/global-delivery-status' }, '5.1.1'))

  test('with a Message-ID in capitals, and base64 parts', async () => {
    const { id, messageId } = await addSent(recipient)
    const fields = `Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: RFC822; maya@client.example\r\nAction: failed\r\nStatus: 5.2.2\r\n`
    const text = notification({ messageId: messageId.toUpperCase(), recipient: 'x@y.example' })
      .replace(/Reporting-MTA:[^]*?\r\n\r\n--B1/, `${btoa(fields)}\r\n\r\n--B1`)
      .replace(
        'Content-Type: message/delivery-status',
        'Content-Type: message/delivery-status\r\nContent-Transfer-Encoding: base64',
      )
    expect(await note(text)).toEqual({ mailId: id, status: '5.2.2', isNew: true })
  })

  test('with bare line feeds, and several recipients of whom one is ours', async () => {
    const { id, messageId } = await addSent(recipient)
    const text = notification({ messageId, recipient: 'maya@client.example', status: '5.7.1' })
      .replace(
        'Final-Recipient',
        'Final-Recipient: rfc822; a@b.example\r\nAction: delayed\r\nStatus: 4.0.0\r\n\r\nFinal-Recipient',
      )
      .replaceAll('\r\n', '\n')
    expect(await note(text)).toEqual({ mailId: id, status: '5.7.1', isNew: true })
  })
})

describe('changes nothing and gives the reason for', () => {
  const recipient = 'kept@client.example'
  let letter: { id: string; messageId: string }
  beforeAll(async () => {
    letter = await addSent(recipient)
  })
  const expectRefused = async (text: string | Uint8Array, why: string): Promise<void> => {
    const before = await installation.admin`select to_jsonb(m) as row from mails m order by id`
    await expect(note(text)).rejects.toThrow(why)
    const after = await installation.admin`select to_jsonb(m) as row from mails m order by id`
    expect([...after]).toEqual([...before])
  }
  const report = (parts: Partial<NotificationParts> = {}): string =>
    notification({ messageId: letter.messageId, recipient, ...parts })

  test('a message that is delayed, delivered or relayed', async () => {
    await expectRefused(report({ action: 'delayed', status: '4.4.1' }), 'only delayed')
    await expectRefused(report({ action: 'delivered', status: '2.0.0' }), 'no failure')
    await expectRefused(report({ action: 'relayed', status: '2.0.0' }), 'no failure')
    await expectRefused(report({ action: 'exploded' }), 'no failure')
    await expectRefused(report({ status: '2.0.0' }), 'both')
  })

  test('unknown messages, and messages from elsewhere', async () => {
    const none = `<${Bun.randomUUIDv7()}@example.com>`
    await expectRefused(report({ messageId: none }), 'no letter that AAM sent')
    await expectRefused(
      report({ messageId: `<${letter.id}@evil.example>` }),
      'no letter that AAM sent',
    )
    await expectRefused(report({ messageId: '<x@example.com>' }), 'no letter that AAM sent')
    await expectRefused(
      report({ messageId: `<${letter.id}' or true--@example.com>` }),
      'no letter that AAM sent',
    )
    for (const state of ['queued', 'refused']) {
      const waiting = await addSent('waiting@client.example', state)
      await expectRefused(
        notification({ messageId: waiting.messageId, recipient: 'waiting@client.example' }),
        'no letter that AAM sent',
      )
    }
  })

  test('an address other than the message’s', () =>
    expectRefused(report({ recipient: 'kept@evil.example' }), 'another address'))

  test('text that is not a delivery notification', async () => {
    await expectRefused('', 'no delivery status notification')
    await expectRefused('Subject: hello\r\n\r\nI am on holiday.', 'no delivery status notification')
    await expectRefused(
      report({ reportType: 'multipart/report; report-type=disposition-notification' }),
      'no delivery status notification',
    )
    await expectRefused(
      report({ reportType: 'multipart/mixed; report-type=delivery-status' }),
      'no delivery status notification',
    )
    await expectRefused(crypto.getRandomValues(new Uint8Array(50_000)), 'no delivery status')
  })

  test('malformed notifications', async () => {
    await expectRefused(report({ statusType: 'text/plain' }), 'message/delivery-status')
    const doubled = report().replace(
      /--B1\/mx\.example\r\nContent-Type: message\/delivery-status[^]*?(?=--B1)/,
      '$&$&',
    )
    await expectRefused(doubled, 'exactly one')
    await expectRefused(report({ returned: 'Subject: no id' }), 'no Message-ID')
    await expectRefused(
      report().replace('Content-Type: text/rfc822-headers', 'Content-Type: text/plain'),
      'returned letter are missing',
    )
    await expectRefused(report({ status: 'five' }), 'no address, action or status')
    await expectRefused(report({ action: '' }), 'no address, action or status')
    await expectRefused(report({ recipient: 'not an address' }), 'no address, action or status')
    await expectRefused(report().slice(0, 700), 'cannot be read')
    await expectRefused(report().replace(/Final-Recipient[^]*?User unknown/, ''), 'no recipient')
    const many = Array.from({ length: 200 }, () => 'Action: failed\r\n\r\n').join('')
    await expectRefused(report().replace('Final-Recipient', `${many}Final-Recipient`), 'too many')
    const nested = Array.from(
      { length: 2_000 },
      (_, at) => `--b${at}\r\nContent-Type: multipart/mixed; boundary=b${at + 1}\r\n\r\n`,
    ).join('')
    await expectRefused(
      `Content-Type: multipart/report; report-type=delivery-status; boundary=b0\r\n\r\n${nested}`,
      'cannot be read',
    )
  })

  test('oversized notifications', () =>
    expectRefused(new Uint8Array(largestNotificationBytes + 1).fill(120), 'larger than'))
})

test('a reason is one short line without addresses, links and control characters', () => {
  const cases: [string, string | null][] = [
    ['smtp; 550 5.1.1 <maya@client.example>: User unknown', '550 5.1.1 … User unknown'],
    ['smtp;550 see https://evil.example/x?y=1 or www.evil.example now', '550 see … or … now'],
    ['smtp; visit evil.example/login (support@evil.example)', 'visit … …'],
    ['smtp; a\u0000b\u001B[31m\u202Ec\r\n d\u200Be', 'a b [31m c d e'],
    ['x-local; javascript:alert(1) data:text/html,x mailto:a', '… … …'],
    ['smtp; <b>bold</b>', '<b>bold</b>'],
    ['smtp;   ', null],
  ]
  for (const [given, shown] of cases) expect(sanitizeReason(given)).toBe(shown)
  expect(sanitizeReason(`smtp; ${'long '.repeat(10_000)}`)?.length).toBeLessThanOrEqual(200)
  expect(sanitizeReason(`smtp; a${'🙂'.repeat(900)}`)).toBe(`a${'🙂'.repeat(99)}`)
})
