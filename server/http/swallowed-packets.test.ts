import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openNetworkPath } from '../../ops/test/black-hole.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestRequest,
} from '../../ops/test/installation.ts'
import type { FreezablePart } from '../../ops/test/freeze.ts'
import { toneWav } from '../../ops/test/tone-wav.ts'
import { beginUpload, checksumOf, partOf, signPart } from './test/uploads.ts'
import {
  bringTranscript,
  createMeeting,
  openTenant,
  problemOf,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Three times the promise of five seconds: `aam bench recovery` has the exact figures, and a busy machine is slow. */
const answeredWithinMs = 15_000
const parts = ['database', 'redis', 'storage'] as const

const places: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(places.map((place) => place.close())))

/** An installation that reaches each service through a network of its own. */
async function openPlace() {
  const { databaseUrl, redisUrl, s3 } = await sharedServices()
  const open = (url: string) => {
    const { hostname, port } = new URL(url)
    return openNetworkPath({ host: hostname, port: Number(port) })
  }
  const [database, redis, storage] = await Promise.all(
    [databaseUrl, redisUrl, s3.endpoint].map(open),
  )
  if (!database || !redis || !storage) throw new Error('A service has no path.')
  const paths = { database, redis, storage }
  const installation = await openInstallation({
    ports: { database: database.port, redis: redis.port, storage: storage.port },
  })
  places.push({
    async close() {
      await installation.close()
      for (const part of parts) paths[part].close()
    },
  })
  const client = await openTenant(installation, 'swallowed')

  /** Fails when the answer does not come in time. */
  const ask = (path: string, init: TestRequest = {}): Promise<Response> => {
    const late = Bun.sleep(answeredWithinMs).then(() => {
      throw new Error(`${init.method ?? 'GET'} ${path} was not answered`)
    })
    const answer = installation.request('swallowed', path, { token: client.token, ...init })
    return Promise.race([answer, late])
  }
  const untilWell = () =>
    eventually(async () => {
      const ready = await ask('/health/ready')
      return ready.ok && (await ask('/api/v1/meetings?limit=1')).ok
    })
  return { paths, client, ask, untilWell }
}
type Place = Awaited<ReturnType<typeof openPlace>>

const requests = (): [string, TestRequest][] => [
  ['/api/v1/me', {}],
  ['/api/v1/meetings', {}],
  ['/api/v1/clients', { method: 'POST', json: { name: crypto.randomUUID() } }],
]

const askAll = ({ ask }: Place): Promise<Response[]> =>
  Promise.all(
    Array.from({ length: 12 }, requests)
      .flat()
      .map(([path, init]) => ask(path, init)),
  )

async function expectAnswers(answers: Response[]): Promise<void> {
  for (const answer of answers) {
    if (answer.status < 300) continue
    expect(['unavailable', 'outcome_unknown']).toContain((await problemOf(answer)).code)
  }
}

async function expectWhole({ client }: Place): Promise<void> {
  const { id } = await createMeeting(client)
  await bringTranscript(client, id)
  await untilStatus(client, id, 'in_review')
}

async function swallowAll(place: Place, those: readonly FreezablePart[]): Promise<void> {
  const { paths, ask, untilWell } = place
  for (const part of those) paths[part].swallow()
  expect((await ask('/health/live')).status).toBe(200)
  const [ready, answers] = await Promise.all([ask('/health/ready'), askAll(place)])
  expect(ready.status).toBe(503)
  await expectAnswers([...answers, ...(await askAll(place))])
  for (const part of those) paths[part].restore()
  await untilWell()
  await expectWhole(place)
}

async function forgetConnections(place: Place, those: readonly FreezablePart[]): Promise<void> {
  const { paths, untilWell } = place
  await expectAnswers(await askAll(place))
  for (const part of those) paths[part].forgetConnections()
  await expectAnswers(await askAll(place))
  await untilWell()
  const answers = await askAll(place)
  expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([])
  await expectWhole(place)
}

async function uploadOverLostConnections({ paths, client, ask }: Place): Promise<void> {
  const bytes = toneWav()
  const { id } = await createMeeting(client)
  const upload = await beginUpload(client, id, bytes)
  const part = partOf(bytes, upload, 1)
  const signed = await signPart(client, upload.id, 1, checksumOf(part))
  const { pathname, search } = new URL(signed.url)
  paths.storage.forgetConnections()
  const send = () =>
    ask(`${pathname}${search}`, { method: 'PUT', body: part, headers: signed.headers })
  const sent = await eventually(async () => {
    const answer = await send()
    return answer.ok && answer
  })
  const etag = sent.headers.get('etag') ?? ''
  paths.storage.forgetConnections()
  const complete = () =>
    ask(`/api/v1/uploads/${upload.id}/complete`, {
      method: 'POST',
      json: { parts: [{ number: 1, etag }] },
    })
  await eventually(async () => (await complete()).ok)
}

const networks: FreezablePart[][] = [...parts.map((part) => [part]), [...parts]]

// Side by side: each waits for nearly all of its time.
test.concurrent.each(networks.map((those) => [those.join(' and '), those] as const))(
  'the network to %s swallows packets or forgets connections: requests are answered, and all goes on afterwards',
  async (_name, those) => {
    const place = await openPlace()
    await swallowAll(place, those)
    await forgetConnections(place, those)
    if (those.includes('storage')) await uploadOverLostConnections(place)
  },
)
