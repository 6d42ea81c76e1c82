import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { startTelemetry } from '../../platform/telemetry/start.ts'
import { withInstallation } from '../installation.ts'
import { serveWorkerFigures, workerSocket } from '../figures.ts'
import { openServices, providersOf } from '../services.ts'
import { startWorker, workerEndsWithinMs, workerGraceMs } from '../worker.ts'
import { type Command, CommandFailed, exitAfter, untilStopped } from '../command.ts'

export const command: Command = {
  usage: `Usage: bun aam worker [--stages analyse,purge] [--concurrency 4] [--home DIR]

Does the jobs of all tenants in turn, as many at once as --concurrency says, and one more for a tenant that has none
of them. SIGTERM finishes or hands back what is in hand.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        stages: { type: 'string' },
        concurrency: { type: 'string', default: '4' },
        home: { type: 'string' },
        'with-parent': { type: 'boolean', default: false },
      },
    })
    const concurrency = Number(values.concurrency)
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new CommandFailed('--concurrency must be a whole number from 1.')
    }
    const config = readConfig(values.home ? { home: values.home } : {})
    const stopTelemetry = startTelemetry(config.tracing, 'worker')
    const log = createLog(config.logLevel)
    return withInstallation(config, async (addresses) => {
      const services = await openServices(addresses, log, {
        name: 'worker',
        whenRedisIsAway: 'wait',
        ...providersOf(config),
      })
      const stages = values.stages?.split(',').map((stage) => stage.trim())
      const worker = startWorker(services, {
        concurrency,
        temporaryFolder: join(config.home, 'tmp'),
        ...(stages ? { stages } : {}),
      })
      const withParent = values['with-parent']
      const figures = config.metrics
        ? serveWorkerFigures(
            services,
            withParent ? { unix: workerSocket(config.home) } : config.metrics,
            { slots: concurrency, inFlight: worker.inFlight, checkParts: worker.checkParts },
          )
        : null
      log.info({ concurrency, stages: stages ?? 'all' }, 'worker started')
      const signal = await Promise.race([
        untilStopped(),
        ...(withParent ? [untilParentEnds()] : []),
      ])
      log.info({ signal }, 'worker stopping')
      exitAfter(workerEndsWithinMs)
      await worker.stop(workerGraceMs)
      figures?.stop()
      await services.close()
      await stopTelemetry().catch(() => undefined)
      return 0
    })
  },
}

/** A worker started by `bun start` must not outlive it, even if that process was killed. */
async function untilParentEnds(): Promise<string> {
  const parent = process.ppid
  while (process.ppid === parent) await Bun.sleep(500)
  return 'parent ended'
}
