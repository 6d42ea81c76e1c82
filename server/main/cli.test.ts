import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentOf } from '../../ops/test/aam-process.ts'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { type CommandOutcome, runCommand } from '../../ops/test/run-command.ts'
import { startOpenaiStandIn } from '../../ops/stand-ins/openai/server.ts'
import { startSmtpServer } from '../../ops/test/smtp-server.ts'
import { createMeeting, openTenant, refusalOf, reviewMeeting, talk } from '../http/test/meetings.ts'
import type { Usage } from '../modules/usage/contract.ts'
import { importTranscript } from '../modules/transcription/index.ts'
import { systemCtx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { docx } from '../../plugins/importers/test/docx.ts'

// Each command is a separate process.
setDefaultTimeout(120_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-cli-'))
let installation: TestInstallation
let outside: Record<string, string>

beforeAll(async () => {
  installation = await openInstallation()
  outside = environmentOf(installation.services)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await installation.close()
})

const aam = (args: string[], env: Record<string, string> = {}): Promise<CommandOutcome> =>
  runCommand(args, { folder, env })

const withServices = (args: string[]): Promise<CommandOutcome> => aam(args, outside)

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** One line that a person can act on, without a stack trace. */
function expectOneLine({ code, out, err }: CommandOutcome, part: string): void {
  expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 1, out: '', lines: 1 })
  expect(err).toContain(part)
}

test('help names every command, and each command has its own help', async () => {
  const { code, out } = await aam(['--help'])
  expect(code).toBe(0)
  const names = [...out.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1] ?? '')
  expect(names).toEqual([
    'up',
    'api',
    'worker',
    'storage',
    'migrate',
    'demo',
    'process',
    'diagnose',
    'cleanup',
    'tenant',
    'key',
    'billing',
    'mail',
    'usage',
    'scenario',
    'eval',
    'bench',
  ])
  for (const name of names) {
    const help = await aam([name, '--help'])
    expect(`${name} ${help.code} ${help.out.split(':')[0]}`).toBe(`${name} 0 Usage`)
  }
})

test('unknown commands and arguments fail with one line', async () => {
  expectOneLine(await aam(['explode']), 'There is no command “explode”')
  expectOneLine(await aam(['toString']), 'There is no command “toString”')
  expectOneLine(await aam(['process', '--nonsense', 'x']), '--nonsense')
  expectOneLine(await aam(['process', join(folder, 'missing.vtt')]), 'There is no file')
  expectOneLine(await aam(['process', folder]), folder)
  expectOneLine(await aam(['process']), 'FILE')
  expectOneLine(await aam(['tenant']), 'tenant create')
  expectOneLine(await aam(['tenant', 'explode']), 'tenant create')
  expectOneLine(await aam(['up', '--port', 'x']), '--port')
  expectOneLine(await aam(['worker', '--concurrency', '0']), '--concurrency')
})

test('processes a transcript without any service', async () => {
  const path = file('talk.vtt', talk)
  const markdown = await aam(['process', path])
  expect(markdown).toMatchObject({ code: 0, err: '' })
  expect(markdown.out).toContain('We have decided to start the pilot')
  const json = await aam(['process', path, '--format', 'json', '--date', '2026-11-18'])
  const output = JSON.parse(json.out) as { sections: { name: string; items: object[] }[] }
  expect(output.sections.find(({ name }) => name === 'actionItems')?.items).toHaveLength(2)
  expect((await aam(['process', path, '--json', '--date', '2026-11-18'])).out).toBe(json.out)
})

test('processes a Word document like any transcript, and rejects an invalid one by name', async () => {
  const write = async (name: string, paragraphs: string[]): Promise<string> => {
    const path = join(folder, name)
    await Bun.write(path, docx(paragraphs))
    return path
  }
  const teams = await write('teams.docx', [
    'Anna Kern   0:03\nWe have decided to start the pilot in March.',
    'Boris Wolf   0:09\nI will send the plan on Friday.',
  ])
  const markdown = await aam(['process', teams])
  expect(markdown).toMatchObject({ code: 0, err: '' })
  expect(markdown.out).toContain('We have decided to start the pilot')
  const letter = await write('letter.docx', ['Dear Anna,', 'we thank you for your visit.'])
  expectOneLine(await aam(['process', letter]), 'not a transcript')
})

