import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type FreezablePart, freezeService } from '../../ops/test/freeze.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
  type TestRequest,
  testPassword,
} from '../../ops/test/installation.ts'
import { toneWav } from '../../ops/test/tone-wav.ts'
import { beginUpload, checksumOf, partOf, signPart } from './test/uploads.ts'
import {
  type Client,
  uploadTranscript,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  talk,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Three times the promised five seconds, for slow machines; `aam bench recovery` measures the exact times. */
const answeredWithinMs = 15_000

let installation: TestInstallation
let client: Client
let home: string
beforeAll(async () => {
  ;({ home } = await sharedServices())
  installation = await openInstallation()
  client = await openTenant(installation, 'frozen')
})
afterAll(() => installation.close())

const thaws: (() => void)[] = []
const freeze = (...parts: FreezablePart[]): void => {
  for (const part of parts) thaws.push(freezeService(home, part))
}
const thaw = (): void => {
  for (const go of thaws.splice(0)) go()
}
afterEach(async () => {
  thaw()
  await untilHealthy()
})

/** Sends a request and throws when it is not answered in time. */
async function ask(path: string, init: TestRequest = {}): Promise<Response> {
  const late = Bun.sleep(answeredWithinMs).then(() => {
    throw new Error(`${init.method ?? 'GET'} ${path} was not answered`)
  })
  const answer = installation.request('frozen', path, { token: client.token, ...init })
  return Promise.race([answer, late])
}

const untilHealthy = () =>
  eventually(async () => {
    const ready = await installation.request('frozen', '/health/ready')
    return ready.ok && (await client.send('/meetings?limit=1')).ok
  })

const frequent: [string, TestRequest][] = [
  ['/api/v1/me', {}],
  ['/api/v1/meetings', {}],
  ['/api/v1/clients', { method: 'POST', json: { name: 'Somebody' } }],
]

const costly: [string, TestRequest][] = [
  [
    '/api/v1/auth/login',
    { method: 'POST', json: { email: 'owner@frozen.example', password: testPassword } },
  ],
  ['/api/v1/auth/logout', { method: 'POST', token: '', headers: { 'x-aam-csrf': '1' } }],
  ['/', {}],
  ['/swagger/json', {}],
]

const frozenParts: FreezablePart[][] = [
  ['database'],
  ['redis'],
  ['storage'],
  ['database', 'redis'],
  ['database', 'redis', 'storage'],
]

/** Sends twice as many requests as there are connections. */
const askAll = () =>
  Promise.all(
    [...Array.from({ length: 12 }, () => frequent).flat(), ...costly].map(async ([path, init]) => {
      const headers = { 'accept-language': 'ru', ...init.headers }
      const answer = await ask(path, { ...init, headers })
      return [`${init.method ?? 'GET'} ${path}`, answer] as const
    }),
  )

/** Expects a readable problem document from requests that need a frozen service. */
async function expectAnswers(): Promise<void> {
  for (const [name, answer] of await askAll()) {
    expect(`${name} ${answer.status}`).not.toContain(' 500')
    if (answer.status !== 503) continue
    const problem = await problemOf(answer)
    expect(['unavailable', 'outcome_unknown']).toContain(problem.code)
    expect(problem.detail).toMatch(/[а-яё]/)
    expect(answer.headers.get('retry-after')).toBe('2')
  }
}

async function expectLife(): Promise<void> {
  for (const slug of ['frozen', '', 'never-heard-of']) {
    expect((await installation.request(slug, '/health/live')).status).toBe(200)
  }
}

async function expectNamed(parts: readonly FreezablePart[]): Promise<void> {
  const ready = await ask('/health/ready')
  expect(ready.status).toBe(503)
  const report = (await ready.json()) as { parts: Record<string, { state: string }> }
  for (const part of ['database', 'redis', 'storage'] as const) {
    expect(`${part} ${report.parts[part]?.state}`).toBe(
      `${part} ${parts.includes(part) ? 'down' : 'up'}`,
    )
  }
}

async function expectNothingStuck(): Promise<void> {
  await eventually(async () => {
    const stuck = await installation.admin`
      select 1 from pg_stat_activity
      where state like 'idle in transaction%' and datname = current_database()`
    return stuck.length === 0
  })
}

/** Creates meetings whose jobs are running or queued. */
async function begin(count: number): Promise<string[]> {
  const meetings = await Promise.all(Array.from({ length: count }, () => createMeeting(client)))
  await Promise.all(meetings.map(({ id }) => uploadTranscript(client, id)))
  return meetings.map(({ id }) => id)
}

/** Expects that each meeting was processed exactly once. */
async function expectDone(ids: string[]): Promise<void> {
  for (const id of ids) {
    await untilStatus(client, id, 'in_review')
    const [runs] = await installation.admin<{ count: number }[]>`
      select count(*)::int as count from runs where meeting_id = ${id}`
    expect(runs?.count).toBe(1)
  }
}

test.each(frozenParts.map((parts) => [parts.join(' and '), parts] as const))(
  'with %s frozen answers every request, reports it in readiness, and recovers after the thaw',
  async (_name, parts) => {
    const atWork = await begin(4)
    const { id } = await createMeeting(client)
    freeze(...parts)
    const bring = ask(`/api/v1/meetings/${id}/transcript`, { method: 'POST', body: talk })
    await Promise.all([expectLife(), expectNamed(parts), expectAnswers()])
    // Once more, now that the outage is known.
    await expectAnswers()
    const list = await ask('/api/v1/meetings')
    expect(list.status).toBe(parts.includes('database') ? 503 : 200)
    expect([201, 503]).toContain((await bring).status)
    thaw()
    await untilHealthy()
    const { hasTranscript } = await readMeeting(client, id)
    if (!hasTranscript) await uploadTranscript(client, id)
    await expectDone([...atWork, id])
    await expectNothingStuck()
  },
)

test('resumes uploads after the storage thaws, at any step', async () => {
  const bytes = toneWav()
  const start = async () => {
    const { id } = await createMeeting(client)
    const upload = await beginUpload(client, id, bytes)
    const part = partOf(bytes, upload, 1)
    const signed = await signPart(client, upload.id, 1, checksumOf(part))
    const { pathname, search } = new URL(signed.url)
    return {
      send: () =>
        ask(`${pathname}${search}`, { method: 'PUT', body: part, headers: signed.headers }),
      complete: (sent: Response) =>
        ask(`/api/v1/uploads/${upload.id}/complete`, {
          method: 'POST',
          json: { parts: [{ number: 1, etag: sent.headers.get('etag') ?? '' }] },
        }),
    }
  }
  const [begun, sent] = [await start(), await start()]
  const etag = await sent.send()
  expect(etag.status).toBe(200)
  freeze('storage')
  const statuses = async () =>
    (await Promise.all([begun.send(), sent.complete(etag)])).map(({ status }) => status)
  expect(await statuses()).toEqual([503, 503])
  expect(await statuses()).toEqual([503, 503])
  thaw()
  await untilHealthy()
  const late = await begun.send()
  expect([late.status, (await sent.complete(etag)).status]).toEqual([200, 200])
  expect((await begun.complete(late)).status).toBe(200)
})

test('reports an unanswered commit as outcome_unknown and applies its retry by key once', async () => {
  const { services, admin } = installation
  const begin = services.db.sql.begin.bind(services.db.sql)
  const name = 'Commit unknown'
  const write = () =>
    ask('/api/v1/clients', {
      method: 'POST',
      json: { name },
      headers: { 'idempotency-key': 'frozen-commit', 'accept-language': 'ru' },
    })
  // Freezes after the last statement of the transaction, just before COMMIT.
  services.db.sql.begin = (async (work: (tx: unknown) => Promise<unknown>) =>
    begin(async (tx) => {
      const result = await work(tx)
      freeze('database')
      return result
    })) as typeof begin
  try {
    const { code, status } = await problemOf(await write())
    expect(`${status} ${code}`).toBe('503 outcome_unknown')
  } finally {
    services.db.sql.begin = begin
  }
  thaw()
  await untilHealthy()
  await eventually(async () => {
    const again = await write()
    return again.status === 201
  })
  const [rows] = await admin<{ count: number }[]>`
    select count(*)::int as count from clients where name = ${name}`
  expect(rows?.count).toBe(1)
})
