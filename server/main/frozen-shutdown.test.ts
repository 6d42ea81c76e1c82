import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type AamProcess, spawnAam } from '../../ops/test/aam-process.ts'
import { type FreezablePart, freezeService } from '../../ops/test/freeze.ts'
import {
  eventually,
  openInstallation,
  requestTo,
  sharedServices,
  type TestInstallation,
  testPassword,
} from '../../ops/test/installation.ts'
import { followLive } from '../../ops/test/live-stream.ts'
import { uploadTranscript, type Client, clientOf, createMeeting } from '../http/test/meetings.ts'
import { findFreePort } from '../jobs/test/redis-server.ts'

setDefaultTimeout(180_000)

const slug = 'shutdown'
/** Longer than statements, locks, leases and claims last, and than the reconciler waits for a quiet meeting. */
const longFreezeMs = 21_000

interface Pair {
  api: AamProcess
  worker: AamProcess
  client: Client
}

let home: string
let installation: TestInstallation
let lasting: Pair
beforeAll(async () => {
  ;({ home } = await sharedServices())
  installation = await openInstallation({ worker: false })
  await installation.createTenant(slug)
  lasting = await startPair()
})
afterAll(async () => {
  stop(lasting)
  await installation.close()
})

const thaws: (() => void)[] = []
const freeze = (...parts: FreezablePart[]): void => {
  for (const part of parts) thaws.push(freezeService(home, part))
}
const thaw = (): void => {
  for (const go of thaws.splice(0)) go()
}
afterEach(thaw)

/** API and worker as an orchestrator runs them. */
async function startPair(): Promise<Pair> {
  const port = await findFreePort()
  const api = spawnAam(['api'], installation.services, { PORT: String(port) })
  const worker = spawnAam(['worker'], installation.services)
  const reach: TestInstallation = { ...installation, port, request: requestTo(port) }
  await eventually(
    async () => (await reach.request(slug, '/health/ready').catch(() => null))?.ok,
    60_000,
  )
  const signedIn = await reach.request(slug, '/api/v1/auth/login', {
    method: 'POST',
    json: { email: `owner@${slug}.example`, password: testPassword },
  })
  const { accessToken } = (await signedIn.json()) as { accessToken: string }
  return { api, worker, client: clientOf(reach, slug, accessToken) }
}

function stop({ api, worker }: Pair): Promise<(number | null)[]> {
  api.kill('SIGTERM')
  worker.kill('SIGTERM')
  return Promise.all([api.exited, worker.exited])
}

/** Meetings with running jobs. */
async function begin({ client }: Pair, count: number): Promise<string[]> {
  const meetings = await Promise.all(Array.from({ length: count }, () => createMeeting(client)))
  await Promise.all(meetings.map(({ id }) => uploadTranscript(client, id)))
  return meetings.map(({ id }) => id)
}

/** Waits until they are in review, after one run each. */
async function expectDone(ids: string[]): Promise<void> {
  const read = () => installation.admin<{ status: string; runs: number }[]>`
    select status, (select count(*)::int from runs where meeting_id = m.id) as runs
    from meetings m where id = any(${ids}::uuid[])`
  await eventually(async () => (await read()).every(({ status }) => status === 'in_review'), 40_000)
  expect((await read()).map(({ runs }) => runs)).toEqual(ids.map(() => 1))
}

/** Answered even by an API that is told to stop meanwhile. */
const ask = ({ client }: Pair): Promise<number[]> =>
  Promise.all(Array.from({ length: 8 }, async () => (await client.send('/meetings')).status))

const frozenParts: FreezablePart[][] = [['database'], ['redis', 'storage']]

test.each(frozenParts.map((parts) => [parts.join(' and '), parts] as const))(
  'API and worker exit cleanly with %s frozen',
  async (_name, parts) => {
    const pair = await startPair()
    const ids = await begin(pair, 4)
    await expectDone(ids)
    freeze(...parts)
    const answers = ask(pair)
    // Until the requests have arrived.
    await Bun.sleep(100)
    expect(await stop(pair)).toEqual([0, 0])
    expect((await answers).filter((status) => status !== 200 && status !== 503)).toEqual([])
  },
)

test('with everything frozen for long, API and worker exit cleanly or recover, and nothing is lost', async () => {
  const live = followLive((headers) => lasting.client.send('/events', { headers }))
  await eventually(async () => live.seen.length > 0)
  const pair = await startPair()
  const ids = await begin(pair, 12)
  freeze('database', 'redis', 'storage')
  const untilThaw = Bun.sleep(longFreezeMs)
  const answers = ask(pair)
  await Bun.sleep(100)
  expect(await stop(pair)).toEqual([0, 0])
  expect((await answers).filter((status) => status !== 200 && status !== 503)).toEqual([])
  await untilThaw
  thaw()
  await expectDone(ids)
  const [id = ''] = await begin(lasting, 1)
  await expectDone([id])
  await eventually(async () =>
    [...ids, id].every((meetingId) =>
      live.seen.some(({ data }) => data.meetingId === meetingId && data.status === 'in_review'),
    ),
  )
  live.stop()
})
