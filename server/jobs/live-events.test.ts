import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { newId } from '../platform/ids.ts'
import { eventsChannel, eventsKey } from './dispatch/keys.ts'
import { createEventHub, type EventHub, type LiveMessage } from './live-events.ts'
import { captureLog } from './test/log-lines.ts'
import { startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'

setDefaultTimeout(60_000)
let server: TestRedis
let redis: RedisConnections
let hub: EventHub
const { log } = captureLog()
const leaving = new Set<AbortController>()

beforeAll(async () => {
  server = await startTestRedis()
  redis = openRedis({ url: server.url, name: 'test', log })
  hub = createEventHub({ redis, log })
  await until('the hub listens', async () => (await countListeners()) === 1)
})
afterEach(() => {
  for (const leave of leaving) leave.abort()
  leaving.clear()
})
afterAll(async () => {
  hub.close()
  await redis.close()
  await server.remove()
})

async function countListeners(): Promise<number> {
  const [, count] = (await redis.commands.pubsub('NUMSUB', eventsChannel)) as [string, number]
  return Number(count)
}

async function add(tenantId: string, count: number, firstNumber = 1): Promise<string[]> {
  const ids: string[] = []
  for (let number = firstNumber; number < firstNumber + count; number += 1) {
    const data = JSON.stringify({ number })
    const id = await redis.commands.xadd(eventsKey(tenantId), '*', 'name', 'tick', 'data', data)
    ids.push(id ?? '')
  }
  await redis.commands.publish(eventsChannel, tenantId)
  return ids
}

/** Reads along until aborted; what it has got so far is in `got`. */
function follow(tenantId: string, lastEventId: string | null) {
  const leave = new AbortController()
  leaving.add(leave)
  const got: LiveMessage[] = []
  const ended = (async () => {
    for await (const message of hub.subscribe(tenantId, lastEventId, leave.signal)) {
      got.push(message)
    }
  })()
  return { got, leave, ended }
}

const numbers = (got: LiveMessage[]): unknown[] =>
  got.map((message) => ('reset' in message ? 'reset' : message.data.number))

test('a stream goes on after the event that was seen last, then lives', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 3)
  const { got } = follow(tenantId, first)
  await until('the missed ones are there', () => got.length === 2)
  await add(tenantId, 1, 4)
  await until('the new one is there', () => got.length === 3)
  expect(numbers(got)).toEqual([2, 3, 4])
  expect(got[0]).toMatchObject({ name: 'tick', data: { number: 2 } })
})

test('without a last event it begins now', async () => {
  const tenantId = newId()
  await add(tenantId, 3)
  const { got } = follow(tenantId, null)
  let next = 4
  await until('it hears', async () => {
    await add(tenantId, 1, next)
    next += 1
    return got.length > 0
  })
  expect(numbers(got).filter((number) => Number(number) <= 3)).toEqual([])
})

test('who has seen everything resumes from the newest id, also of an empty stream', async () => {
  const tenantId = newId()
  const empty = await hub.findNewestId(tenantId)
  await add(tenantId, 2)
  const { got } = follow(tenantId, empty)
  await until('both are there', () => got.length === 2)
  const late = follow(tenantId, await hub.findNewestId(tenantId))
  await add(tenantId, 1, 3)
  await until('both heard', () => got.length === 3 && late.got.length === 1)
  expect([numbers(got), numbers(late.got)]).toEqual([[1, 2, 3], [3]])
})

test('two tenants do not hear each other', async () => {
  const [a, b] = [newId(), newId()]
  const [firstOfA = ''] = await add(a, 1)
  const [firstOfB = ''] = await add(b, 1, 100)
  const ofA = follow(a, firstOfA)
  const ofB = follow(b, firstOfB)
  await add(a, 1, 2)
  await add(b, 1, 101)
  await until('both heard', () => ofA.got.length > 0 && ofB.got.length > 0)
  expect([numbers(ofA.got), numbers(ofB.got)]).toEqual([[2], [101]])
})

test('an event that is gone is a reset, and the stream lives on after it', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 5)
  await redis.commands.xtrim(eventsKey(tenantId), 'MAXLEN', 2)
  const { got } = follow(tenantId, first)
  await until('it was told', () => got.length === 1)
  await add(tenantId, 1, 6)
  await until('it lives', () => got.length === 2)
  expect(numbers(got)).toEqual(['reset', 6])
})

test.each(['nonsense', '1-1-1', '9999999999999-0', '-', '+', '1) XADD', ''])(
  'a last event that never was (%p) is a reset',
  async (lastEventId) => {
    const tenantId = newId()
    await add(tenantId, 1)
    const { got } = follow(tenantId, lastEventId)
    await until('it was told', () => got.length === 1)
    expect(numbers(got)).toEqual(['reset'])
  },
)

test('a reader slower than the stream gets a reset instead of a gap', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 2)
  const leave = new AbortController()
  leaving.add(leave)
  const reader = hub.subscribe(tenantId, first, leave.signal)
  expect((await reader.next()).value).toMatchObject({ data: { number: 2 } })
  const ids = await add(tenantId, 10, 3)
  await redis.commands.xtrim(eventsKey(tenantId), 'MAXLEN', 3)
  expect((await reader.next()).value).toEqual({ reset: true, id: ids.at(-1) ?? '' })
})

test('many events come in order, none twice', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 1, 0)
  const { got } = follow(tenantId, first)
  await add(tenantId, 450)
  await until('all are there', () => got.length >= 450)
  expect(numbers(got)).toEqual(Array.from({ length: 450 }, (_, at) => at + 1))
})

test('Redis killed and started again: the stream goes on without a gap', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 2)
  const { got } = follow(tenantId, first)
  await until('it heard the second', () => got.length === 1)
  await server.kill()
  await server.start()
  await add(tenantId, 1, 3)
  await until('it heard the third', () => got.length === 2)
  expect(numbers(got)).toEqual([2, 3])
})

test('an event whose announcement was lost with the connection is found', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 2)
  const { got } = follow(tenantId, first)
  await until('it heard the second', () => got.length === 1)
  const data = JSON.stringify({ number: 3 })
  await redis.commands.xadd(eventsKey(tenantId), '*', 'name', 'tick', 'data', data)
  await redis.commands.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await until('it found the third', () => got.length === 2)
  expect(numbers(got)).toEqual([2, 3])
})

test('Redis emptied: a reset, then the new stream', async () => {
  const tenantId = newId()
  const [first = ''] = await add(tenantId, 2)
  const { got } = follow(tenantId, first)
  await until('it heard the second', () => got.length === 1)
  await redis.commands.flushall()
  await add(tenantId, 1, 3)
  await until('it was told', () => got.length === 2)
  await add(tenantId, 1, 4)
  await until('it lives', () => got.length === 3)
  expect(numbers(got)).toEqual([2, 'reset', 4])
})

test('readers end with their signal or with the hub, over one connection', async () => {
  const tenantId = newId()
  const other = createEventHub({ redis, log })
  await until('both hubs listen', async () => (await countListeners()) === 2)
  const ends = Array.from({ length: 20 }, async () => {
    for await (const _ of other.subscribe(tenantId, null, new AbortController().signal)) continue
  })
  expect(await countListeners()).toBe(2)
  const { ended, leave } = follow(tenantId, null)
  leave.abort()
  await ended
  other.close()
  await Promise.all(ends)
  await until('one listens', async () => (await countListeners()) === 1)
})