test('rejects invalid transcripts and options that do not fit, by name', async () => {
  const path = file('talk2.vtt', talk)
  expectOneLine(await aam(['process', file('doc.pdf', '%PDF-1.7 x')]), 'doc.pdf')
  expectOneLine(await aam(['process', file('empty.txt', '')]), 'empty')
  expectOneLine(await aam(['process', path, '--scenario', 'none']), 'none')
  expectOneLine(await aam(['process', path, '--language', 'de']), '--language')
  expectOneLine(await aam(['process', path, '--format', 'exe']), '--format')
  expectOneLine(await aam(['process', path, '--date', 'soon']), '--date')
})

test('reports all configuration faults at once', async () => {
  const { code, err } = await aam(['migrate'], { PORT: 'x', LOG_LEVEL: 'loud', REDIS_URL: 'x' })
  expect(code).toBe(1)
  expect(err.match(/^- (PORT|LOG_LEVEL|REDIS_URL)/gm)).toHaveLength(3)
})

test('creates and lists organisations, and rejects invalid ones', async () => {
  const create = (...args: string[]) => withServices(['tenant', 'create', ...args])
  const owner = ['--owner-email', 'a@cli.example']
  const made = await create('cli-one', '--name', 'CLI One', ...owner, '--json')
  expect(made).toMatchObject({ code: 0, err: '' })
  const { slug, ownerPassword } = JSON.parse(made.out) as Record<string, string>
  expect(slug).toBe('cli-one')
  expect(await installation.signIn('cli-one', 'a@cli.example', ownerPassword)).toStartWith('eyJ')
  const given = await create(
    'cli-two',
    '--name',
    'Two',
    ...owner,
    '--owner-password',
    'long enough 1',
  )
  expect(given.out).not.toContain('long enough 1')
  const list = await withServices(['tenant', 'list', '--json'])
  const slugs = (JSON.parse(list.out) as { slug: string }[]).map((tenant) => tenant.slug)
  expect(slugs).toEqual(['cli-one', 'cli-two'])
  expect((await withServices(['tenant', 'list'])).out).toMatch(/^cli-one +active +CLI One$/m)
  expectOneLine(await create('cli-one', '--name', 'Again', ...owner), 'taken')
  expectOneLine(await create('Not A Slug', '--name', 'x', ...owner), 'slug')
  expectOneLine(await create('api', '--name', 'x', ...owner), 'slug')
  expectOneLine(await create('fine', '--name', 'x', '--owner-email', 'nobody'), 'email')
  expectOneLine(await create('fine', '--name', 'x', ...owner, '--owner-password', 'short'), '10')
  expectOneLine(await create('fine', ...owner), '--name')
})

