import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AamProcess, spawnAam } from '../../ops/test/aam-process.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../ops/test/installation.ts'
import { buildDashboard } from './build-dashboard.ts'
import { findFreePort } from '../jobs/test/redis-server.ts'

setDefaultTimeout(60_000)

const slug = 'draining'
let installation: TestInstallation
let api: AamProcess | undefined
beforeAll(async () => {
  // Otherwise the API would build it before its first answer if sources are newer.
  await buildDashboard(() => undefined)
  installation = await openInstallation()
  await installation.createTenant(slug)
})
afterAll(async () => {
  // Still running if the test failed half-way.
  api?.kill('SIGKILL')
  await installation.close()
})

test('an API that is told to stop announces it first, keeps answering, closes streams, and exits cleanly', async () => {
  const port = await findFreePort()
  api = spawnAam(['api'], installation.services, {
    PORT: String(port),
    METRICS_PORT: '0',
    DRAIN_SECONDS: '1',
  })
  const headers: Record<string, string> = { host: `${slug}.localhost` }
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers })
  await eventually(async () => (await ask('/health/ready').catch(() => null))?.ok, 30_000)
  headers['content-type'] = 'application/json'
  const signedIn = await ask('/api/v1/auth/login', {
    method: 'POST',
    body: JSON.stringify({ email: `owner@${slug}.example`, password: testPassword }),
  })
  const { accessToken } = (await signedIn.json()) as { accessToken: string }
  headers.authorization = `Bearer ${accessToken}`
  const stream = await ask('/api/v1/events')
  const streamed = stream.text()
  const answers: number[] = []
  const over = new AbortController()
  const asking = (async () => {
    // A load balancer keeps sending until it notices.
    while (!over.signal.aborted) answers.push((await ask('/api/v1/meetings')).status)
  })()
  await eventually(async () => answers.length > 0)

  api.kill('SIGTERM')
  const told = await eventually(async () => {
    const ready = await ask('/health/ready')
    return ready.status === 503 ? ready : null
  })
  expect(await told.json()).toMatchObject({ ready: false, state: 'draining', parts: {} })
  expect(told.headers.get('connection')).toBe('close')
  const meanwhile = answers.length
  await eventually(async () => answers.length > meanwhile)
  over.abort()
  await asking
  expect(answers.filter((status) => status !== 200)).toEqual([])
  expect((await ask('/health/live')).status).toBe(200)

  expect(await streamed).toMatch(/retry: \d+\n\n: come back\n\n$/)
  expect(await api.exited).toBe(0)
  expect(await ask('/health/ready').catch(() => null)).toBeNull()
})

test('the whole system behind a public address announces it too, and its figures have no port', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port: taken } = other.address() as AddressInfo
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'aam-draining-'))
  const home = join(folder, 'home')
  const output = join(folder, 'said')
  const system = spawnAam(
    ['up', '--no-demo', '--home', home, '--port', String(port)],
    installation.services,
    { PUBLIC_URL: `http://localhost:${port}`, METRICS_PORT: String(taken), DRAIN_SECONDS: '1' },
    output,
  )
  const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
  await eventually(async () => (await ready())?.ok, 30_000)
  system.kill('SIGTERM')
  const told = await eventually(async () => {
    const answer = await ready()
    return answer?.status === 503 ? answer : null
  })
  expect(await told.json()).toMatchObject({ ready: false, state: 'draining' })
  expect(await system.exited).toBe(0)
  expect(await Bun.file(output).text()).toContain('Metrics are not served: METRICS_PORT is in use')
  other.close()
  rmSync(folder, { recursive: true, force: true })
})
