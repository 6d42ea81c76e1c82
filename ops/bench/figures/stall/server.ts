import type { Addresses } from '../../../../server/main/addresses.ts'
import { startApi } from '../../../../server/main/api.ts'
import { openServices } from '../../../../server/main/services.ts'
import { startWorker } from '../../../../server/main/worker.ts'
import type { SpeechConfig } from '../../../../server/platform/settings/speech-config.ts'
import { createLog } from '../../../../server/platform/log.ts'
import { startTelemetry } from '../../../../server/platform/telemetry/start.ts'
import { startMeter } from './meter.ts'

// The API or a worker as `aam` runs it, plus a port that reports the event loop's delays.
const { role, addresses, speech } = JSON.parse(process.argv[2] ?? '') as {
  role: 'api' | 'worker'
  addresses: Addresses
  speech: SpeechConfig
}
startTelemetry({ endpoint: null, ratio: 0 }, role)
const log = createLog('info', { write: () => undefined })
const services = await openServices(addresses, log, {
  name: `bench-${role}`,
  whenRedisIsAway: role === 'api' ? 'fail' : 'wait',
  speech,
})
const port = role === 'api' ? serveApi() : work()
const meter = startMeter()
const figures = Bun.serve({ port: 0, fetch: () => Response.json(meter.read()) })
console.log(`meter ${figures.port} port ${port}`)

function serveApi(): number {
  return startApi(services, {
    port: 0,
    tenantBaseDomain: 'localhost',
    signUp: 'closed',
    publicUrl: null,
    withDashboard: false,
  }).port
}

function work(): number {
  startWorker(services, { concurrency: 4 })
  return 1
}