test('a locked-out person gets a password link and can have a lost second factor removed', async () => {
  await installation.createTenant('cli-locked')
  await installation.admin`
    insert into totp_factors (tenant_id, user_id, sealed, confirmed_at)
    select tenant_id, id, 'x', now() from users where email = 'owner@cli-locked.example'`
  const letIn = (...args: string[]) => withServices(['tenant', 'let-in', 'cli-locked', ...args])
  expectOneLine(await letIn('--person', 'nobody@x.example'), 'Nobody of this organisation')
  const made = await letIn('--person', 'owner@cli-locked.example', '--drop-factors', '--json')
  const { link, factorsDropped } = JSON.parse(made.out) as Record<string, string>
  expect([made.code, factorsDropped]).toEqual([0, true as never])
  expect(link).toMatch(/^http:\/\/cli-locked\.localhost:\d+\/reset#token=/)
  const token = new URLSearchParams(new URL(link ?? '').hash.slice(1)).get('token')
  const password = 'copper lantern meadow'
  const changed = await installation.request('cli-locked', '/api/v1/auth/password-reset/confirm', {
    method: 'POST',
    json: { token, password },
  })
  expect(changed.status).toBeLessThan(300)
  const signedIn = await installation.signIn('cli-locked', 'owner@cli-locked.example', password)
  expect(signedIn).toStartWith('eyJ')
  const actions = await installation.admin<{ action: string }[]>`
    select action from audit_log where action in ('member.factors_reset', 'password.link_made')
      and tenant_id = (select id from tenants where slug = 'cli-locked')`
  expect(actions).toHaveLength(2)
})

test('lists all keys, even more than one page of the API holds', async () => {
  await installation.createTenant('cli-many')
  await installation.admin`
    insert into api_keys (tenant_id, id, public_id, name, user_id, scopes, secret_hash)
    select tenant_id, gen_random_uuid(), 'manykeys' || lpad(n::text, 4, '0'), 'Key ' || n, id, ${['meetings:read']}, 'x'
    from users, generate_series(1, 205) n where email = 'owner@cli-many.example'`
  const { out } = await withServices(['key', 'list', 'cli-many', '--json'])
  const ids = (JSON.parse(out) as { id: string }[]).map(({ id }) => id)
  expect(new Set(ids).size).toBe(205)
  expect(ids).toEqual(ids.toSorted().toReversed())
})

test('creates, lists and revokes keys of a person or a service account', async () => {
  await installation.createTenant('cli-keys')
  const key = (...args: string[]) => withServices(['key', ...args])
  const made = await key(
    'create',
    'cli-keys',
    '--name',
    'Import',
    '--scope',
    'meetings:write',
    '--service',
    'Archive',
    '--json',
  )
  expect(made).toMatchObject({ code: 0, err: '' })
  const { id, key: text } = JSON.parse(made.out) as { id: string; key: string }
  const ask = () => installation.request('cli-keys', '/api/v1/meetings', { token: text })
  expect((await ask()).status).toBe(200)
  const person = ['--person', 'owner@cli-keys.example']
  const own = await key('create', 'cli-keys', '--name', 'Own', '--scope', 'members:read', ...person)
  expect(own.out).toMatch(/^aam_dev_\S+$/m)
  const list = await key('list', 'cli-keys', '--json')
  const owners = (JSON.parse(list.out) as { owner: { name: string } }[]).map(
    ({ owner }) => owner.name,
  )
  expect(owners).toEqual(['owner', 'Archive'])
  expect((await key('list', 'cli-keys')).out).not.toContain(text)
  expect((await key('revoke', 'cli-keys', id)).code).toBe(0)
  expect((await ask()).status).toBe(401)
  expectOneLine(
    await key('create', 'cli-keys', '--name', 'x', '--scope', 'all', ...person),
    'scope',
  )
  expectOneLine(await key('create', 'cli-keys', '--name', 'x', '--scope', 'keys:read'), '--person')
  expectOneLine(await key('list', 'nowhere'), 'nowhere')
  expectOneLine(await key('revoke', 'cli-keys', crypto.randomUUID()), 'key')
  expectOneLine(await key('revoke', 'cli-keys', 'not-an-id'), 'not-an-id')
  const lines = await installation.admin`
    select a.data from audit_log a join users u on u.id = a.subject_id
    where a.action = 'service_account.created' and u.name = 'Archive'`
  expect(lines.map(({ data }) => data)).toEqual([{ role: 'member' }])
})

test('sends a test message and prints the mail server’s reply', async () => {
  const server = await startSmtpServer({}, 0)
  const mail = (...args: string[]) =>
    aam(['mail', 'test', ...args], {
      SMTP_URL: `smtp://127.0.0.1:${server.port}`,
      MAIL_FROM: 'aam@example.com',
    })
  const sent = await mail('maya@client.example', '--language', 'ru')
  expect(sent).toMatchObject({ code: 0, err: '' })
  expect(sent.out).toContain('250')
  expect(server.letters[0]?.to).toEqual(['maya@client.example'])
  expectOneLine(await mail('nobody'), 'address')
  await server.stop()
  expectOneLine(await mail('maya@client.example'), 'SMTP_URL')
  expectOneLine(await aam(['mail', 'test', 'maya@client.example']), 'No mail server')
})

test('sets limits, shows them with their usage, and removes them', async () => {
  await installation.createTenant('cli-limits')
  const limits = (...args: string[]) => withServices(['tenant', 'limits', 'cli-limits', ...args])
  const set = await limits('--set', 'runsPerDay=5', '--set', 'apiKeys=3')
  expect(set.out).toMatch(/^runsPerDay +5 +0 used of runs a day$/m)
  expect(set.out).toMatch(/^openUploads +500 \(default\)/m)
  const own = await limits(
    '--person',
    'owner@cli-limits.example',
    '--set',
    'runsPerDay=2',
    '--json',
  )
  expect(JSON.parse(own.out)).toContainEqual(
    expect.objectContaining({ name: 'runsPerDay', limit: 2 }),
  )
  expect((await limits('--unset', 'runsPerDay')).out).toMatch(/^runsPerDay +no limit/m)
  expectOneLine(await limits('--set', 'runsPerDay=many'), 'many')
  expectOneLine(await limits('--person', 'nobody@example.org', '--set', 'runsPerDay=1'), 'nobody')
})

test('reports and assigns plans, records invoices, and overrides limits with a reason and an end', async () => {
  const client = await openTenant(installation, 'cli-plan')
  const billing = (...args: string[]) => withServices(['billing', ...args])
  expect((await billing('report')).out).toMatch(/^cli-plan +self-hosted +0 of no limit/m)
  const given = await billing(
    'override',
    'cli-plan',
    '--plan',
    'team',
    '--by-invoice',
    '--paid-until',
    '2031-05-31',
  )
  expect(given.out).toMatch(/^plan +team@1 \(by invoice, paid until 2031-05-31\)$/m)
  expect(given.out).toMatch(/^transcribedMinutesPerMonth +3,000 \(plan\) +0 used of/m)
  const overridden = await billing(
    'override',
    'cli-plan',
    '--set',
    'members=7',
    '--reason',
    'A guest team',
    '--until',
    '2031-01-31',
    '--json',
  )
  const report = JSON.parse(overridden.out) as { limits: object[] }
  expect(report).toMatchObject({ slug: 'cli-plan', plan: { id: 'team', version: 1 }, lapsed: null })
  expect(report.limits).toContainEqual(
    expect.objectContaining({
      name: 'members',
      limit: 7,
      origin: 'override',
      reason: 'A guest team',
      until: '2031-02-01T00:00:00.000Z',
      used: 1,
    }),
  )
  const { data } = await client.get<{ data: { action: string }[] }>('/audit?action=plan,limit')
  expect(data.map(({ action }) => action)).toEqual(['limit.set', 'plan.changed'])
  expect((await billing('override', 'cli-plan', '--unset', 'members')).out).toMatch(
    /^members +25 \(plan\)/m,
  )
  const refused: [string[], string][] = [
    [['report', 'nobody'], 'nobody'],
    [['override', 'cli-plan'], 'Nothing to change'],
    [['override', 'cli-plan', '--plan', 'gold'], 'gold'],
    [['override', 'cli-plan', '--plan', 'team@9'], 'team@9'],
    [['override', 'cli-plan', '--set', 'members=9'], '--reason'],
    [['override', 'cli-plan', '--by-invoice'], '--paid-until'],
    [['override', 'cli-plan', '--by-invoice', '--paid-until', '2031-02-30'], 'YYYY-MM-DD'],
    [['override', 'cli-plan', '--trial-until', 'soon'], 'YYYY-MM-DD'],
  ]
  for (const [args, word] of refused) expectOneLine(await billing(...args), word)
})

test('shows, suspends and resumes an organisation without losing anything', async () => {
  const client = await openTenant(installation, 'cli-paused')
  const tenant = (...args: string[]) => withServices(['tenant', ...args])
  const shown = JSON.parse((await tenant('show', 'cli-paused', '--json')).out) as object
  expect(shown).toMatchObject({ slug: 'cli-paused', status: 'active', people: 1, meetings: 0 })
  const { id } = await createMeeting(client)
  expect((await tenant('suspend', 'cli-paused')).out).toMatch(/^status +suspended$/m)
  await eventually(async () => (await client.send('/meetings')).status === 403)
  expect(await refusalOf(await client.send('/meetings'))).toBe('403 tenant_suspended')
  // As if it had been imported just before.
  const [row] = await installation.admin<{ tenant_id: string }[]>`
    select tenant_id from meetings where id = ${id}`
  const transcript = { ...systemCtx(row?.tenant_id ?? '', 'test', newId()) }
  await importTranscript(installation.services, transcript, id, {
    blocks: [new TextEncoder().encode(talk)],
    fileName: 'talk.vtt',
    contentType: null,
  })
  const statusOf = async () => {
    const [now] = await installation.admin<{ status: string }[]>`
      select status from meetings where id = ${id}`
    return now?.status
  }
  await eventually(async () => {
    const keys = await installation.services.redis.commands.keys('*analyse*delayed')
    return keys.length > 0
  })
  expect(await statusOf()).toBe('queued')
  expectOneLine(await tenant('suspend', 'cli-paused'), 'suspend')
  expect((await tenant('resume', 'cli-paused')).code).toBe(0)
  await eventually(async () => (await statusOf()) === 'in_review', 60_000)
  expectOneLine(await tenant('show', 'nowhere'), 'nowhere')
})

test('prints a link for an invitation to sign up', async () => {
  const invite = (...args: string[]) => withServices(['tenant', 'invite', ...args])
  expect((await invite('maya@guest.example')).out).toMatch(
    /^http:\/\/localhost:3000\/sign-up#token=\S+$/m,
  )
  expectOneLine(await invite('nobody'), 'address')
})

test('migrates the schema once', async () => {
  expect(await withServices(['migrate'])).toEqual({
    code: 0,
    out: 'The schema is up to date.',
    err: '',
  })
})

test('diagnose shows what is up, what waits and what happened to a meeting', async () => {
  const client = await openTenant(installation, 'diagnosed')
  const meeting = await reviewMeeting(client)
  const { code, out } = await withServices(['diagnose', '--json'])
  const report = JSON.parse(out) as {
    services: { ready: boolean; parts: Record<string, { state: string; detail: string | null }> }
    queue: { tenant: string; working: number }[]
  }
  expect(code).toBe(0)
  expect(report.services.parts.speech?.detail).toContain('SPEECH_PROVIDER')
  const hasFfmpeg = ['ffmpeg', 'ffprobe'].every((program) => Bun.which(program) !== null)
  expect(report.services.parts).toMatchObject({
    database: { state: 'up' },
    redis: { state: 'up' },
    storage: { state: 'up' },
    workers: { state: 'up' },
    speech: { state: 'degraded' },
    // The built-in storage has no CORS rule: as outside storage it rejects every page.
    browsers: {
      state: 'degraded',
      detail: expect.stringMatching(/PUT with .*x-amz-checksum-crc32.* from http:\/\//),
    },
    recordings: { state: hasFfmpeg ? 'up' : 'degraded' },
  })
  expect(report.queue.find(({ tenant }) => tenant === 'diagnosed')).toMatchObject({ working: 0 })
  const one = await withServices(['diagnose', '--meeting', meeting.id])
  expect(one.out).toContain('analysed → in_review')
  expectOneLine(await withServices(['diagnose', '--meeting', 'x']), 'no meeting id')
  expectOneLine(
    await withServices(['diagnose', '--meeting', crypto.randomUUID()]),
    'There is no meeting',
  )
})

test('cleanup lists what it would delete and requires a choice', async () => {
  expectOneLine(await withServices(['cleanup']), '--uploads')
  const { code, out } = await withServices(['cleanup', '--uploads', '--dry-run'])
  expect(code).toBe(0)
  expect(out).toEndWith('Nothing was changed.')
})

test('diagnose also checks the language model and the mail server', async () => {
  const refusing = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }),
  })
  const { code, out } = await aam(['diagnose', '--services', '--json'], {
    ...outside,
    LLM_PROVIDER: 'openai',
    OPENAI_API_KEY: 'sk-not-taken',
    OPENAI_BASE_URL: `http://127.0.0.1:${refusing.port}/v1`,
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'aam@example.com',
  })
  void refusing.stop(true)
  expect(code).toBe(0)
  expect(JSON.parse(out).services.parts).toMatchObject({
    model: { state: 'degraded', detail: 'model_bad_credentials' },
    mail: { state: 'degraded', detail: 'mail_unavailable' },
  })
  expect(out).not.toContain('sk-not-taken')
})

