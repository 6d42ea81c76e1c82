import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { takeOutbox } from '../../db/outbox.ts'
import { withTenant } from '../../db/tenant.ts'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { newId } from '../platform/ids.ts'
import { eventsChannel, eventsKey } from './dispatch/keys.ts'
import { type JobData, queuesOver } from './dispatch/queues.ts'
import { enqueue, enqueueAll, publish } from './outbox.ts'
import { startRelay } from './relay.ts'
import { startTestDatabase, type TestDatabase } from './test/database.ts'
import { captureLog } from './test/log-lines.ts'
import { startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'

setDefaultTimeout(60_000)
let server: TestRedis
let redis: RedisConnections
let database: TestDatabase
const { log, lines } = captureLog()
const cleanups: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  ;[server, database] = await Promise.all([startTestRedis(), startTestDatabase()])
  redis = openRedis({ url: server.url, name: 'test', log })
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  database.db.onOutbox = undefined
  await redis.commands.flushall()
  await database.admin`delete from outbox`
})
afterAll(async () => {
  await redis.close()
  await Promise.all([server.remove(), database.stop()])
})

function openRelay() {
  const relay = startRelay({ db: database.db, redis, log })
  database.db.onOutbox = relay.poke
  cleanups.push(relay.stop)
  return relay
}

const countOutbox = async (): Promise<number> => {
  const [row] = await database.admin<{ count: number }[]>`select count(*)::int as count from outbox`
  return row?.count ?? -1
}

async function listJobs(tenantId: string): Promise<{ id: string; data: JobData }[]> {
  const jobs = await queuesOver(redis.commands, log)
    .of(tenantId, 'analyse')
    .queue.getJobs(['waiting', 'delayed', 'active'])
  return jobs.map((job) => ({ id: job.id ?? '', data: job.data }))
}

test('a job reaches the queue of its tenant, with its payload and a UUID of the outbox', async () => {
  const { tenantId } = await database.createTenant()
  const meetingId = newId()
  openRelay()
  await withTenant(database.db, { tenantId }, (tx) => enqueue(tx, 'meeting.analyse', { meetingId }))
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  const [job, ...rest] = await listJobs(tenantId)
  expect(rest).toEqual([])
  expect(job?.data).toMatchObject({ tenantId, payload: { meetingId } })
  expect(job?.id).toMatch(/^[0-9a-f-]{36}$/)
})

test('what was rolled back never leaves', async () => {
  const { tenantId } = await database.createTenant()
  const rolledBack = withTenant(database.db, { tenantId }, async (tx) => {
    await enqueue(tx, 'meeting.analyse', { meetingId: newId() })
    throw new Error('changed my mind')
  })
  await expect(rolledBack).rejects.toThrow('changed my mind')
  openRelay()
  const meetingId = newId()
  await withTenant(database.db, { tenantId }, (tx) => enqueue(tx, 'meeting.analyse', { meetingId }))
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  expect((await listJobs(tenantId)).map((job) => job.data.payload)).toEqual([{ meetingId }])
})

test('many jobs go in one statement and all arrive; none asked for writes nothing', async () => {
  const { tenantId } = await database.createTenant()
  openRelay()
  const ids = Array.from({ length: 450 }, newId)
  await withTenant(database.db, { tenantId }, async (tx) => {
    await enqueueAll(tx, [])
    expect(tx.outboxUsed).toBe(false)
    await enqueueAll(
      tx,
      ids.map((meetingId) => ({ name: 'meeting.analyse', payload: { meetingId } })),
    )
    expect(tx.outboxUsed).toBe(true)
  })
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  const arrived = (await listJobs(tenantId)).map((job) => String(job.data.payload.meetingId))
  expect(arrived.toSorted()).toEqual(ids.toSorted())
})

