import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { AppError, type ErrorCode } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { defineJob, type JobCtx } from './define-job.ts'
import { type PoolOptions, startPool } from './dispatch/pool.ts'
import { type JobData, queuesOver } from './dispatch/queues.ts'
import { createReadySet } from './dispatch/ready-set.ts'
import type { Outcome, Work } from './dispatch/work.ts'
import { createJobRunner } from './run-job.ts'
import { captureLog } from './test/log-lines.ts'
import { startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'

const refusal = (code: ErrorCode, detail: string) => new AppError(code, detail, [], {}, 'Не вышло.')

setDefaultTimeout(60_000)
let server: TestRedis
let redis: RedisConnections
const { log, lines } = captureLog()
const cleanups: (() => Promise<unknown>)[] = []
const stage = 'analyse'

beforeAll(async () => {
  server = await startTestRedis()
  redis = openRedis({ url: server.url, name: 'test', log })
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  await redis.commands.flushall()
  lines.length = 0
})
afterAll(async () => {
  await redis.close()
  await server.remove()
})

interface Told {
  ctx: JobCtx
  payload: unknown
  error: unknown
}

interface Attempted {
  outcome: Outcome
  handled: JobCtx[]
  failures: Told[]
  tenantId: string
  jobId: string
}

/** One attempt of one job on a real queue, as the pool makes it. */
async function attempt(options: {
  handle?: (ctx: JobCtx) => Promise<string | void>
  onFinalFailure?: () => Promise<void>
  name?: string
  data?: (tenantId: string) => unknown
  attempts?: number
  spoil?: (work: Work) => void
}): Promise<Attempted> {
  const tenantId = newId()
  const jobId = newId()
  const handled: JobCtx[] = []
  const failures: Told[] = []
  const definition = defineJob(
    'meeting.analyse',
    async (_deps: null, ctx, _payload) => {
      handled.push(ctx)
      return options.handle?.(ctx)
    },
    {
      onFinalFailure: async (_deps, ctx, payload, error) => {
        failures.push({ ctx, payload, error })
        await options.onFinalFailure?.()
      },
    },
  )
  const run = createJobRunner(new Map([[definition.name as string, definition]]), null, log)
  const data = options.data?.(tenantId) ?? sound(tenantId)
  await queuesOver(redis.commands, log)
    .of(tenantId, stage)
    .queue.addBulk([
      {
        name: options.name ?? 'meeting.analyse',
        data: data as JobData,
        opts: { jobId, attempts: options.attempts ?? 3 },
      },
    ])
  await createReadySet(redis.commands).markReady({ tenantId, stage })
  const ended = Promise.withResolvers<Outcome>()
  const perform: PoolOptions['perform'] = async (work) => {
    options.spoil?.(work)
    ended.resolve(await run(work))
    return { kind: 'done', note: null }
  }
  const connections = openRedis({ url: server.url, name: 'pool', log })
  const pool = startPool({ redis: connections, stages: [stage], concurrency: 1, perform, log })
  cleanups.push(async () => {
    await pool.stop()
    await connections.close()
  })
  return { outcome: await ended.promise, handled, failures, tenantId, jobId }
}

const meetingId = newId()
const sound = (tenantId: string) => ({ tenantId, payload: { meetingId }, traceparent: null })

describe('an attempt', () => {
  test('knows its tenant, its job and how often it was tried', async () => {
    const { outcome, handled, tenantId, jobId } = await attempt({ handle: async () => '3 items' })
    expect(outcome).toEqual({ kind: 'done', note: '3 items' })
    expect(handled).toHaveLength(1)
    expect(handled[0]).toMatchObject({
      tenantId,
      jobId,
      requestId: jobId,
      attempt: 1,
      isFinalAttempt: false,
      principal: { kind: 'system', name: 'meeting.analyse' },
    })
    expect(handled[0]?.signal.aborted).toBe(false)
    expect(Math.abs((handled[0]?.queuedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000)
  })

  test('leaves one line in the log with its tenant, job, trace and duration', async () => {
    const { tenantId, jobId } = await attempt({})
    await until('it is logged', () => lines.some((line) => line.msg === 'Job done'))
    const [line, ...rest] = lines.filter((one) => one.jobId === jobId)
    expect(rest).toEqual([])
    expect(line).toMatchObject({ tenantId, jobId, job: 'meeting.analyse', stage, attempt: 1 })
    expect(line?.traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(line?.durationMs).toBeNumber()
  })
})

describe('failures', () => {
  test('an unexpected error is tried again, and nobody is told yet', async () => {
    const { outcome, failures } = await attempt({
      handle: async () => {
        throw new TypeError('what a person said')
      },
    })
    expect(outcome).toEqual({ kind: 'failed', reason: 'TypeError' })
    expect(failures).toEqual([])
  })

  test('the last attempt is final, and people are told once', async () => {
    const error = new Error('still broken')
    const { outcome, failures, handled } = await attempt({
      attempts: 1,
      handle: async () => {
        throw error
      },
    })
    expect(handled[0]?.isFinalAttempt).toBe(true)
    expect(outcome).toEqual({ kind: 'final', reason: 'Error' })
    expect(failures.map(({ payload, error }) => ({ payload, error }))).toEqual([
      { payload: { meetingId }, error },
    ])
  })

  test('an expected failure is final at once', async () => {
    const { outcome, failures } = await attempt({
      handle: async () => {
        throw refusal('transcript_empty', 'The transcript has no words.')
      },
    })
    expect(outcome).toEqual({ kind: 'final', reason: 'transcript_empty' })
    expect(failures).toHaveLength(1)
    expect(failures[0]?.ctx.isFinalAttempt).toBe(true)
  })

  test.each([
    [true, 'failed'],
    [false, 'final'],
  ] as const)('an error that says retryable: %p ends as %p', async (retryable, kind) => {
    const { outcome } = await attempt({
      handle: async () => {
        throw Object.assign(refusal('unavailable', 'Away.'), { retryable })
      },
    })
    expect(outcome).toEqual({ kind, reason: 'unavailable' })
  })

  test('whoever asks to wait gets the wait, also on the last attempt: it costs none', async () => {
    const { outcome, failures } = await attempt({
      attempts: 1,
      handle: async () => {
        throw Object.assign(new Error('busy'), { retryable: true, retryAfterMs: 90_000 })
      },
    })
    expect(outcome).toEqual({ kind: 'postponed', delayMs: 90_000 })
    expect(failures).toEqual([])
  })

  test('a wait that is asked for does not save what is final', async () => {
    const { outcome } = await attempt({
      handle: async () => {
        throw Object.assign(new Error('refused'), { retryable: false, retryAfterMs: 90_000 })
      },
    })
    expect(outcome.kind).toBe('final')
  })

  test('while the final failure cannot be recorded, the job is kept', async () => {
    const { outcome } = await attempt({
      attempts: 1,
      handle: async () => {
        throw new Error('broken')
      },
      onFinalFailure: async () => {
        throw new Error('the database is away')
      },
    })
    expect(outcome).toEqual({ kind: 'postponed', delayMs: 5_000 })
  })

  test('an error after the lock was lost or the worker stopped is no failure', async () => {
    const { outcome, failures } = await attempt({
      attempts: 1,
      spoil: (work) => work.abort.abort('stopping'),
      handle: async () => {
        throw new Error('aborted')
      },
    })
    expect(outcome).toEqual({ kind: 'handed back' })
    expect(failures).toEqual([])
  })

  test('a job whose workers died too often is not started again, and people are told', async () => {
    const { outcome, failures, handled } = await attempt({
      spoil: (work) => {
        work.job.deferredFailure = 'job stalled more than allowable limit'
      },
    })
    expect(outcome).toEqual({ kind: 'final', reason: 'GivenUpError' })
    expect(handled).toEqual([])
    expect(failures).toHaveLength(1)
  })
})

describe('what is refused', () => {
  test.each([
    ['a payload without its meeting', (tenantId: string) => ({ ...sound(tenantId), payload: {} })],
    [
      'a meeting that is no id',
      (tenantId: string) => ({ ...sound(tenantId), payload: { meetingId: '1; drop' } }),
    ],
    ['a payload that is no object', (tenantId: string) => ({ ...sound(tenantId), payload: 7 })],
    ['no payload at all', (tenantId: string) => ({ tenantId, traceparent: null })],
    ['a job of another tenant', () => sound(newId())],
  ])('%s', async (_what, data) => {
    const { outcome, handled, failures, jobId } = await attempt({ data })
    expect(outcome.kind).toBe('final')
    expect({ handled, failures }).toEqual({ handled: [], failures: [] })
    const line = lines.find((one) => one.jobId === jobId)
    expect(line).toMatchObject({ level: 'error', msg: 'Job failed for good' })
  })

  test('the reason names the other tenant’s job as such', async () => {
    const { outcome } = await attempt({ data: () => sound(newId()) })
    expect(outcome).toEqual({ kind: 'final', reason: 'job of another tenant' })
  })

  test('a job that only a newer version knows waits for a newer worker', async () => {
    const { outcome } = await attempt({ name: 'meeting.foretell' })
    expect(outcome).toEqual({ kind: 'failed', reason: 'no handler' })
  })
})

test('Redis keeps the code of a failure, not its words', async () => {
  const tenantId = newId()
  const { queue } = queuesOver(redis.commands, log).of(tenantId, stage)
  const definition = defineJob('meeting.analyse', async (_deps: null) => {
    throw refusal('transcript_empty', 'Anna said nothing')
  })
  const run = createJobRunner(new Map([[definition.name as string, definition]]), null, log)
  const connections = openRedis({ url: server.url, name: 'pool', log })
  const pool = startPool({
    redis: connections,
    stages: [stage],
    concurrency: 1,
    perform: run,
    log,
  })
  cleanups.push(async () => {
    await pool.stop()
    await connections.close()
  })
  const jobId = newId()
  const opts = { jobId, attempts: 3, stackTraceLimit: 0 }
  await queue.addBulk([{ name: 'meeting.analyse', data: sound(tenantId), opts }])
  await createReadySet(redis.commands).markReady({ tenantId, stage })
  await until('it failed', async () => (await queue.getJobs(['failed'])).length === 1)
  const [job] = await queue.getJobs(['failed'])
  expect(job?.failedReason).toBe('transcript_empty')
  const keys = await redis.commands.keys(`*${tenantId}*`)
  const stored = await redis.commands.hgetall(keys.find((key) => key.endsWith(jobId)) ?? '')
  expect(JSON.stringify(stored)).not.toContain('Anna')
})
