import { openRedis, type RedisConnections } from '../../platform/redis/open-redis.ts'
import { newId } from '../../platform/ids.ts'
import { type Pool, type PoolOptions, startPool } from '../dispatch/pool.ts'
import { queuesOver } from '../dispatch/queues.ts'
import { createReadySet } from '../dispatch/ready-set.ts'
import type { Outcome } from '../dispatch/work.ts'
import { captureLog, type LogLine } from './log-lines.ts'
import { startTestRedis, type TestRedis } from './redis-server.ts'

export const stage = 'analyse'
export const done: Outcome = { kind: 'done', note: null }

export interface PoolHarness {
  server: TestRedis
  redis: RedisConnections
  lines: LogLine[]
  /** Puts jobs into a tenant's queue as the relay does. */
  add(tenantId: string, count: number, opts?: object): Promise<void>
  countUnfinished(tenantId: string): Promise<number>
  countFailed(tenantId: string): Promise<number>
  /** A pool over connections of its own, stopped by `reset`. */
  openPool(options: Partial<PoolOptions> & Pick<PoolOptions, 'perform'>): {
    pool: Pool
    connections: RedisConnections
  }
  /** Stops the pools and empties Redis. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** Pools on a Redis of their own, without a database behind them. */
export async function openPoolHarness(): Promise<PoolHarness> {
  const { log, lines } = captureLog()
  const server = await startTestRedis()
  const redis = openRedis({ url: server.url, name: 'test', log })
  const opened: { pool: Pool; connections: RedisConnections }[] = []
  const queueOf = (tenantId: string) => queuesOver(redis.commands, log).of(tenantId, stage)
  const countIn = async (tenantId: string, states: ('wait' | 'active' | 'delayed' | 'failed')[]) =>
    (await queueOf(tenantId).backend.getCounts(states)).reduce((sum, count) => sum + count, 0)
  return {
    server,
    redis,
    lines,
    add: async (tenantId, count, opts = {}) => {
      const jobs = Array.from({ length: count }, () => ({
        name: 'work',
        data: { tenantId, payload: {}, traceparent: null },
        opts: { jobId: newId(), removeOnComplete: true, ...opts },
      }))
      await queueOf(tenantId).queue.addBulk(jobs)
      await createReadySet(redis.commands).markReady({ tenantId, stage })
    },
    countUnfinished: (tenantId) => countIn(tenantId, ['wait', 'active', 'delayed']),
    countFailed: (tenantId) => countIn(tenantId, ['failed']),
    openPool: (options) => {
      const connections = openRedis({ url: server.url, name: `pool-${newId()}`, log })
      const shared = { redis: connections, stages: [stage], concurrency: 4, log }
      const one = { pool: startPool({ ...shared, ...options }), connections }
      opened.push(one)
      return one
    },
    reset: async () => {
      for (const { pool, connections } of opened.splice(0)) {
        await pool.stop(0)
        await connections.close()
      }
      await redis.commands.flushall()
    },
    close: async () => {
      await redis.close()
      await server.remove()
    },
  }
}
