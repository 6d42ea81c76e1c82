import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveWorkerFigures } from '../../server/main/figures.ts'
import { type S3Server, startS3Server } from '../embedded/s3/server.ts'
import { openInstallation, type TestInstallation } from '../test/installation.ts'
import { readCompose } from './compose.ts'

const folder = mkdtempSync(join(tmpdir(), 'aam-health-'))
let installation: TestInstallation
let storage: S3Server
let figures: { port: number | null; stop(): void }
const ports: Record<string, number> = {}

beforeAll(async () => {
  installation = await openInstallation()
  storage = await startS3Server({
    folder,
    port: 0,
    bucket: 'aam',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret', region: 'us-east-1' },
  })
  figures = serveWorkerFigures(
    installation.services,
    { hostname: '127.0.0.1', port: 0 },
    { slots: 1, inFlight: () => 0 },
  )
  Object.assign(ports, { api: installation.port, storage: storage.port, worker: figures.port })
})

afterAll(async () => {
  figures?.stop()
  await storage?.stop()
  await installation?.close()
  rmSync(folder, { recursive: true })
})

/** Runs the health check that docker-compose.yml gives a service, at the port where it answers here. */
async function isHealthy(service: string, port: number): Promise<boolean> {
  const [, , , url = '', ...status] = readCompose().services[service]?.healthcheck?.test ?? []
  const here = new URL(url)
  here.port = String(port)
  const check = join(import.meta.dir, 'image/healthy.ts')
  const child = Bun.spawn([process.execPath, check, here.href, ...status], { stderr: 'ignore' })
  return (await child.exited) === 0
}

for (const service of ['api', 'worker', 'storage']) {
  test(`the health check of ${service} passes where it answers, and fails where nobody does`, async () => {
    expect(await isHealthy(service, ports[service] ?? 0)).toBe(true)
    const nobody = Bun.serve({ port: 0, fetch: () => new Response('away', { status: 503 }) })
    expect(await isHealthy(service, nobody.port ?? 0)).toBe(false)
    await nobody.stop(true)
    expect(await isHealthy(service, nobody.port ?? 0)).toBe(false)
  })
}
