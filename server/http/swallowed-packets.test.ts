import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type NetworkPath, openNetworkPath } from '../../ops/test/black-hole.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
  type TestRequest,
} from '../../ops/test/installation.ts'
import type { FreezablePart } from '../../ops/test/freeze.ts'
import { silentWav } from '../../ops/test/silent-wav.ts'
import { beginUpload, checksumOf, partOf, signPart } from './test/uploads.ts'
import {
  bringTranscript,
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Three times the promise of five seconds: `aam bench recovery` has the exact figures, and a busy machine is slow. */
const answeredWithinMs = 15_000

const parts = ['database', 'redis', 'storage'] as const
let paths: Record<FreezablePart, NetworkPath>
let installation: TestInstallation
let client: Client

beforeAll(async () => {
  const { databaseUrl, redisUrl, s3 } = await sharedServices()
  const open = (url: string) => {
    const { hostname, port } = new URL(url)
    return openNetworkPath({ host: hostname, port: Number(port) })
  }
  const [database, redis, storage] = await Promise.all(
    [databaseUrl, redisUrl, s3.endpoint].map(open),
  )
  if (!database || !redis || !storage) throw new Error('A service has no path.')
  paths = { database, redis, storage }
  installation = await openInstallation({
    ports: { database: database.port, redis: redis.port, storage: storage.port },
  })
  client = await openTenant(installation, 'swallowed')
})
afterEach(async () => {
  for (const part of parts) paths[part].restore()
  await untilWell()
})
afterAll(async () => {
  await installation.close()
  for (const part of parts) paths[part].close()
})

/** Fails when the answer does not come in time. */
async function ask(path: string, init: TestRequest = {}): Promise<Response> {
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

const requests = (): [string, TestRequest][] => [
  ['/api/v1/me', {}],
  ['/api/v1/meetings', {}],
  ['/api/v1/clients', { method: 'POST', json: { name: crypto.randomUUID() } }],
]

const askAll = (): Promise<Response[]> =>
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

describe.each(
  [...parts.map((part) => [part]), [...parts]].map(
    (those) => [those.join(' and '), those] as const,
  ),
)('when the network to %s swallows everything', (_name, swallowed) => {
  test('requests are answered, and all goes on once it passes again', async () => {
    const { id } = await createMeeting(client)
    for (const part of swallowed) paths[part].swallow()
    expect((await ask('/health/live')).status).toBe(200)
    expect((await ask('/health/ready')).status).toBe(503)
    await expectAnswers([...(await askAll()), ...(await askAll())])
    for (const part of swallowed) paths[part].restore()
    await untilWell()
    await bringTranscript(client, id)
    await untilStatus(client, id, 'in_review')
  })

  test('connections that are lost without a word are replaced', async () => {
    await expectAnswers(await askAll())
    for (const part of swallowed) paths[part].forgetConnections()
    await expectAnswers(await askAll())
    await untilWell()
    const answers = await askAll()
    expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([])
    const { id } = await createMeeting(client)
    await bringTranscript(client, id)
    await untilStatus(client, id, 'in_review')
  })
})

test('an upload goes on over another connection when one to the storage is lost', async () => {
  const bytes = silentWav()
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
})
