import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type S3Server, startS3Server } from '../../server/embedded/s3/server.ts'
import { type AamProcess, spawnAam } from '../test/aam-process.ts'
import { type NetworkPath, openNetworkPath } from '../test/black-hole.ts'
import { freePort } from '../test/free-ports.ts'
import { eventually, openInstallation, type TestInstallation } from '../test/installation.ts'
import { readCompose } from './compose.ts'

setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-health-'))
let installation: TestInstallation
let storage: S3Server
let toRedis: NetworkPath
let worker: AamProcess
const ports: Record<string, number> = {}

beforeAll(async () => {
  installation = await openInstallation()
  storage = await startS3Server({
    folder,
    port: 0,
    bucket: 'aam',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', region: 'us-east-1' },
  })
  const { services, port } = installation
  const redis = new URL(services.addresses.redisUrl)
  toRedis = await openNetworkPath({ host: redis.hostname, port: Number(redis.port) })
  redis.host = `127.0.0.1:${toRedis.port}`
  const workerPort = await freePort()
  worker = spawnAam(['worker', '--home', join(folder, 'home')], services, {
    REDIS_URL: redis.href,
    METRICS_PORT: String(workerPort),
  })
  Object.assign(ports, { api: port, storage: storage.port, worker: workerPort })
  await eventually(() => isHealthy('worker', workerPort), 30_000)
})

afterAll(async () => {
  toRedis?.restore()
  worker?.kill('SIGTERM')
  await worker?.exited
  toRedis?.close()
  await storage?.stop()
  await installation?.close()
  rmSync(folder, { recursive: true })
})

/** Runs the health check that docker-compose.yml defines for a service, against the port where it listens here. */
async function isHealthy(service: string, port: number): Promise<boolean> {
  const [, , , url = '', ...status] = readCompose().services[service]?.healthcheck?.test ?? []
  const here = new URL(url)
  here.port = String(port)
  const check = join(import.meta.dir, 'image/healthy.ts')
  const child = Bun.spawn([process.execPath, check, here.href, ...status], { stderr: 'ignore' })
  return (await child.exited) === 0
}

for (const service of ['api', 'worker', 'storage']) {
  test(`the health check of ${service} passes where it responds, and fails where nothing does`, async () => {
    expect(await isHealthy(service, ports[service] ?? 0)).toBe(true)
    const nobody = Bun.serve({ port: 0, fetch: () => new Response('away', { status: 503 }) })
    expect(await isHealthy(service, nobody.port ?? 0)).toBe(false)
    await nobody.stop(true)
    expect(await isHealthy(service, nobody.port ?? 0)).toBe(false)
  })
}

test('a worker is unhealthy until Redis receives its heartbeat', async () => {
  const port = ports['worker'] ?? 0
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
  toRedis.swallow()
  await eventually(async () => !(await isHealthy('worker', port)), 30_000)
  expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
  toRedis.restore()
  await eventually(() => isHealthy('worker', port), 30_000)
})
