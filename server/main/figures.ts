import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readBacklog } from '../../db/backlog.ts'
import type { Database } from '../../db/client.ts'
import { countLiveStreams } from '../http/events.ts'
import { countActiveRequests } from '../http/observe.ts'
import { stages } from '../jobs/catalog.ts'
import { countReadyTenants } from '../jobs/dispatch/ready-set.ts'
import type { Config } from '../platform/config.ts'
import {
  type MetricsOptions,
  type GaugeReader,
  type MetricsServer,
  serveMetrics,
} from '../platform/metrics/serve-metrics.ts'
import { type GateStats, readGateStats } from '../platform/gate-registry.ts'
import type { Api } from './api.ts'
import type { ProcessServices } from './services.ts'
import type { Worker } from './worker.ts'
import { countWorkers } from './worker-presence.ts'

/** The socket where the API's own worker serves its figures. */
export const workerSocket = (home: string): string => join(home, 'worker-figures.sock')

/** The slot pools that every process reports. */
function gateReaders(): MetricsOptions['readers'] {
  const read =
    (what: keyof GateStats): GaugeReader =>
    () =>
      readGateStats().map(([gate, figures]) => ({ value: figures[what], labels: { gate } }))
  return {
    gateSlots: read('slots'),
    gateRunning: read('running'),
    gateWaiting: read('waiting'),
    gateRefused: read('refused'),
  }
}

/** One database query serves all gauges of a scrape. */
function backlogReaders(db: Database): MetricsOptions['readers'] {
  let cached: { at: number; rows: ReturnType<typeof readBacklog> } | null = null
  const readCached = () => {
    if (!cached || performance.now() - cached.at > 1_000) {
      cached = { at: performance.now(), rows: readBacklog(db) }
    }
    return cached.rows
  }
  const read =
    (what: 'count' | 'oldestSeconds'): GaugeReader =>
    async () =>
      (await readCached()).map(({ state, stage, [what]: value }) => ({
        value,
        labels: { state, stage },
      }))
  return { underWay: read('count'), oldest: read('oldestSeconds') }
}

const healthValues = { up: 1, degraded: 0.5, down: 0 }

const partReader =
  (checkParts: Api['checkParts']): GaugeReader =>
  async () =>
    Object.entries((await checkParts()).parts).map(([part, { state }]) => ({
      value: healthValues[state],
      labels: { part },
    }))

/** Serves the figures of an API and of the installation as a whole. */
export function serveApiFigures(
  { db, redis, log }: ProcessServices,
  at: NonNullable<Config['metrics']>,
  { beside, checkParts }: { beside?: string; checkParts?: Api['checkParts'] } = {},
): MetricsServer {
  return serveMetrics({
    name: 'aam-api',
    at,
    log,
    ...(beside ? { beside } : {}),
    readers: {
      ...gateReaders(),
      ...backlogReaders(db),
      requestsUnderWay: () => [{ value: countActiveRequests() }],
      liveStreams: () => [{ value: countLiveStreams() }],
      readyQueues: async () => {
        const counts = await countReadyTenants(redis.commands, stages)
        return stages.map((stage, at) => ({ value: counts[at] ?? 0, labels: { stage } }))
      },
      workers: async () => [{ value: await countWorkers(redis) }],
      ...(checkParts ? { part: partReader(checkParts) } : {}),
    },
  })
}

/** Serves the figures of a worker; on a socket of its own if an API passes them on. */
export function serveWorkerFigures(
  { log }: ProcessServices,
  at: NonNullable<Config['metrics']> | { unix: string },
  { slots, inFlight, checkParts }: { slots: number } & Pick<Worker, 'inFlight' | 'checkParts'>,
): MetricsServer {
  // A killed worker leaves its socket behind.
  if ('unix' in at) rmSync(at.unix, { force: true })
  return serveMetrics({
    name: 'aam-worker',
    at,
    log,
    checkParts,
    readers: {
      ...gateReaders(),
      workerSlots: () => [{ value: slots }],
      workerJobs: () => [{ value: inFlight() }],
    },
  })
}
