import type { Database } from '../../db/client.ts'
import { clearOutbox, minPerTenant, type OutboxRow, takeOutbox } from '../../db/outbox.ts'
import type { RedisConnections } from '../platform/redis/open-redis.ts'
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
  /** Signals new rows; several signals during a batch count as one. */
  poke(): void
  /** Stops after the current batch, or after two seconds. */
  stop(): Promise<void>
}

const pollMs = 1_000
const batchSize = 200
/** How long rows stay reserved that a relay took but could not deliver or clear. */
const leaseSeconds = 5
const firstFaultPauseMs = 250
const longestFaultPauseMs = 1_000
const stopWithinMs = 2_000
const keptEvents = 1_000

/**
 * Moves committed outbox rows to Redis: jobs into their tenant's queue, events into the tenant's stream. Commits signal
 * it, and it polls every second besides. A row leaves the outbox only once it is in Redis, so a crash can only cause a
 * repeat. Any number of relays may run.
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
    // Rows taken while Redis is down would stay reserved for their whole lease after it is back.
    await redis.ping()
    const rows = await takeOutbox(db, batchSize, leaseSeconds)
    const byTenant = Map.groupBy(rows, (row) => row.tenantId)
    const results = await Promise.allSettled(
      [...byTenant].map(async ([tenantId, ofTenant]) => {
        await clearOutbox(db, await deliver(tenantId, ofTenant))
      }),
    )
    const failed = results.filter((result) => result.status === 'rejected')
    // One tenant's failure must not block the others: its rows return when their lease expires.
    for (const { reason } of failed) faults.failed(reason)
    if (failed.length > 0 && failed.length === results.length) throw new Error('nothing delivered')
    return rows.length >= minPerTenant
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

/** Returns a function that delivers one tenant's rows to Redis and returns the delivered ones. */
function createDelivery(redis: RedisConnections, log: Log) {
  const { commands } = redis
  const queues = queuesOver(commands, log)
  const ready = createReadySet(commands)

  const addJobs = async (tenantId: string, rows: OutboxRow[]): Promise<OutboxRow[]> => {
    const added: OutboxRow[] = []
    const byStage = new Map<string, JobToAdd[]>()
    for (const row of rows) {
      const { id, name, payload, traceparent } = row
      // Left for the relay of a newer version, which knows the job.
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
      await ready.markReady({ tenantId, stage })
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
