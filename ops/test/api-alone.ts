// The program of `spawnApi`: an API without the dashboard, which takes long to build and is another matter.
import { startApi } from '../../server/main/api.ts'
import { openServices } from '../../server/main/services.ts'
import { createLog } from '../../server/platform/log.ts'

const services = await openServices(JSON.parse(await Bun.stdin.text()), createLog('silent'), {
  name: 'other-api',
  whenRedisIsAway: 'fail',
})
const api = startApi(services, {
  port: 0,
  tenantBaseDomain: 'localhost',
  signUp: 'closed',
  publicUrl: null,
  withDashboard: false,
})
console.log(api.port)
