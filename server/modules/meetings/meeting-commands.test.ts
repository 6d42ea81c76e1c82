import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readArtifacts,
  readMeeting,
  refusalOf,
} from '../../http/test/meetings.ts'
import { createLog } from '../../platform/log.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { analyseMeeting, EngineFailure } from '../analysis/index.ts'
import type { JobCtx } from '../../jobs/define-job.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  // No worker: each test decides when an attempt happens.
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'meeting-commands')
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'meeting-commands'`
  tenantId = tenant?.id ?? ''
})
afterAll(() => installation.close())

const jobCtx = (): JobCtx => ({
  ...systemCtx(tenantId, 'test', newId()),
  jobId: newId(),
  held: {},
  queuedAt: new Date(),
  attempt: 1,
  isFinalAttempt: true,
  signal: new AbortController().signal,
  log: createLog('silent'),
})

const postCommand = (id: string, step: string) => client.post(`/meetings/${id}/${step}`)
const status = async (id: string) => (await readMeeting(client, id)).status

async function queuedMeeting(): Promise<string> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  expect(await status(id)).toBe('queued')
  return id
}

/** Starts an attempt that stops before the engine runs, until `resume`. */
function heldAttempt(id: string) {
  const reached = Promise.withResolvers<void>()
  const resume = Promise.withResolvers<void>()
  const { engine } = installation.services
  const held: typeof engine = {
    run: async (input) => {
      reached.resolve()
      await resume.promise
      return engine.run(input)
    },
  }
  const outcome = analyseMeeting.handle({ ...installation.services, engine: held }, jobCtx(), {
    meetingId: id,
  })
  return { reached: reached.promise, resume: () => resume.resolve(), outcome }
}

const countRuns = async (id: string): Promise<number> => {
  const [row] = await installation.admin<{ count: number }[]>`
    select count(*)::int from runs where meeting_id = ${id}`
  return row?.count ?? 0
}

test('a meeting without a transcript cannot be started', async () => {
  const { id } = await createMeeting(client)
  expect(await refusalOf(await postCommand(id, 'process'))).toBe('409 wrong_state')
  expect(await refusalOf(await postCommand(id, 'cancel'))).toBe('409 wrong_state')
})

test('a queued meeting can be cancelled and started again', async () => {
  const id = await queuedMeeting()
  expect(await refusalOf(await postCommand(id, 'process'))).toBe('409 wrong_state')
  const cancelled = await postCommand(id, 'cancel')
  expect(await cancelled.json()).toMatchObject({
    status: 'cancelled',
    reason: 'cancelled',
    canRetry: true,
  })
  expect(cancelled.headers.get('etag')).toMatch(/^"\d+"$/)
  expect(await analyseMeeting.handle(installation.services, jobCtx(), { meetingId: id })).toBe(
    'already done',
  )
  expect(await (await postCommand(id, 'retry')).json()).toMatchObject({
    status: 'queued',
    reason: null,
  })
  await analyseMeeting.handle(installation.services, jobCtx(), { meetingId: id })
  expect(await status(id)).toBe('in_review')
})

test('discards the result of a cancelled attempt', async () => {
  const id = await queuedMeeting()
  const attempt = heldAttempt(id)
  await attempt.reached
  expect(await status(id)).toBe('analysing')
  expect((await postCommand(id, 'cancel')).status).toBe(200)
  attempt.resume()
  expect(await attempt.outcome).toBe('superseded')
  expect(await status(id)).toBe('cancelled')
  expect(await countRuns(id)).toBe(0)
  expect((await readArtifacts(client, id)).run).toBeNull()
})

test('keeps only the result of the later of two attempts', async () => {
  const id = await queuedMeeting()
  const early = heldAttempt(id)
  await early.reached
  const late = heldAttempt(id)
  await late.reached
  late.resume()
  expect(await late.outcome).toMatch(/items$/)
  early.resume()
  expect(await early.outcome).toBe('superseded')
  expect(await countRuns(id)).toBe(1)
  expect(await status(id)).toBe('in_review')
})

test('discards the work on a meeting that is deleted meanwhile', async () => {
  const id = await queuedMeeting()
  const attempt = heldAttempt(id)
  await attempt.reached
  expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
  attempt.resume()
  expect(await attempt.outcome).toBe('superseded')
  expect(await countRuns(id)).toBe(0)
})

test('marks a meeting as failed, keeps its transcript and allows a retry', async () => {
  const id = await queuedMeeting()
  await analyseMeeting.onFinalFailure(
    installation.services,
    jobCtx(),
    { meetingId: id },
    new Error('x'),
  )
  expect(await readMeeting(client, id)).toMatchObject({
    status: 'failed',
    stage: 'analyse',
    reason: 'analysis_failed',
    canRetry: true,
    hasTranscript: true,
  })
  expect((await postCommand(id, 'retry')).status).toBe(200)
  await analyseMeeting.handle(installation.services, jobCtx(), { meetingId: id })
  expect(await status(id)).toBe('in_review')
})

test('fails a run that exceeds its time limit without another attempt', async () => {
  const id = await queuedMeeting()
  const engine = { run: () => Promise.reject(new EngineFailure('timeout', 'Too slow.')) }
  const outcome = analyseMeeting.handle({ ...installation.services, engine }, jobCtx(), {
    meetingId: id,
  })
  const error: unknown = await outcome.catch((failure: unknown) => failure)
  expect(error).toMatchObject({ retryable: false })
  await analyseMeeting.onFinalFailure(installation.services, jobCtx(), { meetingId: id }, error)
  expect(await readMeeting(client, id)).toMatchObject({ status: 'failed', reason: 'timeout' })
})
