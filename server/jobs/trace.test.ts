import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { trace } from '@opentelemetry/api'
import { withTenant } from '../../db/tenant.ts'
import { recordSpans } from '../../ops/test/spans.ts'
import { openRedis, type RedisConnections } from '../adapters/redis/open-redis.ts'
import { inSpan } from '../platform/telemetry.ts'
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

test('one trace from the request through the outbox and the queue to the job and its log', async () => {
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
  expect(job?.spanContext().traceId).toBe(traceId)
  expect(job?.parentSpanContext?.spanId).toBe(requestSpan)
  expect(job?.attributes).toMatchObject({
    'messaging.destination.name': 'analyse',
    'aam.tenant_id': tenant.tenantId,
    'aam.attempt': 1,
  })
  expect(inHandler).toBe(traceId)
  expect(lines.find((line) => line.msg === 'Job done')?.traceId).toBe(traceId)
  const statements = spans.filter((span) => span.name.startsWith('update meetings'))
  expect(statements.map((span) => span.spanContext().traceId)).toEqual([traceId, traceId])
})
