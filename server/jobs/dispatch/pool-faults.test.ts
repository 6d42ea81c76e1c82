import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newId } from '../../platform/ids.ts'
import { done, openPoolHarness, type PoolHarness, stage } from '../test/pool-harness.ts'
import { until } from '../test/until.ts'
import { readyKey } from './keys.ts'
import type { Work } from './work.ts'

setDefaultTimeout(60_000)
let harness: PoolHarness

beforeAll(async () => {
  harness = await openPoolHarness()
})
afterEach(() => harness.reset())
afterAll(() => harness.close())

describe('faults', () => {
  test('a turn that was lost comes back', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1)
    await harness.redis.commands.del(readyKey(stage))
    let ended = 0
    harness.openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    await until('the job is done', () => ended === 1)
  })

  test('a retry waits, then starts by itself', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1, { attempts: 2, backoff: { type: 'fixed', delay: 300 } })
    const attempts: number[] = []
    harness.openPool({
      perform: async ({ job }: Work) => {
        attempts.push(job.attemptsMade)
        return attempts.length === 1 ? { kind: 'failed', reason: 'first' } : done
      },
    })
    await until('the second attempt ran', () => attempts.length === 2)
    expect(attempts).toEqual([0, 1])
    await until('nothing is left', async () => (await harness.countUnfinished(tenantId)) === 0)
  })

  test('a postponed job comes again without losing an attempt', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1)
    const attempts: number[] = []
    harness.openPool({
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
    await harness.add(tenantId, 1, { attempts: 5 })
    let attempts = 0
    harness.openPool({
      perform: async () => {
        attempts += 1
        return { kind: 'final', reason: 'wrong_state' }
      },
    })
    await until('it failed', async () => (await harness.countFailed(tenantId)) === 1)
    expect(attempts).toBe(1)
    expect(await harness.countUnfinished(tenantId)).toBe(0)
  })

  test('a job longer than its lock keeps it', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1)
    let starts = 0
    let aborted = false
    const finish = Promise.withResolvers<void>()
    harness.openPool({
      perform: async ({ abort }: Work) => {
        starts += 1
        await finish.promise
        aborted = abort.signal.aborted
        return done
      },
    })
    await until('it started', () => starts === 1)
    const lockKey = (await harness.redis.commands.keys('*:lock'))[0] ?? ''
    const renewals = new Set<number>()
    let before = await harness.redis.commands.pttl(lockKey)
    await until('the lock was renewed four times', async () => {
      const left = await harness.redis.commands.pttl(lockKey)
      if (left > before) renewals.add(renewals.size)
      before = left
      return renewals.size >= 4
    })
    finish.resolve()
    await until('nothing is left', async () => (await harness.countUnfinished(tenantId)) === 0)
    expect({ starts, aborted }).toEqual({ starts: 1, aborted: false })
  })

  test('a job whose lock is gone is aborted and starts anew', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1)
    let starts = 0
    const reasons: unknown[] = []
    harness.openPool({
      perform: async ({ abort }: Work) => {
        starts += 1
        if (starts > 1) return done
        await until('it was aborted', () => abort.signal.aborted)
        reasons.push(abort.signal.reason)
        return { kind: 'handed back' }
      },
    })
    await until('it started', () => starts === 1)
    await harness.redis.commands.del(...(await harness.redis.commands.keys('*:lock')))
    await until('it started anew', () => starts === 2)
    expect(reasons).toEqual(['lock lost'])
    await until('nothing is left', async () => (await harness.countUnfinished(tenantId)) === 0)
  })

  test('Redis killed and started again in the middle of work: nothing is lost', async () => {
    const tenants = Array.from({ length: 5 }, newId)
    for (const tenantId of tenants) await harness.add(tenantId, 40)
    const ended = new Set<string>()
    harness.openPool({
      perform: async ({ jobId }: Work) => {
        await Bun.sleep(5)
        ended.add(jobId)
        return done
      },
    })
    await until('work is under way', () => ended.size > 20)
    await harness.server.kill()
    await harness.server.start()
    await until('all are done', () => ended.size === 200)
    await until('nothing is left', async () => {
      const left = await Promise.all(tenants.map(harness.countUnfinished))
      return left.every((count) => count === 0)
    })
    const away = harness.lines.filter((line) => line.msg.startsWith('Redis is away'))
    expect(away.length).toBeGreaterThan(0)
    expect(away.length).toBeLessThan(20)
  })
})
