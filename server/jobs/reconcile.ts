import type { Database } from '../../db/client.ts'
import { listUnclaimedStages, listWaiting } from '../../db/outbox.ts'
import type { RedisConnections } from '../adapters/redis/open-redis.ts'
import { newId } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { jobCatalog, type JobName, jobOfStage } from './catalog.ts'
import { createFaultLog } from './dispatch/fault-log.ts'
import { queuesOver } from './dispatch/queues.ts'
import { createReadySet } from './dispatch/ready-set.ts'
import { pause } from './dispatch/wait.ts'
import { jobToAdd } from './job-to-add.ts'

export interface ReconcileOptions {
  db: Database
  redis: RedisConnections
  log: Log
  /** Why meetings wait that this process could take up again. */
  endedReasons?: readonly string[]
  /** Reasons that end for some meetings of a tenant at a time. */
  limited?: readonly LimitedReasons[]
  /** Tenants that are served more often than others, and how many times as often. */
  readWeights?: () => Promise<ReadonlyMap<string, number>>
}

export interface LimitedReasons {
  reasons: readonly string[]
  /** Which of the tenant's meetings, the longest waiting first, may go on now. */
  choose(tenantId: string, meetingIds: readonly string[]): Promise<readonly string[]>
}

const everyMs = 15_000
const defaultQuietSeconds = 20
const atMost = 2_000

/**
 * Compares Postgres with the queues once: a meeting that waits in a stage, or a run that waits,
 * and has no job in Redis gets one, so that a
 * Redis that came back empty loses nothing. So does a meeting that waits for what has come since (`endedReasons`). Redis itself refuses the second job for a meeting that has one waiting or
 * at work. Returns how many meetings were offered.
 */
export async function reconcile(
  { db, redis, log, endedReasons = [], limited = [], readWeights }: ReconcileOptions,
  quietSeconds = defaultQuietSeconds,
): Promise<number> {
  const queues = queuesOver(redis.commands, log)
  const ready = createReadySet(redis.commands)
  if (readWeights) await ready.setWeights(await readWeights())
  const rows = await listUnclaimedStages(db, quietSeconds, atMost)
  if (endedReasons.length > 0) rows.push(...(await listWaiting(db, endedReasons, atMost)))
  for (const one of limited) rows.push(...(await listWithRoom(db, one)))
  const byQueue = Map.groupBy(rows, (row) => `${row.tenantId}/${row.stage}`)
  for (const [first, ...rest] of byQueue.values()) {
    const name = first && jobOfStage[first.stage]
    if (!name) continue
    const { tenantId } = first
    const { stage } = jobCatalog[name]
    const jobs = [first, ...rest].map(({ meetingId, runId }) => {
      const payload = payloadOf(name, meetingId, runId)
      return jobToAdd(newId(), name, { tenantId, payload, traceparent: null }, 'drop')
    })
    await queues.of(tenantId, stage).queue.addBulk(jobs)
    await ready.markReady({ tenantId, stage })
  }
  return rows.length
}

/** Whatever waits in a stage is listed as a meeting; some stages work on something else. */
function payloadOf(name: JobName, subjectId: string, runId: string | null) {
  if (name === 'scenario.try') return { trialId: subjectId }
  if (name === 'mail.send') return { mailId: subjectId }
  if (name === 'retention.carry-out') return { organisationId: subjectId }
  return runId ? { meetingId: subjectId, runId } : { meetingId: subjectId }
}

/** Of what waits for limits, what the limits of its tenant have room for. */
async function listWithRoom(db: Database, { reasons, choose }: LimitedReasons) {
  const waiting = await listWaiting(db, reasons, atMost)
  const byTenant = Map.groupBy(waiting, ({ tenantId }) => tenantId)
  const chosen = await Promise.all(
    [...byTenant].map(async ([tenantId, rows]) => {
      const ids = new Set(
        await choose(
          tenantId,
          rows.map(({ meetingId }) => meetingId),
        ),
      )
      return rows.filter(({ meetingId }) => ids.has(meetingId))
    }),
  )
  return chosen.flat()
}

/** `reconcile` at once and each 15 s. Returns what stops it. */
export function startReconciler(options: ReconcileOptions): () => void {
  const stopping = new AbortController()
  const faults = createFaultLog(options.log, 'Comparing meetings with the queues')
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
