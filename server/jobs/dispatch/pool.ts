import type { RedisConnections } from '../../platform/redis/open-redis.ts'
import type { Log } from '../../platform/log.ts'
import { createFaultLog } from './fault-log.ts'
import { createConsumer } from './consumer.ts'
import { openSlots, type Perform } from './slots.ts'
import { keepLocks } from './locks.ts'
import { queuesOver } from './queues.ts'
import { createReadySet } from './ready-set.ts'
import { startMaintenance } from './maintenance.ts'
import { createScheduler } from './scheduler.ts'

export interface PoolOptions {
  redis: RedisConnections
  stages: readonly string[]
  /** Jobs that this process runs at once, plus one for a tenant that has no job among them. */
  concurrency: number
  perform: Perform
  log: Pick<Log, 'info' | 'warn'>
}

export interface Pool {
  inFlight(): number
  /**
   * Takes no more jobs, waits up to `graceMs` (25 s) for those in flight, then aborts them and returns unfinished ones
   * to their queues. Returns within `graceMs` + 4 s whatever Redis does. Safe to call twice.
   */
  stop(graceMs?: number): Promise<{ handedBack: number }>
}

const defaultGraceMs = 25_000

/**
 * Runs the jobs of all tenants in turn over two Redis connections, however many tenants there are. Delivery is at least
 * once: when a worker dies, another one starts its job again.
 */
export function startPool({ redis, stages, concurrency, perform, log }: PoolOptions): Pool {
  const ready = createReadySet(redis.commands)
  const queues = queuesOver(redis.commands, log)
  const faults = (what: string) => createFaultLog(log, what)
  const scheduler = createScheduler(
    ready,
    redis.open('turns', 'blocks'),
    stages,
    faults('Scheduling tenants'),
  )
  const consumer = createConsumer(ready, queues, log)
  const slots = openSlots(concurrency, scheduler, consumer, perform, faults('Taking a job'))
  const locks = keepLocks(slots.inFlight, faults('Renewing locks'))
  const stopMaintenance = startMaintenance(ready, queues, stages, log, faults('Queue maintenance'))

  const stop = async (graceMs: number): Promise<{ handedBack: number }> => {
    stopMaintenance()
    const handedBack = await slots.finish(graceMs)
    locks.stop()
    return { handedBack }
  }
  let stopped: ReturnType<typeof stop> | undefined
  return {
    inFlight: () => slots.inFlight.size,
    stop: (graceMs = defaultGraceMs) => (stopped ??= stop(graceMs)),
  }
}
