import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { withTenant } from '../../db/tenant.ts'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { queuesOver } from './dispatch/queues.ts'
import { enqueue } from './outbox.ts'
import { resumeWithinLimits } from '../modules/meetings/index.ts'
import { newId } from '../platform/ids.ts'
import { reconcile } from './reconcile.ts'
import { jobCatalog, type JobName, jobNames, stages } from './catalog.ts'
import { defineJob, type JobDefinition } from './define-job.ts'
import { startRelay } from './relay.ts'
import { startWorkers } from './runtime.ts'
import { startTestDatabase, type TestDatabase, type TestTenant } from './test/database.ts'
import { captureLog } from './test/log-lines.ts'
import { type RecordingDeps, recordingJobs } from './test/recording-job.ts'
import { startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'

setDefaultTimeout(60_000)
let server: TestRedis
let redis: RedisConnections
let database: TestDatabase
const { log } = captureLog()
const cleanups: (() => unknown)[] = []

beforeAll(async () => {
  ;[server, database] = await Promise.all([startTestRedis(), startTestDatabase()])
  redis = openRedis({ url: server.url, name: 'test', log })
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  database.db.onOutbox = undefined
  await redis.commands.flushall()
  await database.admin`delete from outbox`
  await database.admin`delete from pending_jobs`
  await database.admin`delete from meetings`
})
afterAll(async () => {
  await redis.close()
  await Promise.all([server.remove(), database.stop()])
})

function openWorkers(
  work: RecordingDeps['work'] = async () => undefined,
  handlers: readonly JobDefinition<RecordingDeps>[] = recordingJobs,
) {
  const connections = openRedis({ url: server.url, name: 'worker', log })
  const workers = startWorkers({
    db: database.db,
    redis: connections,
    handlers,
    deps: { db: database.db, work },
    concurrency: 4,
    log,
  })
  cleanups.push(async () => {
    await workers.stop(0)
    await connections.close()
  })
  return workers
}

function openRelay() {
  const relay = startRelay({ db: database.db, redis, log })
  database.db.onOutbox = relay.poke
  cleanups.push(relay.stop)
}

const ask = ({ tenantId }: TestTenant, meetingId: string) =>
  withTenant(database.db, { tenantId }, (tx) => enqueue(tx, 'meeting.analyse', { meetingId }))

/** `ask` whose job never reaches Redis. */
async function askUnsent(tenant: TestTenant, meetingId: string): Promise<void> {
  const onOutbox = database.db.onOutbox
  database.db.onOutbox = undefined
  await withTenant(database.db, tenant, async (tx) => {
    await enqueue(tx, 'meeting.analyse', { meetingId })
    await tx.sql`delete from outbox`
  })
  database.db.onOutbox = onOutbox
}

/** Lets so many seconds pass for the tenant's pending jobs. */
const age = ({ tenantId }: TestTenant, seconds: number) => database.admin`
  update pending_jobs set due_at = due_at - make_interval(secs => ${seconds}),
    claimed_at = claimed_at - make_interval(secs => ${seconds})
  where tenant_id = ${tenantId}`

async function countPending({ tenantId }: TestTenant): Promise<number> {
  const rows = await database.admin`select 1 from pending_jobs where tenant_id = ${tenantId}`
  return rows.length
}

const untilNonePending = (tenant: TestTenant) =>
  until('no job is pending', async () => (await countPending(tenant)) === 0)

const stageOf = (name: JobName): string => jobCatalog[name].stage

/** How often the end of each meeting's analysis was recorded. */
async function countRecords(meetingIds: string[]): Promise<number[]> {
  const rows = await database.admin<{ meeting_id: string; count: number }[]>`
    select meeting_id, count(*)::int as count from meeting_events
    where meeting_id = any(${meetingIds}::uuid[]) group by meeting_id`
  const counts = new Map(rows.map((row) => [row.meeting_id, row.count]))
  return meetingIds.map((id) => counts.get(id) ?? 0)
}

const untilRecordedOnce = async (meetingIds: string[]): Promise<void> => {
  await until('every meeting is recorded', async () => {
    return (await countRecords(meetingIds)).every((count) => count > 0)
  })
  expect(await countRecords(meetingIds)).toEqual(meetingIds.map(() => 1))
}

const createMeetings = (tenant: TestTenant, count: number, quietSeconds = 0) =>
  Promise.all(Array.from({ length: count }, () => tenant.createMeeting(quietSeconds)))

describe('starting', () => {
  const start = (options: Partial<Parameters<typeof startWorkers<RecordingDeps>>[0]>) => () =>
    startWorkers({
      db: database.db,
      redis,
      handlers: recordingJobs,
      deps: { db: database.db, work: async () => undefined },
      concurrency: 1,
      log,
      ...options,
    })

  test('is refused when a job has no handler, or two', () => {
    const others = recordingJobs.filter(({ name }) => name !== 'meeting.analyse')
    expect(start({ handlers: others })).toThrow('meeting.analyse has 0 handlers')
    expect(start({ handlers: [...recordingJobs, ...recordingJobs] })).toThrow('has 2 handlers')
  })

  test('is refused for a stage that does not exist, for none, and for less than one job at once', () => {
    expect(start({ stages: ['analyze'] })).toThrow(
      `There is no stage analyze; there are: ${stages.join(', ')}`,
    )
    expect(start({ stages: [] })).toThrow('There is no stage named')
    expect(start({ concurrency: 0 })).toThrow('one job or more')
  })
})

test('from the transaction to the recorded end', async () => {
  const tenant = await database.createTenant()
  const meetingIds = await createMeetings(tenant, 10)
  openRelay()
  openWorkers()
  for (const meetingId of meetingIds) await ask(tenant, meetingId)
  await untilRecordedOnce(meetingIds)
})

test('a worker does only the stages it was started for', async () => {
  const tenant = await database.createTenant()
  const meetingId = await tenant.createMeeting()
  const workers = startWorkers({
    db: database.db,
    redis,
    handlers: recordingJobs,
    deps: { db: database.db, work: async () => undefined },
    concurrency: 1,
    stages: ['purge'],
    log,
  })
  cleanups.push(() => workers.stop(0))
  openRelay()
  await ask(tenant, meetingId)
  await withTenant(database.db, tenant, (tx) => enqueue(tx, 'meeting.purge', { meetingId }))
  const queues = queuesOver(redis.commands, log)
  const countWaiting = async (stage: string) =>
    (await queues.of(tenant.tenantId, stage).backend.getCounts(['wait']))[0]
  await until('the analysis waits', async () => (await countWaiting('analyse')) === 1)
  await until('the other is done', async () => (await countWaiting('purge')) === 0)
  expect(await countRecords([meetingId])).toEqual([0])
})

test('a worker killed in the middle of a job: another does it, recorded once', async () => {
  const tenant = await database.createTenant()
  const meetingIds = await createMeetings(tenant, 2)
  openRelay()
  const script = join(import.meta.dir, 'test/worker-process.ts')
  const doomed = Bun.spawn([process.execPath, script, server.url, database.url], {
    stdout: 'pipe',
    stderr: 'inherit',
  })
  cleanups.push(() => doomed.kill('SIGKILL'))
  for (const meetingId of meetingIds) await ask(tenant, meetingId)
  let said = ''
  for await (const chunk of doomed.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk
    if (meetingIds.every((meetingId) => said.includes(meetingId))) break
  }
  doomed.kill('SIGKILL')
  await doomed.exited
  openWorkers()
  await untilRecordedOnce(meetingIds)
  const rows = await database.admin<{ fence: number }[]>`
    select fence from meetings where id = any(${meetingIds}::uuid[])`
  expect(rows.map((row) => row.fence)).toEqual([2, 2])
})

test('Redis killed and started again in the middle of work: every meeting ends, recorded once', async () => {
  const tenants = [await database.createTenant(), await database.createTenant()]
  openRelay()
  let started = 0
  openWorkers(async () => {
    started += 1
    await Bun.sleep(10)
  })
  const meetingIds: string[] = []
  for (const tenant of tenants) {
    for (const meetingId of await createMeetings(tenant, 30)) {
      meetingIds.push(meetingId)
      await ask(tenant, meetingId)
    }
  }
  await until('work is under way', () => started > 5)
  await server.kill()
  await server.start()
  await untilRecordedOnce(meetingIds)
})

test('Redis emptied: pending jobs run all the same', async () => {
  const tenant = await database.createTenant()
  const meetingIds = await createMeetings(tenant, 5)
  openRelay()
  for (const meetingId of meetingIds) await ask(tenant, meetingId)
  await until('all are in Redis', async () => {
    const { backend } = queuesOver(redis.commands, log).of(tenant.tenantId, 'analyse')
    return (await backend.getCounts(['wait']))[0] === 5
  })
  await redis.commands.flushall()
  await age(tenant, 60)
  openWorkers()
  await untilRecordedOnce(meetingIds)
  await untilNonePending(tenant)
})

test('adds nothing for a job that waits or runs', async () => {
  const tenant = await database.createTenant()
  const [waiting = '', missing = ''] = await createMeetings(tenant, 2)
  openRelay()
  await ask(tenant, waiting)
  const { backend, queue } = queuesOver(redis.commands, log).of(tenant.tenantId, 'analyse')
  const count = () => backend.getCounts(['wait', 'active'])
  await until('it waits', async () => (await count())[0] === 1)
  await askUnsent(tenant, missing)
  const compare = async () => {
    await age(tenant, 60)
    return reconcile({ db: database.db, redis, log }, 30)
  }
  expect(await compare()).toBe(2)
  expect(await count()).toEqual([2, 0])
  await compare()
  expect(await count()).toEqual([2, 0])
  await backend.moveToActive('first')
  await backend.moveToActive('second')
  await compare()
  expect(await count()).toEqual([0, 2])
  const jobs = await queue.getJobs(['active'])
  expect(jobs.map((job) => job.data.payload.meetingId).toSorted()).toEqual(
    [waiting, missing].toSorted(),
  )
  for (const job of jobs) {
    const isWaiting = job.data.payload.meetingId === waiting
    await job.moveToCompleted(null, isWaiting ? 'first' : 'second', false)
  }
  expect(await count()).toEqual([0, 0])
})

test('leaves a job alone that was asked for or offered a moment ago', async () => {
  const tenant = await database.createTenant()
  const compare = () => reconcile({ db: database.db, redis, log }, 30)
  await askUnsent(tenant, newId())
  expect(await compare()).toBe(0)
  await age(tenant, 60)
  expect(await compare()).toBe(1)
  expect(await compare()).toBe(0)
  await age(tenant, 60)
  expect(await compare()).toBe(1)
})

test('a job that is due later starts then, and not before', async () => {
  const tenant = await database.createTenant()
  const [meetingId = ''] = await createMeetings(tenant, 1)
  openRelay()
  openWorkers()
  await withTenant(database.db, tenant, (tx) =>
    enqueue(tx, 'meeting.analyse', { meetingId }, { dueAt: new Date(Date.now() + 3_600_000) }),
  )
  expect(await reconcile({ db: database.db, redis, log }, 0)).toBe(0)
  await age(tenant, 7_200)
  expect(await reconcile({ db: database.db, redis, log }, 0)).toBe(1)
  await untilRecordedOnce([meetingId])
  await untilNonePending(tenant)
})

test('keeps a job pending that is asked for while an attempt runs', async () => {
  const tenant = await database.createTenant()
  const [meetingId = ''] = await createMeetings(tenant, 1)
  openRelay()
  let isAskedAgain = false
  openWorkers(async () => {
    await askUnsent(tenant, meetingId)
    isAskedAgain = true
  })
  await ask(tenant, meetingId)
  await untilRecordedOnce([meetingId])
  await until('one is done', async () => isAskedAgain && (await countPending(tenant)) === 1)
  await age(tenant, 60)
  expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(1)
  await untilNonePending(tenant)
})

describe('a failed job', () => {
  const failing = (name: 'meeting.purge' | 'limit.warn') =>
    defineJob<typeof name, RecordingDeps>(name, async () => {
      throw Object.assign(new Error('as told'), { retryable: false })
    })
  const fail = async (name: 'meeting.purge' | 'limit.warn', payload: object) => {
    const tenant = await database.createTenant()
    openRelay()
    const handlers = recordingJobs.map((job) => (job.name === name ? failing(name) : job))
    openWorkers(undefined, handlers)
    await withTenant(database.db, tenant, (tx) => enqueue(tx, name, payload as never))
    await until('it has failed', async () => {
      const { queue } = queuesOver(redis.commands, log).of(tenant.tenantId, stageOf(name))
      return (await queue.getJobCounts('failed'))['failed'] === 1
    })
    return tenant
  }

  test('stays pending where it must be done in the end', async () => {
    const tenant = await fail('meeting.purge', { meetingId: newId() })
    expect(await countPending(tenant)).toBe(1)
    await age(tenant, 60)
    expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(1)
  })

  test('is dropped where somebody asks again', async () => {
    const tenant = await fail('limit.warn', { organisationId: newId() })
    await untilNonePending(tenant)
  })
})

describe('thousands of meetings of one tenant', () => {
  const jobsOf = async ({ tenantId }: TestTenant) => {
    const { queue } = queuesOver(redis.commands, log).of(tenantId, 'analyse')
    return (await queue.getJobs(['wait'])).map((job) => job.data.payload.meetingId)
  }

  test('that were lost hide none of another', async () => {
    const [a, b] = [await database.createTenant(), await database.createTenant()]
    await database.admin`
      insert into pending_jobs (tenant_id, id, job, subject, payload, due_at)
      select ${a.tenantId}, g.id, 'meeting.analyse', g.id::text, jsonb_build_object('meetingId', g.id),
        now() - interval '1 hour'
      from (select gen_random_uuid() as id from generate_series(1, 2100)) g`
    const lost = newId()
    await askUnsent(b, lost)
    await age(b, 60)
    await reconcile({ db: database.db, redis, log }, 30)
    expect(await jobsOf(b)).toEqual([lost])
    // The rest comes with the next comparison.
    await reconcile({ db: database.db, redis, log }, 30)
    expect(await jobsOf(a)).toHaveLength(2_100)
  })

  test('that wait for a limit hide none of another that may go on', async () => {
    const [a, b] = [await database.createTenant(), await database.createTenant()]
    await database.admin`
      insert into meetings
        (tenant_id, id, title, status, stage, reason, scenario_id, scenario_version, language, owner_id, updated_at)
      select ${a.tenantId}, gen_random_uuid(), 'Weekly', 'waiting', 'analyse', 'run_limit', 'it-daily', '1.0.0', 'en',
        (select id from users where tenant_id = ${a.tenantId}), now() - interval '1 hour'
      from generate_series(1, 2100)`
    const [waiting] = await createMeetings(b, 1, 60)
    await database.admin`
      update meetings set status = 'waiting', reason = 'run_limit' where tenant_id = ${b.tenantId}`
    const choose = async (tenantId: string, ids: readonly string[]) =>
      tenantId === b.tenantId ? ids.slice(0, 1) : []
    const sources = [resumeWithinLimits(database.db, ['run_limit'], choose)]
    await reconcile({ db: database.db, redis, log, sources }, 30)
    expect([await jobsOf(a), await jobsOf(b)]).toEqual([[], [waiting ?? '']])
  })
})

/** A payload of the form that the catalogue asks for. */
const payloadFor = (name: JobName): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(jobCatalog[name].payload.properties).map(([key, schema]) => [
      key,
      'pattern' in schema ? newId() : 'text',
    ]),
  )

test.each(jobNames)('%s is in its queue again after Redis was emptied', async (name) => {
  const tenant = await database.createTenant()
  const payload = payloadFor(name)
  openRelay()
  await withTenant(database.db, tenant, (tx) => enqueue(tx, name, payload as never))
  const { queue } = queuesOver(redis.commands, log).of(tenant.tenantId, stageOf(name))
  const queued = async () =>
    (await queue.getJobs(['wait'])).map((job) => [job.name, job.data.payload])
  await until('it is queued', async () => (await queued()).length === 1)
  await redis.commands.flushall()
  expect(await queued()).toEqual([])
  await age(tenant, 60)
  expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(1)
  expect(await queued()).toEqual([[name, payload]])
})
