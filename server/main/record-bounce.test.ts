import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { notification } from '../modules/mail/test/notifications.ts'

// Each command is a separate process.
setDefaultTimeout(60_000)

let installation: TestInstallation
let id: string
let outside: Record<string, string>
const recipient = 'maya@client.example'

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  const { tenantId } = await installation.createTenant('piped')
  id = Bun.randomUUIDv7()
  await installation.admin`
    insert into mails (tenant_id, id, kind, recipient, locale, state, sent_at)
    values (${tenantId}, ${id}, 'invitation', ${recipient}, 'en', 'sent', now())`
  const { databaseUrl, adminDatabaseUrl, redisUrl, s3, secrets } = installation.services.addresses
  outside = {
    DATABASE_URL: databaseUrl,
    DATABASE_ADMIN_URL: adminDatabaseUrl,
    REDIS_URL: redisUrl,
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    S3_BUCKET: s3.bucket,
    MASTER_KEY: secrets.masterKey,
    SMTP_URL: 'smtp://127.0.0.1:1',
    MAIL_FROM: 'aam@example.com',
  }
})
afterAll(() => installation.close())

/** Pipes text to the command, like a mail server. */
async function pipe(text: string, more: Record<string, string> = {}, ...args: string[]) {
  const cli = join(import.meta.dir, 'cli.ts')
  const child = Bun.spawn([process.execPath, cli, 'mail', 'bounced', ...args], {
    stdin: new TextEncoder().encode(text),
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', ...outside, ...more },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}

const report = (parts: object = {}): string =>
  notification({ messageId: `<${id}@example.com>`, recipient, ...parts })
const state = async (): Promise<string> => {
  const [row] = await installation.admin`
    select concat_ws(' ', state, bounce_status) as state from mails where id = ${id}`
  return String(row?.state)
}

test('a rejected notification exits with 1 and one line, and changes nothing', async () => {
  const refused: [string, string][] = [
    [report({ action: 'delayed', status: '4.4.1' }), 'only delayed'],
    [report({ messageId: `<${Bun.randomUUIDv7()}@example.com>` }), 'no letter that AAM sent'],
    [report({ messageId: `<${id}@before.example>` }), 'no letter that AAM sent'],
    ['hello', 'no delivery status notification'],
    ['x'.repeat(3_000_000), 'larger than'],
  ]
  for (const [text, why] of refused) {
    const { code, out, err } = await pipe(text)
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 1, out: '', lines: 1 })
    expect(err).toContain(why)
    expect(err).toEndWith('Nothing was changed.')
  }
  expect(await state()).toBe('sent')
})

test('without a database the mail server is told to retry, and the retry is recorded', async () => {
  const away = await pipe(report(), { DATABASE_URL: 'postgres://aam@127.0.0.1:1/aam' })
  expect({ code: away.code, out: away.out }).toEqual({ code: 75, out: '' })
  expect(away.err).toContain('Try again later')
  const noted = await pipe(report(), {}, '--json')
  expect({ code: noted.code, err: noted.err }).toEqual({ code: 0, err: '' })
  expect(JSON.parse(noted.out)).toEqual({ mailId: id, status: '5.1.1', isNew: true })
  expect(await state()).toBe('bounced 5.1.1')
  const again = await pipe(report())
  expect(again).toMatchObject({ code: 0, out: `The letter ${id} was noted before as come back.` })
})
