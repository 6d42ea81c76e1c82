import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readBacklog } from '../../db/backlog.ts'
import { stages } from '../jobs/catalog.ts'
import { countReadyTenants } from '../jobs/dispatch/ready-set.ts'
import type { FairGate } from '../platform/fair-gate.ts'
import type { Config } from '../platform/config.ts'
import type { GaugeReader } from '../platform/metrics/serve-figures.ts'
import { serveFigures } from '../platform/metrics/serve-figures.ts'
import type { ProcessServices } from './services.ts'
import { countWorkers } from './worker-presence.ts'

/** Where the worker that the API looks after says its figures. */
export const workerSocket = (home: string): string => join(home, 'worker-figures.sock')

const gatesOf = ({ db }: ProcessServices): Record<string, FairGate> => ({
  transactions: db.turns.transactions,
  statements: db.turns.reads,
})

function gateReaders(
  services: ProcessServices,
): Record<'gateRunning' | 'gateWaiting', GaugeReader> {
  const gates = Object.entries(gatesOf(services))
  const read =
    (what: 'running' | 'waiting'): GaugeReader =>
    () =>
      gates.map(([gate, one]) => ({ value: one[what], labels: { gate } }))
  return { gateRunning: read('running'), gateWaiting: read('waiting') }
}

/** Serves the figures of an API, and of the installation as a whole. */
export function serveApiFigures(
  services: ProcessServices,
  at: NonNullable<Config['metrics']>,
  beside?: string,
): { port: number | null; stop(): void } {
  const { db, redis, log } = services
  // One look at the database serves all gauges of a question.
  let looked: { at: number; rows: ReturnType<typeof readBacklog> } | null = null
  const look = () => {
    if (!looked || performance.now() - looked.at > 1_000) {
      looked = { at: performance.now(), rows: readBacklog(db) }
    }
    return looked.rows
  }
  return serveFigures({
    name: 'aam-api',
    at,
    log,
    ...(beside ? { beside } : {}),
    readers: {
      ...gateReaders(services),
      underWay: async () =>
        (await look()).map(({ state, count }) => ({ value: count, labels: { state } })),
      oldest: async () =>
        (await look()).map(({ state, oldestSeconds }) => ({
          value: oldestSeconds,
          labels: { state },
        })),
      readyQueues: async () => {
        const counts = await countReadyTenants(redis.commands, stages)
        return stages.map((stage, at) => ({ value: counts[at] ?? 0, labels: { stage } }))
      },
      workers: async () => [{ value: await countWorkers(redis) }],
    },
  })
}

/** Serves the figures of a worker; on a socket of its own where an API passes them on. */
export function serveWorkerFigures(
  services: ProcessServices,
  at: NonNullable<Config['metrics']> | { unix: string },
): { port: number | null; stop(): void } {
  // One that was killed leaves its socket behind.
  if ('unix' in at) rmSync(at.unix, { force: true })
  return serveFigures({ name: 'aam-worker', at, log: services.log, readers: gateReaders(services) })
}