test('diagnose checks each answer form of the language model without any service', async () => {
  const standIn = startOpenaiStandIn({
    unknownFormats: ['json_schema'],
    answer: () => '```json\n{"agreed":[{"what":"Friday","evidence":[{"segment":"7"}]}]}\n```',
  })
  const env = { LLM_PROVIDER: 'openai', OPENAI_BASE_URL: standIn.url, OPENAI_MODEL: 'house-model' }
  const told = await aam(['diagnose', '--model'], env)
  const { code, out } = await aam(['diagnose', '--model', '--json'], env)
  await standIn.stop()
  expect([told.code, code]).toEqual([0, 0])
  expect(told.out).toMatch(/json_schema +is refused[\s\S]*text +answers[\s\S]*asked by json_object/)
  expect(JSON.parse(out)).toMatchObject({
    model: 'house-model',
    isLocal: true,
    isPriced: false,
    context: { tokens: 32_000, from: 'assumed' },
    forms: [
      { format: 'json_schema', outcome: 'failed', fault: { code: 'model_request_refused' } },
      { format: 'loose_schema', outcome: 'failed' },
      { format: 'json_object', outcome: 'dressed' },
      { format: 'text', outcome: 'dressed' },
    ],
  })
  expect((await aam(['diagnose', '--model'], env)).code).toBe(1)
  expectOneLine(
    await aam(['diagnose', '--model'], { LLM_PROVIDER: 'extractive' }),
    'No language model',
  )
})