test('events go into the stream of the tenant, in order, and its name is published', async () => {
  const { tenantId } = await database.createTenant()
  const heard: string[] = []
  const listener = redis.open('listener')
  cleanups.push(async () => listener.disconnect())
  listener.on('message', (_channel: string, message: string) => heard.push(message))
  await listener.subscribe(eventsChannel)
  openRelay()
  const meetingId = newId()
  await withTenant(database.db, { tenantId }, async (tx) => {
    await publish(tx, { name: 'items.changed', meetingId, itemIds: ['1'] })
    await publish(tx, { name: 'items.changed', meetingId, itemIds: ['2'] })
    await publish(tx, { name: 'session.ended', sessionId: 's' })
  })
  await until('all are in the stream', async () => {
    return (await redis.commands.xlen(eventsKey(tenantId))) === 3
  })
  const entries = await redis.commands.xrange(eventsKey(tenantId), '-', '+')
  const events = entries.map(([, [, name, , data = '']]) => ({ name, data: JSON.parse(data) }))
  expect(events).toEqual([
    { name: 'items.changed', data: { meetingId, itemIds: ['1'] } },
    { name: 'items.changed', data: { meetingId, itemIds: ['2'] } },
    { name: 'session.ended', data: { sessionId: 's' } },
  ])
  await until('the tenant was named', () => heard.includes(tenantId))
})

test('a job asked for twice while the first waits is done once; while it is at work, once more', async () => {
  const { tenantId } = await database.createTenant()
  const meetingId = newId()
  const { backend } = queuesOver(redis.commands, log).of(tenantId, 'analyse')
  const ask = async () => {
    await withTenant(database.db, { tenantId }, (tx) =>
      enqueue(tx, 'meeting.analyse', { meetingId }),
    )
    await until('the outbox is empty', async () => (await countOutbox()) === 0)
  }
  openRelay()
  await ask()
  await ask()
  expect(await backend.getCounts(['wait', 'active'])).toEqual([1, 0])
  const [first] = await listJobs(tenantId)
  await backend.moveToActive('token')
  await ask()
  expect(await backend.getCounts(['wait', 'active'])).toEqual([0, 1])
  const job = await queuesOver(redis.commands, log)
    .of(tenantId, 'analyse')
    .queue.getJob(first?.id ?? '')
  await job?.moveToCompleted(null, 'token', false)
  expect(await backend.getCounts(['wait', 'active'])).toEqual([1, 0])
})

test('a new request replaces a job that waits for its next attempt', async () => {
  const { tenantId } = await database.createTenant()
  const meetingId = newId()
  const { backend, queue } = queuesOver(redis.commands, log).of(tenantId, 'analyse')
  const ask = async () => {
    await withTenant(database.db, { tenantId }, (tx) =>
      enqueue(tx, 'meeting.analyse', { meetingId }),
    )
    await until('the outbox is empty', async () => (await countOutbox()) === 0)
  }
  openRelay()
  await ask()
  await backend.moveToActive('token')
  const [active] = await queue.getJobs(['active'])
  await active?.moveToFailed(new Error('once'), 'token', false)
  expect(await backend.getCounts(['wait', 'delayed'])).toEqual([0, 1])
  await ask()
  expect(await backend.getCounts(['wait', 'delayed'])).toEqual([1, 0])
})

test('a tenant that wrote thousands of rows keeps none of another waiting', async () => {
  const [a, b] = [await database.createTenant(), await database.createTenant()]
  const flood = (count: number) => database.admin`
    insert into outbox (tenant_id, id, kind, name, payload)
    select ${a.tenantId}, ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'event', 'x', '{}'
    from generate_series(1, ${count}) n`
  await flood(3_000)
  await withTenant(database.db, b, (tx) => enqueue(tx, 'meeting.analyse', { meetingId: newId() }))
  const taken = await takeOutbox(database.db, 200, 60)
  expect(taken.filter(({ tenantId }) => tenantId === b.tenantId)).toHaveLength(1)
  expect(taken.filter(({ tenantId }) => tenantId === a.tenantId)).toHaveLength(100)
  expect(taken.map(({ id }) => id)).toEqual(taken.map(({ id }) => id).toSorted())
  // Another relay passes over what is taken, and finds the next ones.
  const next = await takeOutbox(database.db, 200, 60)
  expect(next[0]?.id).toBe('00000000-0000-7000-8000-000000000065')
  await database.admin`update outbox set taken_at = null`
  openRelay()
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  expect(await listJobs(b.tenantId)).toHaveLength(1)
})

