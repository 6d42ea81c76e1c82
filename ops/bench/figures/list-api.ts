import { startApi } from '../../../server/main/api.ts'
import type { Addresses } from '../../../server/main/addresses.ts'
import { openServices } from '../../../server/main/services.ts'
import { createLog } from '../../../server/platform/log.ts'
import { startTelemetry } from '../../../server/platform/telemetry.ts'

// The API as `aam api` runs it, with its log lines thrown away by the terminal and not by the level.
const addresses = JSON.parse(process.argv[2] ?? '') as Addresses
startTelemetry(null, 'api')
const log = createLog('info', { write: () => undefined })
const services = await openServices(addresses, log, { name: 'bench', whenRedisIsAway: 'fail' })
const api = startApi(services, {
  port: 0,
  tenantBaseDomain: 'localhost',
  signUp: 'closed',
  publicUrl: null,
  withDashboard: false,
})
console.log(`port ${api.port}`)
