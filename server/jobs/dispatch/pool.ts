import type { RedisConnections } from '../../adapters/redis/open-redis.ts'
import type { Log } from '../../platform/log.ts'
import { createFaultLog } from './fault-log.ts'
import { createHands } from './hands.ts'
import { openLanes, type Perform } from './lanes.ts'
import { keepLocks } from './locks.ts'
import { queuesOver } from './queues.ts'
import { createReadySet } from './ready-set.ts'
import { startRounds } from './rounds.ts'
import { createTurns } from './turns.ts'

export interface PoolOptions {
  redis: RedisConnections
  stages: readonly string[]
  /** Jobs at once in this process, and one more for a tenant that has none of them. */
  concurrency: number
  perform: Perform
  log: Pick<Log, 'info' | 'warn'>
}

export interface Pool {
  inFlight(): number
  /**
   * Takes no more jobs, waits up to `graceMs` (25 s) for those in flight, then aborts them and hands back what does not
   * end. Returns within `graceMs` + 4 s whatever Redis does. Stopping again changes nothing.
   */
  stop(graceMs?: number): Promise<{ handedBack: number }>
}

const defaultGraceMs = 25_000

/**
 * Does the jobs of all tenants, one tenant after the other, over two connections to Redis however many tenants there
 * are. At least once: a job whose worker dies is started anew by another one.
 */
export function startPool({ redis, stages, concurrency, perform, log }: PoolOptions): Pool {
  const ready = createReadySet(redis.commands)
  const queues = queuesOver(redis.commands, log)
  const faults = (what: string) => createFaultLog(log, what)
  const turns = createTurns(ready, redis.open('turns', 'blocks'), stages, faults('Taking turns'))
  const hands = createHands(ready, queues, log)
  const lanes = openLanes(concurrency, turns, hands, perform, faults('Taking a job'))
  const locks = keepLocks(lanes.inFlight, faults('Renewing locks'))
  const stopRounds = startRounds(ready, queues, stages, log, faults('Looking after tenants'))

  const stop = async (graceMs: number): Promise<{ handedBack: number }> => {
    stopRounds()
    const handedBack = await lanes.finish(graceMs)
    locks.stop()
    return { handedBack }
  }
  let stopped: ReturnType<typeof stop> | undefined
  return {
    inFlight: () => lanes.inFlight.size,
    stop: (graceMs = defaultGraceMs) => (stopped ??= stop(graceMs)),
  }
}
