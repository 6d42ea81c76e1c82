import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openRedis, type RedisConnections } from '../../adapters/redis/open-redis.ts'
import { newId } from '../../platform/ids.ts'
import { captureLog } from '../test/log-lines.ts'
import { startTestRedis, type TestRedis } from '../test/redis-server.ts'
import { until } from '../test/until.ts'
import { careKey, readyKey } from './keys.ts'
import { type Pool, type PoolOptions, startPool } from './pool.ts'
import { queuesOver } from './queues.ts'
import { createReadySet } from './ready-set.ts'
import type { Outcome, Work } from './work.ts'

let server: TestRedis
let redis: RedisConnections
setDefaultTimeout(60_000)
const cleanups: (() => Promise<unknown>)[] = []
const { log, lines } = captureLog()
const stage = 'analyse'

beforeAll(async () => {
  server = await startTestRedis()
  redis = openRedis({ url: server.url, name: 'test', log })
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  await redis.commands.flushall()
})
afterAll(async () => {
  await redis.close()
  await server.remove()
})

async function add(tenantId: string, count: number, opts: object = {}): Promise<void> {
  const jobs = Array.from({ length: count }, () => ({
    name: 'work',
    data: { tenantId, payload: {}, traceparent: null },
    opts: { jobId: newId(), removeOnComplete: true, ...opts },
  }))
  await queuesOver(redis.commands, log).of(tenantId, stage).queue.addBulk(jobs)
  await createReadySet(redis.commands).arm({ tenantId, stage })
}

function openPool(options: Partial<PoolOptions> & Pick<PoolOptions, 'perform'>): {
  pool: Pool
  connections: RedisConnections
} {
  const connections = openRedis({ url: server.url, name: `pool-${newId()}`, log })
  const pool = startPool({ redis: connections, stages: [stage], concurrency: 4, log, ...options })
  cleanups.push(async () => {
    await pool.stop(0)
    await connections.close()
  })
  return { pool, connections }
}

const done: Outcome = { kind: 'done', note: null }

async function countUnfinished(tenantId: string): Promise<number> {
  const { backend } = queuesOver(redis.commands, log).of(tenantId, stage)
  const counts = await backend.getCounts(['wait', 'active', 'delayed', 'prioritized'])
  return counts.reduce((sum, count) => sum + count, 0)
}

describe('fairness', () => {
  test('one job of B behind 2,000 of A starts after a handful of them', async () => {
    const [a, b] = [newId(), newId()]
    await add(a, 2_000)
    await add(b, 1)
    const order: string[] = []
    openPool({
      concurrency: 2,
      perform: async ({ queue }: Work) => {
        order.push(queue.tenantId)
        return done
      },
    })
    await until('all are done', () => order.length === 2_001)
    expect(order.indexOf(b)).toBeLessThan(6)
    await until('nothing is left', async () => (await countUnfinished(a)) === 0)
  })

  test('two tenants with work take turns', async () => {
    const [a, b] = [newId(), newId()]
    await add(a, 50)
    await add(b, 50)
    const order: string[] = []
    openPool({
      concurrency: 1,
      perform: async ({ queue }: Work) => {
        order.push(queue.tenantId)
        return done
      },
    })
    await until('all are done', () => order.length === 100)
    const leads = order.map((_, at) => {
      const ofA = order.slice(0, at + 1).filter((tenant) => tenant === a).length
      return Math.abs(2 * ofA - (at + 1))
    })
    expect(Math.max(...leads)).toBeLessThan(6)
  })
})

describe('connections', () => {
  test('300 tenants need as many as 10', async () => {
    let ended = 0
    const { connections } = openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    const name = (connections.commands.options as { connectionName?: string }).connectionName ?? ''
    const prefix = name.replace(/-commands$/, '')
    const count = async (): Promise<number> => {
      const clients = (await redis.commands.client('LIST')) as string
      return clients.split('\n').filter((line) => line.includes(`name=${prefix}`)).length
    }
    const serve = async (tenants: number): Promise<number> => {
      ended = 0
      for (let at = 0; at < tenants; at += 1) await add(newId(), 1)
      await until(`${tenants} tenants are served`, () => ended === tenants)
      return count()
    }
    const few = await serve(10)
    expect(few).toBe(2)
    expect(await serve(300)).toBe(few)
  })

  test('tenants without unfinished jobs are forgotten', async () => {
    let ended = 0
    openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    for (let at = 0; at < 5; at += 1) await add(newId(), 2)
    await until('all are done', () => ended === 10)
    await until(
      'nobody is cared for',
      async () => (await redis.commands.zcard(careKey(stage))) === 0,
    )
    expect(await redis.commands.zcard(readyKey(stage))).toBe(0)
  })
})

