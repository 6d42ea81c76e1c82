import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { trace } from '@opentelemetry/api'
import { withTenant } from '../../db/tenant.ts'
import { recordSpans } from '../../ops/test/spans.ts'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { inSpan } from '../platform/telemetry/span.ts'
import { enqueue } from './outbox.ts'
import { startRelay } from './relay.ts'
import { startWorkers } from './runtime.ts'
import { startTestDatabase, type TestDatabase } from './test/database.ts'
import { captureLog } from './test/log-lines.ts'
import { recordingJobs } from './test/recording-job.ts'
import { startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'

setDefaultTimeout(60_000)
let exporter: ReturnType<typeof recordSpans>
let server: TestRedis
let database: TestDatabase
let redis: RedisConnections

beforeAll(async () => {
  exporter = recordSpans()
  ;[server, database] = await Promise.all([startTestRedis(), startTestDatabase()])
})
afterAll(async () => {
  await redis.close()
  await Promise.all([server.remove(), database.stop()])
  exporter.stop()
})

test('a job has a trace of its own that is linked to the request through outbox and queue, as its log lines are', async () => {
  const { log, lines } = captureLog()
  redis = openRedis({ url: server.url, name: 'test', log })
  const tenant = await database.createTenant()
  const meetingId = await tenant.createMeeting()
  const relay = startRelay({ db: database.db, redis, log })
  database.db.onOutbox = relay.poke
  let inHandler: string | undefined
  const workers = startWorkers({
    db: database.db,
    redis,
    handlers: recordingJobs,
    deps: {
      db: database.db,
      work: async () => {
        inHandler = trace.getActiveSpan()?.spanContext().traceId
      },
    },
    concurrency: 1,
    log,
  })
  let requestSpan = ''
  const traceId = await inSpan('POST /meetings', {}, async (span) => {
    requestSpan = span.spanContext().spanId
    await withTenant(database.db, tenant, async (tx) => {
      await tx.sql`select 1`
      await enqueue(tx, 'meeting.analyse', { meetingId })
    })
    return span.spanContext().traceId
  })
  await until('the job is logged', () => lines.some((line) => line.msg === 'Job done'))
  await workers.stop()
  await relay.stop()

  const spans = exporter.getFinishedSpans()
  const job = spans.find((span) => span.name === 'job meeting.analyse')
  const jobTraceId = job?.spanContext().traceId ?? ''
  expect(job?.parentSpanContext).toBeUndefined()
  expect(jobTraceId).not.toBe(traceId)
  const [link] = job?.links ?? []
  const asking = spans.find((span) => span.spanContext().spanId === link?.context.spanId)
  expect(asking?.name).toBe('transaction')
  expect(asking?.parentSpanContext?.spanId).toBe(requestSpan)
  expect(asking?.spanContext().traceId).toBe(traceId)
  expect(job?.attributes).toMatchObject({
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'analyse',
    'aam.tenant_id': tenant.tenantId,
    'aam.attempt': 1,
    'aam.wait_ms': expect.any(Number),
  })
  expect(inHandler).toBe(jobTraceId)
  expect(lines.find((line) => line.msg === 'Job done')).toMatchObject({
    traceId: jobTraceId,
    linkedTraceId: traceId,
  })
  const statements = spans.filter((span) => span.name === 'UPDATE meetings')
  expect(statements.map((span) => span.spanContext().traceId)).toEqual([jobTraceId, jobTraceId])
})
