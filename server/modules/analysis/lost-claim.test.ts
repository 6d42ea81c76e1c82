import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { listFiles } from '../../http/test/files.ts'
import {
  bringTranscript,
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
import type { InteractionsView } from './contract.ts'
import type { ScenarioEngine } from './ports.ts'

setDefaultTimeout(60_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  standIn = startOpenaiStandIn()
  // No worker: the stage runs in the test, so that it can be overtaken in the middle.
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
  attempt: 1,
  isFinalAttempt: false,
  signal: new AbortController().signal,
  log: createLog('silent'),
})

const analyse = (meetingId: string, run: ScenarioEngine['run']) =>
  analyseMeeting.handle({ ...installation.services, engine: { run } }, attempt(), { meetingId })

/** Runs the scenario, and then lets something happen before its result is written. */
const thenBeforeItIsWritten =
  (happens: () => Promise<unknown>): ScenarioEngine['run'] =>
  async (input) => {
    const output = await installation.services.engine.run(input)
    await happens()
    return output
  }

async function meetingWithTranscript(): Promise<string> {
  const { id } = await createMeeting(client)
  await bringTranscript(client, id)
  return id
}

const deleteAndPurge = async (id: string): Promise<void> => {
  expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
  await purgeFiles.handle(installation.services, attempt(), { meetingId: id })
}

const purgesOf = (id: string) => installation.admin`
  select 1 from list_unclaimed_stages(0, 1000) where stage = 'purge' and meeting_id = ${id}`

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
    await purgeFiles.handle(installation.services, attempt(), { meetingId: id })
    expect(await listFiles(installation, id)).toEqual([])
  },
)

test('the calls of a run that was cancelled before it was written are recorded, without a run', async () => {
  const id = await meetingWithTranscript()
  const cancelled = thenBeforeItIsWritten(() => client.post(`/meetings/${id}/cancel`))
  expect(await analyse(id, cancelled)).toBe('superseded')
  expect((await readMeeting(client, id)).status).toBe('cancelled')
  const { data } = await client.get<InteractionsView>(`/meetings/${id}/interactions`)
  expect(data.map(({ runId, outcome }) => [runId, outcome])).toEqual([
    [null, 'ok'],
    [null, 'ok'],
  ])
  expect(await purgesOf(id)).toHaveLength(0)
})
