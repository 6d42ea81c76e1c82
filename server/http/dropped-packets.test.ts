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
  uploadTranscript,
  createMeeting,
  openTenant,
  problemOf,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Three times the promised five seconds, for slow machines; `aam bench recovery` measures the exact times. */
const answeredWithinMs = 15_000
const parts = ['database', 'redis', 'storage'] as const

const opened: { close(): Promise<void> }[] = []
afterAll(() => Promise.all(opened.map((networked) => networked.close())))

/** Opens an installation that reaches each service through its own simulated network. */
async function openNetworkedInstallation() {
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
  opened.push({
    async close() {
      await installation.close()
      for (const part of parts) paths[part].close()
    },
  })
  const client = await openTenant(installation, 'swallowed')

  /** Sends a request and throws when it is not answered in time. */
  const ask = (path: string, init: TestRequest = {}): Promise<Response> => {
    const late = Bun.sleep(answeredWithinMs).then(() => {
      throw new Error(`${init.method ?? 'GET'} ${path} was not answered`)
    })
    const answer = installation.request('swallowed', path, { token: client.token, ...init })
    return Promise.race([answer, late])
  }
  const untilHealthy = () =>
    eventually(async () => {
      const ready = await ask('/health/ready')
      return ready.ok && (await ask('/api/v1/meetings?limit=1')).ok
    })
  return { paths, client, ask, untilHealthy }
}
type NetworkedInstallation = Awaited<ReturnType<typeof openNetworkedInstallation>>

const requests = (): [string, TestRequest][] => [
  ['/api/v1/me', {}],
  ['/api/v1/meetings', {}],
  ['/api/v1/clients', { method: 'POST', json: { name: crypto.randomUUID() } }],
]

const askAll = ({ ask }: NetworkedInstallation): Promise<Response[]> =>
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

async function expectRecovered({ client }: NetworkedInstallation): Promise<void> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
}

async function dropPackets(
  networked: NetworkedInstallation,
  those: readonly FreezablePart[],
): Promise<void> {
  const { paths, ask, untilHealthy } = networked
  for (const part of those) paths[part].swallow()
  expect((await ask('/health/live')).status).toBe(200)
  const [ready, answers] = await Promise.all([ask('/health/ready'), askAll(networked)])
  expect(ready.status).toBe(503)
  await expectAnswers([...answers, ...(await askAll(networked))])
  for (const part of those) paths[part].restore()
  await untilHealthy()
  await expectRecovered(networked)
}

async function loseConnections(
  networked: NetworkedInstallation,
  those: readonly FreezablePart[],
): Promise<void> {
  const { paths, untilHealthy } = networked
  await expectAnswers(await askAll(networked))
  for (const part of those) paths[part].forgetConnections()
  await expectAnswers(await askAll(networked))
  await untilHealthy()
  const answers = await askAll(networked)
  expect(answers.map(({ status }) => status).filter((status) => status >= 300)).toEqual([])
  await expectRecovered(networked)
}

async function uploadOverLostConnections({
  paths,
  client,
  ask,
}: NetworkedInstallation): Promise<void> {
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

// Concurrent, since each case spends nearly all its time waiting.
test.concurrent.each(networks.map((those) => [those.join(' and '), those] as const))(
  'answers requests and recovers when the network to %s drops packets or loses connections',
  async (_name, those) => {
    const networked = await openNetworkedInstallation()
    await dropPackets(networked, those)
    await loseConnections(networked, those)
    if (those.includes('storage')) await uploadOverLostConnections(networked)
  },
)
