import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import type { MailMessage } from '../../modules/mail/index.ts'
import { openNetworkPath } from '../../../ops/test/black-hole.ts'
import { type SmtpStandIn, startSmtpServer } from '../../../ops/test/smtp-server.ts'
import { openMailer } from './index.ts'

setDefaultTimeout(30_000)

let server: SmtpStandIn | undefined
afterEach(() => server?.stop())

const letter: MailMessage = {
  messageId: '<0198c0de@example.com>',
  from: { name: 'Acme, “Best” & Co', address: 'aam@example.com' },
  to: 'maya@client.example',
  subject: 'Приглашение в «Акме»',
  text: 'Hello\n',
  html: '<p>Hello</p>',
  language: 'ru',
}

const send = (port: number, one = letter) =>
  openMailer({ url: `smtp://127.0.0.1:${port}`, from: 'aam@example.com' }).send(
    one,
    new AbortController().signal,
  )

test('delivers a letter with its own Message-ID', async () => {
  server = await startSmtpServer()
  expect((await send(server.port)).answer).toStartWith('250')
  const [got] = server.letters
  expect(got).toMatchObject({ from: 'aam@example.com', to: ['maya@client.example'] })
  expect(got?.raw).toContain('Message-ID: <0198c0de@example.com>')
  expect(got?.raw).toContain('Content-Language: ru')
  expect(got?.raw).toContain('Auto-Submitted: auto-generated')
  expect(got?.raw).toMatch(/^Subject: =\?UTF-8\?/m)
})

test.each([
  ['a box that is none', { rcpt: 550 }, 'mail_refused', false],
  ['a letter that is refused', { data: 554 }, 'mail_refused', false],
  ['a server that is busy', { rcpt: 451 }, 'mail_unavailable', true],
  ['a connection that breaks in the middle', { cut: true }, 'mail_unavailable', true],
] as const)('%s is told apart', async (_name, behaviour, code, retryable) => {
  server = await startSmtpServer(behaviour)
  const fault = await send(server.port).catch((error: unknown) => error)
  expect(fault).toMatchObject({ code, retryable })
  expect(JSON.stringify(fault)).not.toContain('maya@client.example')
})

test('reports a refused connection as retryable', async () => {
  server = await startSmtpServer()
  const { port } = server
  await server.stop()
  expect(send(port)).rejects.toMatchObject({ code: 'mail_unavailable', retryable: true })
})

test('lets one message at a time wait for a silent server, and sends all once it answers', async () => {
  server = await startSmtpServer()
  const path = await openNetworkPath({ host: '127.0.0.1', port: server.port })
  const config = { url: `smtp://127.0.0.1:${path.port}`, from: 'aam@example.com' }
  const mailer = openMailer(config, { connectMs: 1_000, silenceMs: 1_000 })
  const post = () => mailer.send(letter, new AbortController().signal)
  const away = { code: 'mail_unavailable', retryable: true }
  try {
    path.swallow()
    await expect(post()).rejects.toMatchObject(away)
    const waiting = post()
    await expect(post()).rejects.toMatchObject(away)
    await expect(post()).rejects.toMatchObject(away)
    path.restore()
    expect((await waiting).answer).toStartWith('250')
    await Promise.all([post(), post()])
    expect(server.letters).toHaveLength(3)
  } finally {
    path.close()
  }
})

test('reports wrong credentials as retryable', async () => {
  server = await startSmtpServer({ password: 'right' })
  const mailer = openMailer({
    url: `smtp://aam:wrong@127.0.0.1:${server.port}`,
    from: 'aam@example.com',
  })
  const sent = mailer.send(letter, new AbortController().signal)
  expect(sent).rejects.toMatchObject({ code: 'mail_credentials', retryable: true })
})

test('does not let user text add headers or recipients', async () => {
  server = await startSmtpServer()
  await send(server.port, {
    ...letter,
    from: { name: 'Evil\r\nBcc: all@client.example', address: 'aam@example.com' },
    subject: 'Hello\r\nBcc: all@client.example',
    to: 'maya@client.example',
  })
  const [got] = server.letters
  expect(got?.to).toEqual(['maya@client.example'])
  expect(got?.raw).not.toMatch(/^Bcc:/im)
})