test('a tenant whose rows cannot be delivered does not hold up the others', async () => {
  const [broken, sound] = [await database.createTenant(), await database.createTenant()]
  await redis.commands.set(eventsKey(broken.tenantId), 'not a stream')
  for (const tenant of [broken, sound]) {
    await withTenant(database.db, tenant, (tx) =>
      publish(tx, { name: 'session.ended', sessionId: 's' }),
    )
  }
  openRelay()
  const countEvents = ({ tenantId }: { tenantId: string }) =>
    redis.commands.xlen(eventsKey(tenantId))
  await until('the other has its event', async () => (await countEvents(sound)) === 1)
  await until('only what cannot be delivered is left', async () => (await countOutbox()) === 1)
  await redis.commands.del(eventsKey(broken.tenantId))
  await until('it arrives', async () => (await countOutbox()) === 0)
  expect(await countEvents(broken)).toBe(1)
})

test('a relay that died between Redis and the outbox repeats at most', async () => {
  const { tenantId } = await database.createTenant()
  await withTenant(database.db, { tenantId }, (tx) =>
    enqueue(tx, 'meeting.analyse', { meetingId: newId() }),
  )
  const relay = openRelay()
  await until('the job is there', async () => (await listJobs(tenantId)).length === 1)
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  const [before] = await listJobs(tenantId)
  // As it was before the row was cleared, with a lease that has run out.
  await database.admin`
    insert into outbox (tenant_id, id, kind, name, payload, taken_at)
    values (${tenantId}, ${before?.id ?? ''}, 'job', 'meeting.analyse',
      ${database.admin.json(before?.data.payload as never)}, now() - interval '5 minutes')`
  relay.poke()
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  expect(await listJobs(tenantId)).toEqual(before ? [before] : [])
})

test('rows that were asked for while Postgres was frozen are there after the thaw', async () => {
  // A statement that the server knows already goes out whole.
  expect(await takeOutbox(database.db, 1, 1)).toEqual([])
  const { tenantId } = await database.createTenant()
  await withTenant(database.db, { tenantId }, (tx) =>
    enqueue(tx, 'meeting.analyse', { meetingId: newId() }),
  )
  const hourSeconds = 3_600
  const thaw = database.freeze()
  cleanups.push(async () => thaw())
  await expect(takeOutbox(database.db, 1, hourSeconds)).rejects.toThrow()
  thaw()
  await until('they are there', async () => {
    const rows = await takeOutbox(database.db, 1, hourSeconds).catch(() => [])
    return rows.length === 1
  })
})

test('rows wait while Redis is away, and the log stays quiet', async () => {
  const { tenantId } = await database.createTenant()
  openRelay()
  await server.kill()
  const linesBefore = lines.length
  const ids = Array.from({ length: 5 }, newId)
  for (const meetingId of ids) {
    await withTenant(database.db, { tenantId }, (tx) =>
      enqueue(tx, 'meeting.analyse', { meetingId }),
    )
  }
  expect(await countOutbox()).toBe(5)
  await server.start()
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
  const arrived = (await listJobs(tenantId)).map((job) => String(job.data.payload.meetingId))
  expect(arrived.toSorted()).toEqual(ids.toSorted())
  expect(lines.length - linesBefore).toBeLessThan(10)
})

test('Postgres killed and started again while relaying: every committed row arrives', async () => {
  const { tenantId } = await database.createTenant()
  openRelay()
  const committed: string[] = []
  const write = async () => {
    const meetingId = newId()
    await withTenant(database.db, { tenantId }, (tx) =>
      enqueue(tx, 'meeting.analyse', { meetingId }),
    ).then(
      () => committed.push(meetingId),
      () => undefined,
    )
  }
  for (let at = 0; at < 20; at += 1) await write()
  const restarted = database.restart()
  for (let at = 0; at < 20; at += 1) await write()
  await restarted
  const before = committed.length
  await until('writing works again', async () => {
    await write()
    return committed.length > before
  })
  await until('every committed job is there', async () => {
    const there = new Set((await listJobs(tenantId)).map((job) => job.data.payload.meetingId))
    return committed.every((meetingId) => there.has(meetingId))
  })
  await until('the outbox is empty', async () => (await countOutbox()) === 0)
})

test('a job that only a newer version knows stays in the outbox', async () => {
  const { tenantId } = await database.createTenant()
  await database.admin`
    insert into outbox (tenant_id, id, kind, name, payload)
    values (${tenantId}, ${newId()}, 'job', 'meeting.foretell', '{}')`
  openRelay()
  await until('it was noticed', () => lines.some((line) => line.job === 'meeting.foretell'))
  expect(await countOutbox()).toBe(1)
  expect(await listJobs(tenantId)).toEqual([])
})