describe('faults', () => {
  test('a turn that was lost comes back', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    await redis.commands.del(readyKey(stage))
    let ended = 0
    openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    await until('the job is done', () => ended === 1)
  })

  test('a retry waits, then starts by itself', async () => {
    const tenantId = newId()
    await add(tenantId, 1, { attempts: 2, backoff: { type: 'fixed', delay: 300 } })
    const attempts: number[] = []
    openPool({
      perform: async ({ job }: Work) => {
        attempts.push(job.attemptsMade)
        return attempts.length === 1 ? { kind: 'failed', reason: 'first' } : done
      },
    })
    await until('the second attempt ran', () => attempts.length === 2)
    expect(attempts).toEqual([0, 1])
    await until('nothing is left', async () => (await countUnfinished(tenantId)) === 0)
  })

  test('a postponed job comes again without losing an attempt', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    const attempts: number[] = []
    openPool({
      perform: async ({ job }: Work) => {
        attempts.push(job.attemptsMade)
        return attempts.length < 3 ? { kind: 'postponed', delayMs: 50 } : done
      },
    })
    await until('the third time came', () => attempts.length === 3)
    expect(attempts).toEqual([0, 0, 0])
  })

  test('a final failure is not tried again', async () => {
    const tenantId = newId()
    await add(tenantId, 1, { attempts: 5 })
    let attempts = 0
    openPool({
      perform: async () => {
        attempts += 1
        return { kind: 'final', reason: 'wrong_state' }
      },
    })
    const { backend } = queuesOver(redis.commands, log).of(tenantId, stage)
    await until('it failed', async () => (await backend.getCounts(['failed']))[0] === 1)
    expect(attempts).toBe(1)
    expect(await countUnfinished(tenantId)).toBe(0)
  })

  test('a job longer than its lock keeps it', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    let starts = 0
    let aborted = false
    const finish = Promise.withResolvers<void>()
    openPool({
      perform: async ({ abort }: Work) => {
        starts += 1
        await finish.promise
        aborted = abort.signal.aborted
        return done
      },
    })
    await until('it started', () => starts === 1)
    const lockKey = (await redis.commands.keys('*:lock'))[0] ?? ''
    const renewals = new Set<number>()
    let before = await redis.commands.pttl(lockKey)
    await until('the lock was renewed four times', async () => {
      const left = await redis.commands.pttl(lockKey)
      if (left > before) renewals.add(renewals.size)
      before = left
      return renewals.size >= 4
    })
    finish.resolve()
    await until('nothing is left', async () => (await countUnfinished(tenantId)) === 0)
    expect({ starts, aborted }).toEqual({ starts: 1, aborted: false })
  })

  test('a job whose lock is gone is aborted and starts anew', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    let starts = 0
    const reasons: unknown[] = []
    openPool({
      perform: async ({ abort }: Work) => {
        starts += 1
        if (starts > 1) return done
        await until('it was aborted', () => abort.signal.aborted)
        reasons.push(abort.signal.reason)
        return { kind: 'handed back' }
      },
    })
    await until('it started', () => starts === 1)
    await redis.commands.del(...(await redis.commands.keys('*:lock')))
    await until('it started anew', () => starts === 2)
    expect(reasons).toEqual(['lock lost'])
    await until('nothing is left', async () => (await countUnfinished(tenantId)) === 0)
  })

  test('Redis killed and started again in the middle of work: nothing is lost', async () => {
    const tenants = Array.from({ length: 5 }, newId)
    for (const tenantId of tenants) await add(tenantId, 40)
    const ended = new Set<string>()
    openPool({
      perform: async ({ jobId }: Work) => {
        await Bun.sleep(5)
        ended.add(jobId)
        return done
      },
    })
    await until('work is under way', () => ended.size > 20)
    await server.kill()
    await server.start()
    await until('all are done', () => ended.size === 200)
    await until('nothing is left', async () => {
      const left = await Promise.all(tenants.map(countUnfinished))
      return left.every((count) => count === 0)
    })
    const away = lines.filter((line) => line.msg.startsWith('Redis is away'))
    expect(away.length).toBeGreaterThan(0)
    expect(away.length).toBeLessThan(20)
  })
})

describe('stopping', () => {
  test('finishes what is in flight and takes nothing more', async () => {
    const tenantId = newId()
    await add(tenantId, 20)
    const finish = Promise.withResolvers<void>()
    let ended = 0
    const { pool } = openPool({
      concurrency: 3,
      perform: async () => {
        await finish.promise
        ended += 1
        return done
      },
    })
    await until('three are in flight', () => pool.inFlight() === 3)
    const stopped = pool.stop()
    finish.resolve()
    expect(await stopped).toEqual({ handedBack: 0 })
    expect(ended).toBe(3)
    expect(await countUnfinished(tenantId)).toBe(17)
  })

  test('hands back what does not end, and another worker does it', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    const never = new Promise<Outcome>(() => undefined)
    const { pool } = openPool({ perform: () => never })
    await until('it is in flight', () => pool.inFlight() === 1)
    expect(await pool.stop(10)).toEqual({ handedBack: 1 })
    const attempts: number[] = []
    openPool({
      perform: async ({ job }: Work) => {
        attempts.push(job.attemptsMade)
        return done
      },
    })
    await until('the other did it', () => attempts.length === 1)
    expect(attempts).toEqual([0])
  })

  test('ends although Redis is away', async () => {
    const tenantId = newId()
    await add(tenantId, 1)
    const never = new Promise<Outcome>(() => undefined)
    const { pool } = openPool({ perform: () => never })
    await until('it is in flight', () => pool.inFlight() === 1)
    await server.kill()
    try {
      expect(await pool.stop(10)).toEqual({ handedBack: 1 })
    } finally {
      await server.start()
    }
  })
})
