import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../../ops/stand-ins/openai/server.ts'
import { type AamProcess, spawnAam } from '../../../../ops/test/aam-process.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
} from '../../../http/test/meetings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { analyseMeeting } from '../analyse-meeting.ts'
import type { InteractionPage } from '../contract.ts'

setDefaultTimeout(60_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
let worker: AamProcess | undefined
beforeAll(async () => {
  standIn = startOpenaiStandIn()
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
  client = await openTenant(installation, 'open')
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'open'`
  tenantId = tenant?.id ?? ''
})
afterAll(async () => {
  // Still running if the test failed midway.
  worker?.kill('SIGKILL')
  await installation.close()
  await standIn.stop()
})

const callsOf = async (id: string) =>
  (await client.get<InteractionPage>(`/meetings/${id}/interactions`)).data
const eventsOf = (id: string) =>
  installation.admin`select source_key from usage_events where meeting_id = ${id} and kind = 'model'`

test('records a call while it runs, and marks it as lost after its worker was killed', async () => {
  standIn.always('hang')
  worker = spawnAam(['worker'], installation.services, {
    LLM_PROVIDER: 'openai',
    OPENAI_API_KEY: 'k',
    OPENAI_BASE_URL: standIn.url,
    OPENAI_MODEL: 'gpt-5-mini',
    METRICS_PORT: '0',
  })
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  const open = await eventually(async () => {
    const calls = await callsOf(id)
    return calls.length > 0 ? calls : null
  }, 30_000)
  expect(new Set(open.map(({ outcome }) => outcome))).toEqual(new Set(['open']))
  expect(open[0]).toMatchObject({
    attempt: 1,
    model: 'gpt-5-mini',
    inputTokens: null,
    hasBody: false,
  })
  expect(open[0]?.promptHash).toMatch(/^[0-9a-f]{64}$/)
  worker.kill('SIGKILL')
  await worker.exited
  expect(await eventsOf(id)).toHaveLength(0)

  standIn.always('answer')
  const lost = new Set((await callsOf(id)).map((call) => call.id))
  const attempt = {
    ...systemCtx(tenantId, 'test', newId()),
    jobId: newId(),
    held: {},
    queuedAt: new Date(),
    attempt: 2,
    isFinalAttempt: true,
    signal: new AbortController().signal,
    log: createLog('silent'),
  }
  await analyseMeeting.handle(installation.services, attempt, { meetingId: id })
  expect(await readMeeting(client, id)).toMatchObject({ status: 'in_review' })
  const calls = await callsOf(id)
  for (const call of calls.filter((one) => lost.has(one.id))) {
    expect(call).toMatchObject({ outcome: 'error', errorCode: 'worker_lost', runId: null })
  }
  const answered = calls.filter((one) => !lost.has(one.id))
  expect(answered.map(({ outcome, isFinal }) => [outcome, isFinal])).toEqual([
    ['ok', true],
    ['ok', true],
  ])
  expect(answered.every(({ latencyMs, hasBody }) => latencyMs > 0 && hasBody)).toBe(true)
  expect((await eventsOf(id)).length).toBe(answered.length)
})
