import type { Database } from '../../db/client.ts'
import type { RedisConnections } from '../platform/redis/open-redis.ts'
import type { Log } from '../platform/log.ts'
import { jobNames, stages as everyStage } from './catalog.ts'
import type { JobDefinition } from './define-job.ts'
import { type Pool, startPool } from './dispatch/pool.ts'
import { collectFinishedJobs } from './finished-jobs.ts'
import { type ReconcileOptions, startReconciler } from './reconcile.ts'
import { createJobRunner } from './run-job.ts'
import { trackPending } from './track-pending.ts'

export interface WorkersOptions<Deps> {
  db: Database
  redis: RedisConnections
  /** One for each job of the catalogue. */
  handlers: readonly JobDefinition<Deps>[]
  deps: Deps
  /** Jobs at once in this process, and one more for an organisation that has none of them. */
  concurrency: number
  /** All of them when left out. */
  stages?: readonly string[]
  /** List jobs that these workers can take up although nobody enqueues them. */
  sources?: ReconcileOptions['sources']
  /** Tenants that are served more often than others, and how many times as often. */
  readWeights?: () => Promise<ReadonlyMap<string, number>>
  /** Whether a tenant's jobs have to wait. */
  isSuspended?: (tenantId: string) => Promise<boolean>
  log: Log
}

/**
 * Starts doing jobs, and comparing Postgres with the queues. Throws when a job has no handler or two, or a stage does not
 * exist: a worker that starts can do everything it may be given.
 */
export function startWorkers<Deps>({
  db,
  redis,
  handlers,
  deps,
  concurrency,
  stages = everyStage,
  sources = [],
  readWeights,
  isSuspended,
  log,
}: WorkersOptions<Deps>): Pool {
  checkHandlers(handlers)
  checkStages(stages)
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new Error(`A worker does one job or more at once, not ${concurrency}`)
  }
  const finished = collectFinishedJobs(db, log)
  const definitions = new Map(
    handlers.map((handler) => [handler.name as string, trackPending(handler, finished)]),
  )
  const perform = createJobRunner(definitions, deps, log, isSuspended)
  const pool = startPool({ redis, stages, concurrency, perform, log })
  const stopReconciler = startReconciler({
    db,
    redis,
    log,
    sources,
    ...(readWeights ? { readWeights } : {}),
  })
  return {
    inFlight: pool.inFlight,
    stop: async (graceMs) => {
      stopReconciler()
      const stopped = await pool.stop(graceMs)
      await finished.flush()
      return stopped
    },
  }
}

function checkHandlers(handlers: readonly JobDefinition<never>[]): void {
  for (const name of jobNames) {
    const count = handlers.filter((handler) => handler.name === name).length
    if (count !== 1) throw new Error(`The job ${name} has ${count} handlers; it needs exactly one`)
  }
}

function checkStages(stages: readonly string[]): void {
  const unknown = stages.filter((stage) => !everyStage.includes(stage))
  if (unknown.length === 0 && stages.length > 0) return
  throw new Error(
    `There is no stage ${unknown.join(', ') || 'named'}; there are: ${everyStage.join(', ')}`,
  )
}
