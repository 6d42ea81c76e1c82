import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { newId } from '../../platform/ids.ts'
import { done, openPoolHarness, type PoolHarness, stage } from '../test/pool-harness.ts'
import { until } from '../test/until.ts'
import { trackedKey, readyKey } from './keys.ts'
import { createReadySet } from './ready-set.ts'
import type { Outcome, Work } from './work.ts'

setDefaultTimeout(60_000)
let harness: PoolHarness

beforeAll(async () => {
  harness = await openPoolHarness()
})
afterEach(() => harness.reset())
afterAll(() => harness.close())

describe('fairness', () => {
  test('one job of B behind 2,000 of A starts after a handful of them', async () => {
    const [a, b] = [newId(), newId()]
    await harness.add(a, 2_000)
    await harness.add(b, 1)
    const order: string[] = []
    harness.openPool({
      concurrency: 2,
      perform: async ({ queue }: Work) => {
        order.push(queue.tenantId)
        return done
      },
    })
    await until('all are done', () => order.length === 2_001)
    expect(order.indexOf(b)).toBeLessThan(6)
    await until('nothing is left', async () => (await harness.countUnfinished(a)) === 0)
  })

  test('a job starts although another tenant’s long jobs take all there is', async () => {
    const [a, b, c] = [newId(), newId(), newId()]
    await harness.add(a, 10)
    const started: string[] = []
    const ends = new Map([a, b, c].map((id) => [id, Promise.withResolvers<void>()]))
    const { pool } = harness.openPool({
      concurrency: 2,
      perform: async ({ queue }: Work) => {
        started.push(queue.tenantId)
        await ends.get(queue.tenantId)?.promise
        return done
      },
    })
    await until('all are taken', () => pool.inFlight() === 2)
    await harness.add(b, 3)
    await until('b has one', () => started.includes(b))
    // One for others at a time: b gets no second one, and c is next.
    await harness.add(c, 1)
    expect(started).toEqual([a, a, b])
    ends.get(b)?.resolve()
    await until('b has all and c its one', () => started.includes(c))
    expect(started.filter((id) => id === a)).toHaveLength(2)
    for (const { resolve } of ends.values()) resolve()
    await until('all are done', () => started.length === 14)
  })

  test('two tenants with work take turns', async () => {
    const [a, b] = [newId(), newId()]
    await harness.add(a, 50)
    await harness.add(b, 50)
    const order: string[] = []
    harness.openPool({
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

  test('a tenant that weighs three times as much is served three times as often', async () => {
    const [heavy, light] = [newId(), newId()]
    await createReadySet(harness.redis.commands).setWeights(new Map([[heavy, 3]]))
    await harness.add(heavy, 300)
    await harness.add(light, 300)
    const order: string[] = []
    harness.openPool({
      concurrency: 2,
      perform: async ({ queue }: Work) => {
        order.push(queue.tenantId)
        return done
      },
    })
    await until('both are done', () => order.length === 600)
    const share = order.slice(0, 300).filter((id) => id === heavy).length / 300
    expect(share).toBeGreaterThan(0.68)
    expect(share).toBeLessThan(0.82)
  })

  test.each([1, 2, 3, 8])('weights hold when %i slots ask for a turn at once', async (slots) => {
    const [heavy, light, other] = [newId(), newId(), newId()]
    const ready = createReadySet(harness.redis.commands)
    await ready.setWeights(new Map([[heavy, 4]]))
    for (const tenantId of [light, heavy, other]) await ready.markReady({ stage, tenantId })
    const served: string[] = []
    while (served.length < 600) {
      const turns = await ready.take([stage], slots)
      expect(turns.length).toBeLessThanOrEqual(slots)
      served.push(...turns.map(({ tenantId }) => tenantId))
    }
    const shareOf = (id: string) => served.filter((one) => one === id).length / served.length
    expect(shareOf(heavy)).toBeCloseTo(4 / 6, 1)
    expect(shareOf(light)).toBeCloseTo(1 / 6, 1)
    // A turn in front of the line is given up like any other.
    await ready.setWeights(new Map())
    const [turn] = await ready.take([stage], 1)
    if (turn) await ready.leave(turn)
    const left = await ready.take([stage], 2)
    expect(left.map(({ tenantId }) => tenantId)).not.toContain(turn?.tenantId)
  })
})

test('a job that lends its place lets another one be done beside it, until it takes it back', async () => {
  const tenant = newId()
  const running = new Set<string>()
  const ends: (() => void)[] = []
  let takeBack: (() => void) | undefined
  harness.openPool({
    concurrency: 1,
    perform: async ({ jobId }, lendSlot) => {
      running.add(jobId)
      takeBack ??= lendSlot?.()
      await new Promise<void>((resolve) => ends.push(resolve))
      running.delete(jobId)
      return done
    },
  })
  await harness.add(tenant, 4)
  await until('two are at work', () => running.size === 2)
  takeBack?.()
  ends.shift()?.()
  ends.shift()?.()
  await until('a third is at work', () => ends.length === 1)
  await Bun.sleep(300)
  expect(running.size).toBe(1)
  ends.shift()?.()
  await until('the last is at work', () => ends.length === 1)
  ends.shift()?.()
  await until('nothing is left', async () => (await harness.countUnfinished(tenant)) === 0)
})

describe('connections', () => {
  test('300 tenants need as many as 10', async () => {
    let ended = 0
    const { connections } = harness.openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    const name = (connections.commands.options as { connectionName?: string }).connectionName ?? ''
    const prefix = name.replace(/-commands$/, '')
    const count = async (): Promise<number> => {
      const clients = (await harness.redis.commands.client('LIST')) as string
      return clients.split('\n').filter((line) => line.includes(`name=${prefix}`)).length
    }
    const serve = async (tenants: number): Promise<number> => {
      ended = 0
      for (let at = 0; at < tenants; at += 1) await harness.add(newId(), 1)
      await until(`${tenants} tenants are served`, () => ended === tenants)
      return count()
    }
    const few = await serve(10)
    expect(few).toBe(2)
    expect(await serve(300)).toBe(few)
  })

  test('tenants without unfinished jobs are forgotten', async () => {
    let ended = 0
    harness.openPool({
      perform: async () => {
        ended += 1
        return done
      },
    })
    for (let at = 0; at < 5; at += 1) await harness.add(newId(), 2)
    await until('all are done', () => ended === 10)
    await until(
      'nobody is cared for',
      async () => (await harness.redis.commands.zcard(trackedKey(stage))) === 0,
    )
    expect(await harness.redis.commands.zcard(readyKey(stage))).toBe(0)
  })
})

describe('stopping', () => {
  test('finishes what is in flight and takes nothing more', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 20)
    const finish = Promise.withResolvers<void>()
    let ended = 0
    const { pool } = harness.openPool({
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
    expect(await harness.countUnfinished(tenantId)).toBe(17)
  })

  test('returns an unfinished job to its queue, and another worker runs it', async () => {
    const tenantId = newId()
    await harness.add(tenantId, 1)
    const never = new Promise<Outcome>(() => undefined)
    const { pool } = harness.openPool({ perform: () => never })
    await until('it is in flight', () => pool.inFlight() === 1)
    expect(await pool.stop(10)).toEqual({ handedBack: 1 })
    const attempts: number[] = []
    harness.openPool({
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
    await harness.add(tenantId, 1)
    const never = new Promise<Outcome>(() => undefined)
    const { pool } = harness.openPool({ perform: () => never })
    await until('it is in flight', () => pool.inFlight() === 1)
    await harness.server.kill()
    try {
      expect(await pool.stop(10)).toEqual({ handedBack: 1 })
    } finally {
      await harness.server.start()
    }
  })
})
