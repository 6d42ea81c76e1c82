import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { notification } from '../../server/modules/mail/test/notifications.ts'
import { environmentOf } from '../test/aam-process.ts'
import { eventually, openInstallation, type TestInstallation } from '../test/installation.ts'
import { type SmtpStandIn, startSmtpServer } from '../test/smtp-server.ts'

// Each command runs as its own process, and renewing a data key waits until every process has the new one.
setDefaultTimeout(180_000)

const root = join(import.meta.dir, '../..')
let installation: TestInstallation
let smtp: SmtpStandIn
const folder = mkdtempSync(join(tmpdir(), 'aam-runbook-'))
beforeAll(async () => {
  smtp = await startSmtpServer()
  const mail = { url: `smtp://127.0.0.1:${smtp.port}`, from: 'aam@example.com' }
  installation = await openInstallation({ mail })
})
afterAll(async () => {
  await installation.close()
  await smtp.stop()
  rmSync(folder, { recursive: true, force: true })
})

const environment = (): Record<string, string> => ({
  ...environmentOf(installation.services),
  SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
  MAIL_FROM: 'aam@example.com',
})
const path = { PATH: `${dirname(process.execPath)}:${process.env.PATH}` }

/** Runs a line in a shell in the project's folder, as an operator does. */
async function type(line: string, env = environment(), input = ''): Promise<string> {
  const child = Bun.spawn(['sh', '-c', line], {
    cwd: root,
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...path, ...env },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  expect({ line, code, err: code === 0 ? '' : err }).toEqual({ line, code: 0, err: '' })
  return out
}

/** Values to fill in, taken from the output of an earlier command of the runbook. */
const fills: Record<string, (printed: string) => string | undefined> = {
  ID: (printed) => /^([0-9a-f-]{36}) {2}\S+ +aam_/m.exec(printed)?.[1],
}

/** The state in which somebody would type a line that contains these words. */
const given: Record<string, () => Promise<unknown>> = {
  '--drop-factors': () => installation.admin`
    insert into totp_factors (tenant_id, user_id, sealed, confirmed_at)
    select tenant_id, id, 'x', now() from users where email = 'maya@example.com'`,
}

let maya = ''
const statusOf = async (): Promise<string | undefined> => {
  const [row] = await installation.admin<{ status: string }[]>`
    select status from tenants where slug = 'northwind'`
  return row?.status
}

/** What the runbook promises of each command. A command that is missing here is unverified. */
const promises: Record<string, (out: string) => unknown> = {
  'tenant invite': (out) => expect(out).toMatch(/\/sign-up#token=\S+$/m),
  'tenant create': async (out) => {
    const password = /Password of maya@example\.com: (\S+)/.exec(out)?.[1]
    maya = await installation.signIn('northwind', 'maya@example.com', password)
    expect(maya).toStartWith('eyJ')
  },
  'tenant list': (out) => expect(out).toMatch(/^northwind +active +Northwind Advisory$/m),
  'tenant show': (out) => expect(out).toMatch(/^status +active$/m),
  'tenant suspend': async () => expect(await statusOf()).toBe('suspended'),
  'tenant resume': async () => expect(await statusOf()).toBe('active'),
  'tenant limits': (out) => expect(out).not.toBe(''),
  'tenant rekey': async () => {
    const rows = await installation.admin`
      select 1 from audit_log where action = 'tenant.rekeyed'
        and tenant_id = (select id from tenants where slug = 'northwind')`
    expect(rows).toHaveLength(1)
  },
  'billing report': (out) => expect(out).toMatch(/^northwind +self-hosted /m),
  'billing override': (out) => expect(out).toMatch(/^plan +(team|business)@\d+ \(/m),
  'usage rebuild': (out) => expect(out).not.toBe(''),
  'tenant let-in': async (out) => {
    expect(out).toMatch(/^http:\/\/northwind\.\S+\/reset#token=\S+$/m)
    expect(await installation.admin`select 1 from totp_factors`).toHaveLength(0)
  },
  'key create': (out) => expect(out).toMatch(/^aam_[a-z]+_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/m),
  'key list': (out) => expect(out).toMatch(/Archive: Archive import \(meetings:write\)$/m),
  'key revoke': (out) => expect(out).toContain('Revoked'),
  'mail test': (out) => {
    expect(out).toContain('250')
    expect(smtp.letters.at(-1)?.to).toEqual(['you@example.com'])
  },
}

interface Block {
  language: string
  lines: string[]
}

const text = await Bun.file(join(import.meta.dir, 'organisations.md')).text()
const blocks: Block[] = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(
  ([, language = '', body = '']) => ({ language, lines: body.trimEnd().split('\n') }),
)
const isScript = ({ lines }: Block): boolean => lines[0]?.startsWith('#!') ?? false
const commands = blocks
  .filter((block) => !isScript(block))
  .flatMap(({ lines }) => lines.map((line) => line.split(/ +# /)[0] ?? ''))
const scripts = blocks.filter(isScript)

test('every block of the runbook contains commands, and each command is known', () => {
  expect(blocks.filter(({ language }) => language !== 'sh')).toEqual([])
  expect(scripts.map(({ lines }) => lines[1])).toEqual(['# /usr/local/bin/aam-bounced'])
  const named = commands.map((line) => /^bun aam (\w+ [\w-]+)/.exec(line)?.[1] ?? line)
  expect(named.filter((name) => !Object.hasOwn(promises, name))).toEqual([])
  expect(Object.keys(promises).filter((name) => !named.includes(name))).toEqual([])
  // Commands stand only in blocks, where the test below runs them.
  expect(text.match(/`bun aam [^`]*`/g)).toBeNull()
})

test('the runbook works when it is typed line by line', async () => {
  let printed = ''
  for (const command of commands) {
    const line = command.replaceAll(/\b[A-Z]{2,}\b/g, (word) => {
      const found = fills[word]?.(printed)
      if (found === undefined) throw new Error(`“${command}”: what is ${word}?`)
      return found
    })
    for (const [words, prepare] of Object.entries(given)) {
      if (line.includes(words)) await prepare()
    }
    const out = await type(line)
    printed += out
    await promises[/^bun aam (\w+ [\w-]+)/.exec(command)?.[1] ?? '']?.(out)
  }
})

test('the script that a mail server pipes to records a bounced mail', async () => {
  const recipient = 'gone@client.example'
  const sent = await installation.request('northwind', '/api/v1/invitations', {
    method: 'POST',
    token: maya,
    json: { emails: [recipient], role: 'member' },
  })
  expect(sent.status).toBe(201)
  const letterTo = () => smtp.letters.find(({ to }) => to.includes(recipient))
  await eventually(async () => letterTo() !== undefined)
  const messageId = /^message-id: (\S+)/im.exec(letterTo()?.raw ?? '')?.[1] ?? ''
  const settings = join(folder, 'aam.env')
  const lines = Object.entries(environment()).map(([name, value]) => `${name}='${value}'`)
  writeFileSync(settings, `${lines.join('\n')}\n`)
  const script = join(folder, 'aam-bounced')
  const body = scripts[0]?.lines.join('\n') ?? ''
  writeFileSync(script, body.replace('/srv/aam', root).replace('/etc/aam.env', settings), {
    mode: 0o755,
  })
  await type(script, {}, notification({ messageId, recipient }))
  const [row] = await installation.admin`select state from mails where recipient = ${recipient}`
  expect(row).toEqual({ state: 'bounced' })
})