test('only migrations need the database owner’s address', async () => {
  const withoutOwner = { ...outside, DATABASE_ADMIN_URL: '' }
  expect((await aam(['tenant', 'list'], withoutOwner)).code).toBe(0)
  for (const command of [['migrate'], ['up', '--no-demo', '--port', '0']]) {
    const { code, out, err } = await aam(command, withoutOwner)
    expect(code).toBe(1)
    expect(out).not.toContain('up to date')
    expect(err).toContain('DATABASE_ADMIN_URL is needed')
  }
})

test('diagnose names the service that is down, and fails', async () => {
  const gone = { ...outside, DATABASE_URL: 'postgres://aam_app:x@127.0.0.1:9/aam' }
  const { code, out, err } = await aam(['diagnose', '--json'], gone)
  expect(code).toBe(1)
  expect(err).toBe('')
  const { services } = JSON.parse(out) as {
    services: { ready: boolean; parts: Record<string, { state: string }> }
  }
  expect(services.ready).toBe(false)
  expect(services.parts.database?.state).toBe('down')
  expect(services.parts.redis?.state).toBe('up')
})

test('usage rebuild fills in missing ledger rows and rebuilds the sums to the same figures', async () => {
  const client = await openTenant(installation, 'metered')
  const { id: meetingId } = await createMeeting(client)
  await installation.admin`
    insert into transcripts (tenant_id, id, meeting_id, source, object_key, provider, segment_count, word_count, duration_ms,
      created_at)
    select tenant_id, ${newId()}, id, 'speech', 'none', 'deepgram:nova-3', 1, 1, 61001, '2026-10-05T12:00:00Z'
    from meetings where id = ${meetingId}`
  const seconds = async (): Promise<number> => {
    const path = '/usage?from=2026-10-01&to=2026-10-31&by=kind'
    return (await client.get<Usage>(path)).totals.transcribedSeconds
  }
  const rebuild = async (...args: string[]) => {
    const { code, out, err } = await withServices(['usage', 'rebuild', ...args])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out) as unknown[]
  }
  expect(await seconds()).toBe(0)
  const months = [{ month: '2026-10', events: 1 }]
  expect(await rebuild('--tenant', 'metered', '--json')).toEqual([
    { tenant: 'metered', missing: 1, months },
  ])
  expect(await seconds()).toBe(62)
  expect(await rebuild('--tenant', 'metered', '--month', '2026-10', '--json')).toEqual([
    { tenant: 'metered', missing: 0, months },
  ])
  expect(await seconds()).toBe(62)
  expectOneLine(await withServices(['usage', 'rebuild', '--month', '2026-13']), 'is not a month')
  expectOneLine(await withServices(['usage', 'rebuild', '--tenant', 'nobody']), 'no organisation')
  expectOneLine(await withServices(['usage', 'show']), 'usage rebuild')
  const event = newId()
  const correct = ['usage', 'correct', 'nobody', event, '--seconds', '5']
  expectOneLine(await withServices(correct), '--reason TEXT')
  const why = ['--reason', 'Heard twice']
  expectOneLine(await withServices([...correct, ...why]), 'no organisation')
  expectOneLine(await withServices(['usage', 'correct', 'nobody', 'x', ...why]), 'no id')
})
