import type { Database } from '../../db/client.ts'
import { clearOutbox, leastTaken, type OutboxRow, takeOutbox } from '../../db/outbox.ts'
import type { RedisConnections } from '../adapters/redis/open-redis.ts'
import type { Log } from '../platform/log.ts'
import { isJobName, jobCatalog } from './catalog.ts'
import { createFaultLog } from './dispatch/fault-log.ts'
import { eventsChannel, eventsKey } from './dispatch/keys.ts'
import { queuesOver, type JobToAdd } from './dispatch/queues.ts'
import { createReadySet } from './dispatch/ready-set.ts'
import { pause, settledWithin } from './dispatch/wait.ts'
import { jobToAdd } from './job-to-add.ts'

export interface RelayOptions {
  db: Database
  redis: RedisConnections
  log: Log
}

export interface Relay {
  /** There are new rows. Pokes while it works are one poke. */
  poke(): void
  /** Ends after the batch in hand, or after two seconds. */
  stop(): Promise<void>
}

const pollMs = 1_000
const batchSize = 200
/** How long rows stay away that a relay took and could not deliver or clear. */
const leaseSeconds = 5
const firstFaultPauseMs = 250
const longestFaultPauseMs = 1_000
const stopWithinMs = 2_000
const keptEvents = 1_000

/**
 * Moves committed outbox rows to Redis: jobs into their tenant's queue, events into the tenant's stream. Poked after
 * commits, with a poll each second behind it. A row leaves the outbox after it is in Redis, so a crash anywhere repeats
 * at most; any number of relays may run.
 */
export function startRelay({ db, redis, log }: RelayOptions): Relay {
  const stopping = new AbortController()
  const faults = createFaultLog(log, 'Relaying the outbox')
  const deliver = createDelivery(redis, log)
  let poked = new AbortController()

  const run = async (): Promise<void> => {
    let faultPauseMs = firstFaultPauseMs
    while (!stopping.signal.aborted) {
      try {
        while (!stopping.signal.aborted && (await relayBatch())) continue
        faults.worked()
        faultPauseMs = firstFaultPauseMs
        await pause(pollMs, AbortSignal.any([stopping.signal, poked.signal]))
        if (poked.signal.aborted) poked = new AbortController()
      } catch (error) {
        faults.failed(error)
        await pause(faultPauseMs, stopping.signal)
        faultPauseMs = Math.min(faultPauseMs * 2, longestFaultPauseMs)
      }
    }
  }

  const relayBatch = async (): Promise<boolean> => {
    // Rows that are taken while Redis is away would stay away for the length of their lease after it is back.
    await redis.ping()
    const rows = await takeOutbox(db, batchSize, leaseSeconds)
    const byTenant = Map.groupBy(rows, (row) => row.tenantId)
    const results = await Promise.allSettled(
      [...byTenant].map(async ([tenantId, ofTenant]) => {
        await clearOutbox(db, await deliver(tenantId, ofTenant))
      }),
    )
    const failed = results.filter((result) => result.status === 'rejected')
    // One tenant's fault must not hold up the others: its rows come again when their lease is over.
    for (const { reason } of failed) faults.failed(reason)
    if (failed.length > 0 && failed.length === results.length) throw new Error('nothing delivered')
    return rows.length >= leastTaken
  }

  const running = run()
  return {
    poke: () => poked.abort(),
    stop: async () => {
      stopping.abort()
      await settledWithin(stopWithinMs, running)
    },
  }
}

/** Returns what brings one tenant's rows to Redis and says which of them are there. */
function createDelivery(redis: RedisConnections, log: Log) {
  const { commands } = redis
  const queues = queuesOver(commands, log)
  const ready = createReadySet(commands)

  const addJobs = async (tenantId: string, rows: OutboxRow[]): Promise<OutboxRow[]> => {
    const added: OutboxRow[] = []
    const byStage = new Map<string, JobToAdd[]>()
    for (const row of rows) {
      const { id, name, payload, traceparent } = row
      // Left to a newer version's relay, which knows the job.
      if (!isJobName(name)) {
        log.warn({ tenantId, outboxId: id, job: name }, 'An unknown job stays in the outbox')
        continue
      }
      const { stage } = jobCatalog[name]
      const job = jobToAdd(id, name, { tenantId, payload, traceparent }, 'follow')
      byStage.set(stage, [...(byStage.get(stage) ?? []), job])
      added.push(row)
    }
    for (const [stage, jobs] of byStage) {
      await queues.of(tenantId, stage).queue.addBulk(jobs)
      await ready.arm({ tenantId, stage })
    }
    return added
  }

  const addEvents = async (tenantId: string, rows: OutboxRow[]): Promise<void> => {
    if (rows.length === 0) return
    const key = eventsKey(tenantId)
    const pipeline = commands.pipeline()
    for (const { name, payload } of rows) {
      const data = JSON.stringify(payload)
      pipeline.xadd(key, 'MAXLEN', '~', keptEvents, '*', 'name', name, 'data', data)
    }
    const replies = (await pipeline.exec()) ?? []
    for (const [error] of replies) if (error) throw error
    await commands.publish(eventsChannel, tenantId)
  }

  return async (tenantId: string, rows: OutboxRow[]): Promise<OutboxRow[]> => {
    const events = rows.filter((row) => row.kind === 'event')
    const added = await addJobs(
      tenantId,
      rows.filter((row) => row.kind === 'job'),
    )
    await addEvents(tenantId, events)
    return [...added, ...events]
  }
}
