import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { en } from '../../../web/i18n/en/index.ts'
import { ru } from '../../../web/i18n/ru/index.ts'
import { listFiles } from '../../http/test/files.ts'
import { pendingJobs, runJob } from '../../http/test/jobs.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
} from '../../http/test/meetings.ts'
import type { JobCtx } from '../../jobs/define-job.ts'
import { systemCtx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { createLog } from '../../platform/log.ts'
import { purgeFiles } from '../transcription/index.ts'
import { analyseMeeting } from './analyse-meeting.ts'
import type { InteractionPage } from './contract.ts'
import { transientFaults, type ScenarioEngine } from './ports.ts'

setDefaultTimeout(60_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  standIn = startOpenaiStandIn()
  // No worker: the test runs the stage, so that it can supersede it midway.
  installation = await openInstallation({
    worker: false,
    llm: {
      provider: 'openai',
      apiKey: 'k',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'lost')
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'lost'`
  tenantId = tenant?.id ?? ''
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

const attempt = (): JobCtx => ({
  ...systemCtx(tenantId, 'test', newId()),
  jobId: newId(),
  held: {},
  queuedAt: new Date(),
  attempt: 1,
  isFinalAttempt: false,
  signal: new AbortController().signal,
  log: createLog('silent'),
})

const analyse = (meetingId: string, run: ScenarioEngine['run']) =>
  analyseMeeting.handle({ ...installation.services, engine: { run } }, attempt(), { meetingId })

/** Runs the scenario, then runs `happens` before the result is written. */
const thenBeforeItIsWritten =
  (happens: () => Promise<unknown>): ScenarioEngine['run'] =>
  async (input) => {
    const output = await installation.services.engine.run(input)
    await happens()
    return output
  }

async function meetingWithTranscript(): Promise<string> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  return id
}

const deleteAndPurge = async (id: string): Promise<void> => {
  expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
  await runJob(installation, purgeFiles, installation.services, attempt(), { meetingId: id })
}

const purgesOf = (id: string) => pendingJobs(installation, 'meeting.purge', id)

test.each(['comes to an end', 'fails'])(
  'a run that %s after its meeting was deleted and purged leaves no file',
  async (how) => {
    const id = await meetingWithTranscript()
    const late: ScenarioEngine['run'] = async (input) => {
      await deleteAndPurge(id)
      const output = await installation.services.engine.run(input)
      if (how === 'fails') throw new Error('as told')
      return output
    }
    await analyse(id, late).catch(() => undefined)
    expect((await listFiles(installation, id)).length).toBeGreaterThan(0)
    expect(await purgesOf(id)).toHaveLength(1)
    await runJob(installation, purgeFiles, installation.services, attempt(), { meetingId: id })
    expect(await listFiles(installation, id)).toEqual([])
  },
)

test('records the calls of a run that was cancelled before it was written, without a run', async () => {
  const id = await meetingWithTranscript()
  const cancelled = thenBeforeItIsWritten(() => client.post(`/meetings/${id}/cancel`))
  expect(await analyse(id, cancelled)).toBe('superseded')
  expect((await readMeeting(client, id)).status).toBe('cancelled')
  const { data } = await client.get<InteractionPage>(`/meetings/${id}/interactions`)
  expect(data.map(({ runId, outcome }) => [runId, outcome])).toEqual([
    [null, 'ok'],
    [null, 'ok'],
  ])
  expect(await purgesOf(id)).toHaveLength(0)
})

test.each(['cancelled', 'deleted'])(
  'a call to the model ends once its meeting is %s, and is recorded while there is a meeting',
  async (how) => {
    const id = await meetingWithTranscript()
    standIn.always('hang')
    const before = standIn.requests.length
    const running = analyse(id, installation.services.engine.run)
    await eventually(async () => standIn.requests.length > before)
    if (how === 'deleted') await deleteAndPurge(id)
    else await client.post(`/meetings/${id}/cancel`)
    expect(await running).toBe('superseded')
    standIn.always('answer')
    const calls = await installation.admin<{ error_code: string }[]>`
      select error_code from interactions where meeting_id = ${id}`
    expect(calls.length > 0).toBe(how === 'cancelled')
    expect(calls.every(({ error_code: code }) => code === 'aborted')).toBe(true)
  },
)

test('marks a meeting as waiting when its model asks to wait, resumes it later, and can cancel it', async () => {
  const { run } = installation.services.engine
  const [id, other] = [await meetingWithTranscript(), await meetingWithTranscript()]
  standIn.always({ rateLimited: { retryAfterSeconds: 3_600 } })
  for (const one of [id, other]) {
    expect(await analyse(one, run).catch((error: unknown) => error)).toMatchObject({
      code: 'model_rate_limited',
      retryAfterMs: 3_600_000,
    })
    expect(await readMeeting(client, one)).toMatchObject({
      status: 'waiting',
      stage: 'analyse',
      reason: 'model_rate_limited',
      canRetry: true,
    })
  }
  standIn.always('answer')
  await analyse(id, run)
  expect(await readMeeting(client, id)).toMatchObject({ status: 'in_review', reason: null })
  await client.post(`/meetings/${other}/cancel`)
  expect(await analyse(other, run)).toBe('already done')
})

test('translates every reason to wait for a model into both languages', () => {
  for (const code of transientFaults) {
    for (const words of [en, ru]) expect(words).toHaveProperty([`reason.waiting.${code}`])
  }
})
