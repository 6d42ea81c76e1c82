import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { askFigures } from '../../ops/test/read-figures.ts'
import { recordSpans } from '../../ops/test/spans.ts'
import { checkHealth } from '../http/health.ts'
import { pingDatabase } from '../../db/lookup.ts'
import { serveApiFigures } from './figures.ts'
import type { ProcessServices } from './services.ts'

setDefaultTimeout(60_000)

let exporter: ReturnType<typeof recordSpans>
let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  exporter = recordSpans()
})
afterAll(async () => {
  await installation.close()
  exporter.stop()
})

test('health checks and figures create no traces', async () => {
  const services = installation.services as unknown as ProcessServices
  const checkParts = () =>
    checkHealth({
      database: () => pingDatabase(services.db).then(() => null),
      storage: () => services.files.ping().then(() => null),
    })
  const served = serveApiFigures(services, { hostname: '127.0.0.1', port: 0 }, { checkParts })
  try {
    for (const path of ['/health/live', '/health/ready', '/metrics', '/health/none']) {
      await (await installation.request('', path)).text()
    }
    expect(await askFigures(served.port)).toContain('aam_part_state{part="storage"')
  } finally {
    served.stop()
  }
  const roots = exporter.getFinishedSpans().filter((span) => span.parentSpanContext === undefined)
  expect(roots.map(({ name }) => name)).toEqual([])
})
