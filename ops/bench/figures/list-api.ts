import { startApi } from '../../../server/main/api.ts'
import type { Addresses } from '../../../server/main/addresses.ts'
import { serveApiFigures } from '../../../server/main/figures.ts'
import { openServices } from '../../../server/main/services.ts'
import { createLog } from '../../../server/platform/log.ts'
import { startTelemetry } from '../../../server/platform/telemetry/start.ts'

/** `telemetry` is null to turn off traces and metrics; without it, the API runs as if it had no collector. */
interface ListApi {
  addresses: Addresses
  telemetry?: { endpoint: string; ratio: number } | null
}

// The API as `aam api` runs it. Its log lines are discarded by the terminal, not by the log level.
const { addresses, telemetry } = JSON.parse(process.argv[2] ?? '') as ListApi
if (telemetry !== null) startTelemetry(telemetry ?? { endpoint: null, ratio: 0 }, 'api')
const log = createLog('info', { write: () => undefined })
const services = await openServices(addresses, log, { name: 'bench', whenRedisIsAway: 'fail' })
const figures = telemetry ? serveApiFigures(services, { hostname: '127.0.0.1', port: 0 }) : null
const api = startApi(services, {
  port: 0,
  tenantBaseDomain: 'localhost',
  signUp: 'closed',
  publicUrl: null,
  withDashboard: false,
})
console.log(`${figures ? `meter ${figures.port} ` : ''}port ${api.port}`)
