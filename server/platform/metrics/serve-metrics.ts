import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Attributes, Meter, Observable } from '@opentelemetry/api'
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { DataPointType, MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { Log } from '../log.ts'
import { within } from '../deadline.ts'
import { untraced } from '../telemetry/span.ts'
import {
  setMeter,
  type GaugeName,
  gauges,
  type Observation,
  type ObservedCounterName,
  observedCounters,
} from './instruments.ts'
import { joinExpositions } from './join-expositions.ts'

/** Reads the current values of a gauge or an observed counter. */
export type GaugeReader = () => Observation[] | Promise<Observation[]>

export interface MetricsOptions {
  /** Name of the process, e.g. `aam-api`. */
  name: string
  /** Where to listen; a Unix socket serves another process on this machine. */
  at: { hostname: string; port: number } | { unix: string }
  readers: Partial<Record<GaugeName | ObservedCounterName, GaugeReader>>
  /** Unix socket of a process whose metrics are merged into ours if it answers. */
  beside?: string
  /** Readiness of the process, served at `/health/ready` when it has no other port. */
  checkParts?: () => Promise<{ ready: boolean }>
  log: Pick<Log, 'warn' | 'info'>
}

export interface MetricsServer {
  /** Null when metrics are not served. */
  port: number | null
  /** Message for the operator in that case. */
  fault: string | null
  stop(): void
}

const contentType = 'text/plain; version=0.0.4; charset=utf-8'
const timeoutMs = 3_000
const nanosecondsPerSecond = 1e9
const microsecondsPerSecond = 1e6

/**
 * Serves the metrics of this process at `/metrics` in the Prometheus text format. If the port is in use it only warns,
 * since missing metrics must not prevent the process from starting.
 */
export function serveMetrics(options: MetricsOptions): MetricsServer {
  const { name, at, beside, log } = options
  const exporter = new PrometheusExporter({ preventServerStart: true })
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': name }),
    readers: [exporter],
  })
  const serializer = new PrometheusSerializer(undefined, false, /^service\.name$/, true, true)
  const meter = provider.getMeter('aam')
  setMeter(meter)
  const own = watchProcess()
  const shown = observeAll(meter, { ...options.readers, ...own.readers })

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/health/ready' && options.checkParts) {
      const readiness = await untraced(options.checkParts)
      return Response.json(readiness, { status: readiness.ready ? 200 : 503 })
    }
    if (pathname !== '/metrics') return new Response(null, { status: 404 })
    own.readDelays()
    const { resourceMetrics } = await untraced(() => exporter.collect())
    dropStale(resourceMetrics, shown)
    const text = serializer.serialize(resourceMetrics)
    const other = beside ? await scrapeBeside(beside) : null
    return new Response(other === null ? text : joinExpositions([text, other]), {
      headers: { 'content-type': contentType },
    })
  }
  let server: ReturnType<typeof Bun.serve> | null = null
  let fault: string | null = null
  try {
    server = Bun.serve({ ...at, development: false, fetch: answer } as Parameters<
      typeof Bun.serve
    >[0])
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    const reason = isTaken ? 'METRICS_PORT is in use' : 'cannot listen on their address'
    fault = `Metrics are not served: ${reason}`
    log.warn({ err: error, at }, fault)
  }
  return {
    port: server?.port ?? null,
    fault,
    stop() {
      void server?.stop(true)
      own.stop()
      void provider.shutdown().catch(() => undefined)
    },
  }
}

/** Gauges of the process itself. Event loop delays are those since the last call of `readDelays`. */
function watchProcess() {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let delays = { p99: 0, max: 0 }
  const readers = {
    eventLoopDelayP99: () => [{ value: delays.p99 }],
    eventLoopDelayMax: () => [{ value: delays.max }],
    memory: () => [{ value: process.memoryUsage.rss() }],
    cpu: () => {
      const { user, system } = process.cpuUsage()
      return [
        { value: user / microsecondsPerSecond, labels: { mode: 'user' } },
        { value: system / microsecondsPerSecond, labels: { mode: 'system' } },
      ]
    },
  } satisfies MetricsOptions['readers']
  return {
    readers,
    readDelays() {
      delays = {
        p99: delay.percentile(99) / nanosecondsPerSecond,
        max: delay.max / nanosecondsPerSecond,
      }
      delay.reset()
    },
    stop: () => delay.disable(),
  }
}

/** The label sets of each gauge at its last read, by metric name. */
type Shown = Map<string, Set<string>>

/** Registers all readers. A gauge that fails or is too slow has no value; the others are not affected. */
function observeAll(meter: Meter, readers: MetricsOptions['readers']): Shown {
  const shown: Shown = new Map()
  for (const [key, read] of Object.entries(readers) as [keyof typeof readers, GaugeReader][]) {
    open(meter, key).addCallback(async (result) => {
      const late = () => new Error('no answer in time')
      const reading = within(timeoutMs, Promise.resolve(read()), late)
      const seen = await reading.catch(() => [])
      for (const { value, labels } of seen) result.observe(value, labels)
      if (key in gauges) {
        const [name] = gauges[key as GaugeName]
        shown.set(name, new Set(seen.map(({ labels = {} }) => keyOf(labels))))
      }
    })
  }
  return shown
}

/** The SDK keeps exporting the last value of label sets that a gauge no longer has; this removes them. */
function dropStale({ scopeMetrics }: ResourceMetrics, shown: Shown): void {
  for (const metric of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    const kept = shown.get(metric.descriptor.name)
    if (!kept || metric.dataPointType !== DataPointType.GAUGE) continue
    const points = metric.dataPoints.filter(({ attributes }) => kept.has(keyOf(attributes)))
    metric.dataPoints.splice(0, metric.dataPoints.length, ...points)
  }
}

const keyOf = (labels: Attributes): string =>
  JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)))

function open(meter: Meter, key: GaugeName | ObservedCounterName): Observable {
  if (key in observedCounters) {
    const [name, description] = observedCounters[key as ObservedCounterName]
    return meter.createObservableCounter(name, { description })
  }
  const [name, description] = gauges[key as GaugeName]
  return meter.createObservableGauge(name, { description })
}

async function scrapeBeside(unix: string): Promise<string | null> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch('http://localhost/metrics', { unix, signal })
    return response.ok ? await response.text() : null
  } catch {
    return null
  }
}
