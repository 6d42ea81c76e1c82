import type { Database } from '../../db/client.ts'
import { offerPendingJobs } from '../../db/pending-jobs.ts'
import type { RedisConnections } from '../platform/redis/open-redis.ts'
import { Value } from '@sinclair/typebox/value'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { isJobName, jobCatalog, type JobName } from './catalog.ts'
import { createFaultLog } from './dispatch/fault-log.ts'
import { queuesOver } from './dispatch/queues.ts'
import { createReadySet } from './dispatch/ready-set.ts'
import { pause } from './dispatch/wait.ts'
import { jobToAdd } from './job-to-add.ts'
import type { JobRequest } from './outbox.ts'

/** A job to give to its queue, unless the queue has it. */
export type JobOffer = JobRequest & {
  tenantId: string
  /** The rows of `pending_jobs` that ask for it. */
  pendingIds?: string[]
}

export interface ReconcileOptions {
  db: Database
  redis: RedisConnections
  log: Log
  /** List jobs beside the pending ones: of meetings whose reason to wait has ended. */
  sources?: readonly (() => Promise<JobOffer[]>)[]
  /** Tenants that are served more often than others, and how many times as often. */
  readWeights?: () => Promise<ReadonlyMap<string, number>>
}

const everyMs = 15_000
const defaultQuietSeconds = 20
const atMost = 2_000

/**
 * Compares Postgres with the queues once: jobs that are pending and quiet for `quietSeconds`, and those of `sources`, are
 * added to their queues, so that an emptied Redis loses nothing. Redis itself refuses a second job for a subject that has
 * one waiting or running. Returns how many jobs were offered.
 */
export async function reconcile(
  { db, redis, log, sources = [], readWeights }: ReconcileOptions,
  quietSeconds = defaultQuietSeconds,
): Promise<number> {
  const queues = queuesOver(redis.commands, log)
  const ready = createReadySet(redis.commands)
  if (readWeights) await ready.setWeights(await readWeights())
  const offers = await listPending(db, log, quietSeconds)
  for (const list of sources) offers.push(...(await list()))
  const stageOf = ({ name }: JobOffer): string => jobCatalog[name].stage
  const byQueue = Map.groupBy(offers, (offer) => `${offer.tenantId}/${stageOf(offer)}`)
  for (const ofQueue of byQueue.values()) {
    const [first] = ofQueue
    if (!first) continue
    const { tenantId } = first
    const stage = stageOf(first)
    const jobs = ofQueue.map(({ name, payload, pendingIds = [] }) =>
      jobToAdd(newId(), name, { tenantId, payload, traceparent: null, pendingIds }, 'drop'),
    )
    await queues.of(tenantId, stage).queue.addBulk(jobs)
    await ready.markReady({ tenantId, stage })
  }
  return offers.length
}

const isSound = (job: JobName, payload: unknown): boolean =>
  Value.Check(jobCatalog[job].payload, payload)

async function listPending(db: Database, log: Log, quietSeconds: number): Promise<JobOffer[]> {
  const rows = await offerPendingJobs(db, quietSeconds, atMost)
  return rows.flatMap(({ tenantId, ids, job, payload }) => {
    // Left for a newer version, which knows the job.
    if (!isJobName(job) || !isSound(job, payload)) {
      log.warn({ tenantId, job }, 'A pending job is unknown or malformed and was not offered')
      return []
    }
    return [{ tenantId, name: job, payload, pendingIds: ids } as JobOffer]
  })
}

/** `reconcile` at once and every 15 s. Returns a function that stops it. */
export function startReconciler(options: ReconcileOptions): () => void {
  const stopping = new AbortController()
  const faults = createFaultLog(options.log, 'Comparing pending jobs with the queues')
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await reconcile(options)
        faults.worked()
      } catch (error) {
        if (!stopping.signal.aborted) faults.failed(error)
      }
      await pause(everyMs, stopping.signal)
    }
  }
  void run()
  return () => stopping.abort()
}
