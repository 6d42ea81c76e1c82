import { parseArgs } from 'node:util'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { startTelemetry } from '../../platform/telemetry/start.ts'
import { startApi } from '../api.ts'
import { buildDashboard } from '../build-dashboard.ts'
import { serveApiFigures } from '../figures.ts'
import { withInstallation } from '../installation.ts'
import { openServices, providersOf } from '../services.ts'
import { type Command, exitAfter, untilStopped } from '../command.ts'

const stopWithinMs = 30_000

export const command: Command = {
  usage: `Usage: bun aam api [--home DIR]

Serves the API and the dashboard on PORT. Run “bun aam migrate” before, and “bun aam worker” beside it.`,
  async run(args) {
    const { values } = parseArgs({ args, options: { home: { type: 'string' } } })
    const config = readConfig(values.home ? { home: values.home } : {})
    const stopTelemetry = startTelemetry(config.tracing, 'api')
    const log = createLog(config.logLevel)
    await buildDashboard((line) => log.info(line))
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, log, {
        name: 'api',
        whenRedisIsAway: 'fail',
        ...providersOf(config),
      })
      await services.files.ensureBucket()
      const api = startApi(services, {
        port: config.port,
        tenantBaseDomain: config.tenantBaseDomain,
        signUp: config.signUp,
        publicUrl: config.publicUrl,
        host: config.host,
        trustedProxies: config.trustedProxies,
        withDashboard: true,
      })
      const { checkParts } = api
      const figures = config.metrics
        ? serveApiFigures(services, config.metrics, { checkParts })
        : null
      log.info({ port: api.port }, 'API listening')
      const signal = await untilStopped()
      log.info({ signal }, 'API draining')
      api.drain()
      await Bun.sleep(config.drainMs)
      exitAfter(stopWithinMs)
      await api.stop()
      figures?.stop()
      await services.close()
      await stopTelemetry().catch(() => undefined)
      return 0
    })
  },
}
