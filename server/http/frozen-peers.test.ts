import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type FreezablePart, freezeService } from '../../ops/test/freeze.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
  type TestRequest,
  testPassword,
} from '../../ops/test/installation.ts'
import { silentWav } from '../../ops/test/silent-wav.ts'
import { beginUpload, checksumOf, partOf, signPart } from './test/uploads.ts'
import {
  type Client,
  bringTranscript,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  reviewMeeting,
  talk,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Three times the promise of five seconds: `aam bench recovery` has the exact figures, and a busy machine is slow. */
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
  await untilWell()
})

/** Fails when the answer does not come in time. */
async function ask(path: string, init: TestRequest = {}): Promise<Response> {
  const late = Bun.sleep(answeredWithinMs).then(() => {
    throw new Error(`${init.method ?? 'GET'} ${path} was not answered`)
  })
  const answer = installation.request('frozen', path, { token: client.token, ...init })
  return Promise.race([answer, late])
}

const untilWell = () =>
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

describe.each(frozenParts.map((parts) => [parts.join(' and '), parts] as const))(
  'with %s frozen',
  (_name, parts) => {
    test('liveness asks nobody, and readiness names what is down', async () => {
      freeze(...parts)
      for (const slug of ['frozen', '', 'never-heard-of']) {
        expect((await installation.request(slug, '/health/live')).status).toBe(200)
      }
      const ready = await ask('/health/ready')
      expect(ready.status).toBe(503)
      const report = (await ready.json()) as { parts: Record<string, { state: string }> }
      for (const part of ['database', 'redis', 'storage'] as const) {
        expect(`${part} ${report.parts[part]?.state}`).toBe(
          `${part} ${parts.includes(part) ? 'down' : 'up'}`,
        )
      }
    })

    test('every request is answered, with a problem where it needs what is frozen', async () => {
      freeze(...parts)
      // Twice as many as there are connections, and again once the outage is known.
      for (const _round of [1, 2]) {
        const answers = await Promise.all(
          [...Array.from({ length: 12 }, () => frequent).flat(), ...costly].map(
            async ([path, init]) => {
              const headers = { 'accept-language': 'ru', ...init.headers }
              return [
                `${init.method ?? 'GET'} ${path}`,
                await ask(path, { ...init, headers }),
              ] as const
            },
          ),
        )
        for (const [name, answer] of answers) {
          expect(`${name} ${answer.status}`).not.toContain(' 500')
          if (answer.status !== 503) continue
          const problem = await problemOf(answer)
          expect(['unavailable', 'outcome_unknown']).toContain(problem.code)
          expect(problem.detail).toMatch(/[а-яё]/)
          expect(answer.headers.get('retry-after')).toBe('2')
        }
      }
      const list = await ask('/api/v1/meetings')
      expect(list.status).toBe(parts.includes('database') ? 503 : 200)
    })

    test('the thaw is enough: meetings go through, and nothing is left in the database', async () => {
      const { id } = await createMeeting(client)
      freeze(...parts)
      const brought = await ask(`/api/v1/meetings/${id}/transcript`, { method: 'POST', body: talk })
      expect([201, 503]).toContain(brought.status)
      thaw()
      await untilWell()
      const { hasTranscript } = await readMeeting(client, id)
      if (!hasTranscript) await bringTranscript(client, id)
      await untilStatus(client, id, 'in_review')
      await eventually(async () => {
        const stuck = await installation.admin`
          select 1 from pg_stat_activity
          where state like 'idle in transaction%' and datname = current_database()`
        return stuck.length === 0
      })
      expect((await reviewMeeting(client)).status).toBe('in_review')
    })
  },
)

test('a job that was at work goes on after the thaw, and has its effects once', async () => {
  for (const parts of frozenParts) {
    const meetings = await Promise.all(Array.from({ length: 4 }, () => createMeeting(client)))
    await Promise.all(meetings.map(({ id }) => bringTranscript(client, id)))
    freeze(...parts)
    await Promise.all([ask('/api/v1/me'), ask('/api/v1/meetings')])
    thaw()
    await untilWell()
    for (const { id } of meetings) {
      await untilStatus(client, id, 'in_review')
      const [runs] = await installation.admin<{ count: number }[]>`
        select count(*)::int as count from runs where meeting_id = ${id}`
      expect(runs?.count).toBe(1)
    }
  }
})

test('an upload is completed after the thaw of the storage', async () => {
  const bytes = silentWav()
  const { id } = await createMeeting(client)
  const upload = await beginUpload(client, id, bytes)
  const part = partOf(bytes, upload, 1)
  const signed = await signPart(client, upload.id, 1, checksumOf(part))
  const { pathname, search } = new URL(signed.url)
  const send = () =>
    ask(`${pathname}${search}`, { method: 'PUT', body: part, headers: signed.headers })
  const complete = (etag: string) =>
    ask(`/api/v1/uploads/${upload.id}/complete`, {
      method: 'POST',
      json: { parts: [{ number: 1, etag }] },
    })
  freeze('storage')
  expect((await send()).status).toBe(503)
  expect((await send()).status).toBe(503)
  thaw()
  await untilWell()
  const sent = await send()
  expect(sent.status).toBe(200)
  const etag = sent.headers.get('etag') ?? ''
  freeze('storage')
  expect((await complete(etag)).status).toBe(503)
  thaw()
  await untilWell()
  expect((await complete(etag)).status).toBe(200)
})

test('a write whose commit was not answered is told apart, and repeated by its key once', async () => {
  const { services, admin } = installation
  const begin = services.db.sql.begin.bind(services.db.sql)
  const name = 'Commit unknown'
  const write = () =>
    ask('/api/v1/clients', {
      method: 'POST',
      json: { name },
      headers: { 'idempotency-key': 'frozen-commit', 'accept-language': 'ru' },
    })
  // The last statement of a transaction: what follows it is COMMIT.
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
  await untilWell()
  await eventually(async () => {
    const again = await write()
    return again.status === 201
  })
  const [rows] = await admin<{ count: number }[]>`
    select count(*)::int as count from clients where name = ${name}`
  expect(rows?.count).toBe(1)
})
