import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { startTelemetry } from '../../platform/telemetry/start.ts'
import { startApi } from '../api.ts'
import { buildDashboard } from '../build-dashboard.ts'
import { type Installation, startInstallation } from '../installation.ts'
import { serveApiFigures, workerSocket } from '../figures.ts'
import { openServices, providersOf } from '../services.ts'
import { superviseWorker } from '../supervise-worker.ts'
import { type Command, CommandFailed, exitAfter, untilStopped } from '../command.ts'

/** Total time to stop API, worker and embedded services one after the other. */
const stopWithinMs = 60_000

const usage = `Usage: bun start [--port 3000] [--no-demo] [--home DIR]

Starts the whole system: database, Redis and storage where none are configured, migrations, API, worker
and dashboard, and on the first start the demo organisation with its sample meetings.
Ctrl-C stops all of it; what it holds stays.`

export const command: Command = {
  usage,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        demo: { type: 'boolean', default: true },
        home: { type: 'string' },
      },
      allowNegative: true,
    })
    const config = readConfig({
      ...(values.home ? { home: values.home } : {}),
      ...(values.port ? { port: toPort(values.port) } : {}),
    })
    const startedAt = performance.now()
    const say = (line: string) => console.log(`  ${line}`)
    console.log('AAM is starting')
    requireFreePort(config.port)
    const stopAsked = untilStopped()
    const abort = new AbortController()
    void stopAsked.then(() => abort.abort())

    const building = buildDashboard(say)
    // Awaited below, where everything started so far is stopped again.
    building.catch(() => undefined)
    const installation = await startInstallation(config, say, abort.signal)
    try {
      await building
      await serve(config, installation, { demo: values.demo, say, startedAt, stopAsked })
    } finally {
      await installation.stop()
      console.log('AAM has stopped; everything is kept.')
    }
    return 0
  },
}

interface ServeOptions {
  demo: boolean
  say(line: string): void
  startedAt: number
  stopAsked: Promise<unknown>
}

async function serve(
  config: ReturnType<typeof readConfig>,
  { addresses, embedded }: Installation,
  { demo, say, startedAt, stopAsked }: ServeOptions,
): Promise<void> {
  const logFolder = join(config.home, 'logs')
  mkdirSync(logFolder, { recursive: true, mode: 0o700 })
  const stopTelemetry = startTelemetry(config.tracing, 'api')
  const log = createLog(
    config.logLevel,
    pino.destination({ dest: join(logFolder, 'api.log'), sync: false }),
  )
  const services = await openServices(addresses, log, {
    name: 'api',
    whenRedisIsAway: 'fail',
    ...providersOf(config),
  })
  await services.files.ensureBucket()
  const worker = superviseWorker(config.home, join(logFolder, 'worker.log'))
  const api = startApi(services, {
    port: config.port,
    tenantBaseDomain: config.tenantBaseDomain,
    signUp: config.signUp,
    publicUrl: config.publicUrl,
    host: config.host,
    trustedProxies: config.trustedProxies,
    withDashboard: true,
  })
  const figures = config.metrics
    ? serveApiFigures(services, config.metrics, {
        beside: workerSocket(config.home),
        checkParts: api.checkParts,
      })
    : null
  if (figures?.fault)
    say(`${figures.fault}. Set METRICS_HOST and METRICS_PORT to a free address, or METRICS_PORT=0.`)
  say(`Ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  try {
    if (demo)
      await (await import('../demo.ts')).ensureDemo(services, config, api.port, say, stopAsked)
    else console.log(`\n  AAM runs at http://${config.tenantBaseDomain}:${api.port}/`)
    if (embedded.storage)
      say('Storage is the built-in one, for one machine; set S3_ENDPOINT for more.')
    say(`Logs are in ${logFolder}. Ctrl-C stops AAM.`)
    await stopAsked
    console.log('\nStopping')
    exitAfter(stopWithinMs + config.drainMs)
    api.drain()
    // Without a public address there is no proxy that must notice first.
    if (config.publicUrl !== null) await Bun.sleep(config.drainMs)
  } finally {
    await worker.stop()
    await api.stop()
    figures?.stop()
    await services.close()
    await stopTelemetry().catch(() => undefined)
  }
}

function toPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new CommandFailed(`--port must be a whole number from 0 to 65535, not “${text}”.`)
}

function requireFreePort(port: number): void {
  try {
    void Bun.serve({ port, fetch: () => new Response() }).stop(true)
  } catch {
    throw new CommandFailed(
      `Port ${port} is taken by another program. Stop that one, or choose another port: bun start --port ${port + 1}`,
    )
  }
}
