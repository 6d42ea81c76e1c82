import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { withTenant } from '../../db/tenant.ts'
import { openRedis, type RedisConnections } from '../adapters/redis/open-redis.ts'
import { queuesOver } from './dispatch/queues.ts'
import { enqueue } from './outbox.ts'
import { newId } from '../platform/ids.ts'
import { reconcile } from './reconcile.ts'
import { stages } from './catalog.ts'
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
  await database.admin`delete from meetings`
})
afterAll(async () => {
  await redis.close()
  await Promise.all([server.remove(), database.stop()])
})

function openWorkers(work: RecordingDeps['work'] = async () => undefined) {
  const connections = openRedis({ url: server.url, name: 'worker', log })
  const workers = startWorkers({
    db: database.db,
    redis: connections,
    handlers: recordingJobs,
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

test('Redis emptied: what Postgres knows is taken up again', async () => {
  const tenant = await database.createTenant()
  const meetingIds = await createMeetings(tenant, 5, 60)
  openRelay()
  for (const meetingId of meetingIds) await ask(tenant, meetingId)
  await until('all are in Redis', async () => {
    const { backend } = queuesOver(redis.commands, log).of(tenant.tenantId, 'analyse')
    return (await backend.getCounts(['wait']))[0] === 5
  })
  await redis.commands.flushall()
  openWorkers()
  await untilRecordedOnce(meetingIds)
})

test('comparing with Postgres adds nothing for a meeting that waits or is at work', async () => {
  const tenant = await database.createTenant()
  const [waiting, missing] = await createMeetings(tenant, 2, 60)
  openRelay()
  await ask(tenant, waiting ?? '')
  const { backend, queue } = queuesOver(redis.commands, log).of(tenant.tenantId, 'analyse')
  const count = () => backend.getCounts(['wait', 'active'])
  await until('it waits', async () => (await count())[0] === 1)
  const compare = () => reconcile({ db: database.db, redis, log }, 30)
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

test('a meeting that moved a moment ago is left alone', async () => {
  const tenant = await database.createTenant()
  await tenant.createMeeting(5)
  expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(0)
})

describe('thousands of meetings of one tenant', () => {
  /** Meetings older than any other, in one statement. */
  const flood = ({ tenantId }: TestTenant, status: string, reason: string | null) => database.admin`
    insert into meetings
      (tenant_id, id, title, status, stage, reason, scenario_id, scenario_version, language, owner_id, updated_at)
    select ${tenantId}, gen_random_uuid(), 'Weekly', ${status}, 'analyse', ${reason}, 'it-daily', '1.0.0', 'en',
      (select id from users where tenant_id = ${tenantId}), now() - interval '1 hour'
    from generate_series(1, 2100)`
  const jobsOf = async ({ tenantId }: TestTenant) => {
    const { queue } = queuesOver(redis.commands, log).of(tenantId, 'analyse')
    return (await queue.getJobs(['wait'])).map((job) => job.data.payload.meetingId)
  }

  test('that were lost hide none of another', async () => {
    const [a, b] = [await database.createTenant(), await database.createTenant()]
    await flood(a, 'queued', null)
    const [lost] = await createMeetings(b, 1, 60)
    await reconcile({ db: database.db, redis, log }, 30)
    expect(await jobsOf(b)).toEqual([lost ?? ''])
  })

  test('that wait for a limit hide none of another that may go on', async () => {
    const [a, b] = [await database.createTenant(), await database.createTenant()]
    await flood(a, 'waiting', 'run_limit')
    const [waiting] = await createMeetings(b, 1, 60)
    await database.admin`
      update meetings set status = 'waiting', reason = 'run_limit' where tenant_id = ${b.tenantId}`
    const choose = async (tenantId: string, ids: readonly string[]) =>
      tenantId === b.tenantId ? ids.slice(0, 1) : []
    const limited = [{ reasons: ['run_limit'], choose }]
    await reconcile({ db: database.db, redis, log, limited }, 30)
    expect([await jobsOf(a), await jobsOf(b)]).toEqual([[], [waiting ?? '']])
  })
})

test('a run that nobody finished is asked for again, by its own id', async () => {
  const tenant = await database.createTenant()
  const runId = await tenant.createRun(60)
  expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(1)
  const { queue } = queuesOver(redis.commands, log).of(tenant.tenantId, 'analyse')
  const jobs = await queue.getJobs(['wait'])
  expect(jobs.map((job) => job.data.payload.runId)).toEqual([runId])
})

test('a deleted meeting whose files are still there is purged after Redis was emptied', async () => {
  const tenant = await database.createTenant()
  const meetingId = newId()
  await database.admin`
    insert into purges (tenant_id, meeting_id, created_at)
    values (${tenant.tenantId}, ${meetingId}, now() - interval '1 minute')`
  expect(await reconcile({ db: database.db, redis, log }, 30)).toBe(1)
  const { queue } = queuesOver(redis.commands, log).of(tenant.tenantId, 'purge')
  const jobs = await queue.getJobs(['wait'])
  expect(jobs.map((job) => job.data.payload.meetingId)).toEqual([meetingId])
})
