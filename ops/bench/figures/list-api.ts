import { startApi } from '../../../server/main/api.ts'
import type { Addresses } from '../../../server/main/addresses.ts'
import { serveApiFigures } from '../../../server/main/figures.ts'
import { openServices } from '../../../server/main/services.ts'
import { createLog } from '../../../server/platform/log.ts'
import { startTelemetry } from '../../../server/platform/telemetry/start.ts'

/** `telemetry`: null where nothing is traced or counted at all; left out, as an API without a collector. */
interface ListApi {
  addresses: Addresses
  telemetry?: { endpoint: string; ratio: number } | null
}

// The API as `aam api` runs it, with its log lines thrown away by the terminal and not by the level.
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
