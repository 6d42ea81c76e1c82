import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { Behaviour } from '../../../ops/stand-ins/openai/behaviours.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  itemsOf,
  openTenant,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import { copyOf, publishDirectly } from '../scenarios/test/own-scenarios.ts'
import type { BackfillList, BackfillView, RunList, RunView } from './contract.ts'

setDefaultTimeout(120_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startOpenaiStandIn()
  installation = await openInstallation({
    llm: {
      provider: 'openai',
      apiKey: 'none',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'nothing')
  for (const version of ['1.0.0', '1.1.0']) {
    await publishDirectly(
      installation,
      'nothing',
      await copyOf('general-minutes', 'house', version),
    )
  }
})
afterEach(() => standIn.always('answer'))
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

const failures: [string, Behaviour, string][] = [
  ['refuses', 'refusal', 'model_prompt_refused'],
  ['filters', 'filtered_prompt', 'model_prompt_refused'],
  ['cuts its answers before anything is whole', 'length_at_once', 'model_answer_cut'],
  ['says nothing', 'empty', 'model_answer_empty'],
  ['answers in prose', 'not_json', 'model_garbage'],
  ['takes too little at once', 'context_exceeded', 'model_context_exceeded'],
]

describe('a meeting whose sections all failed', () => {
  test.each(failures)(
    'fails and can be retried when the model %s',
    async (...[, behaviour, reason]) => {
      standIn.always(behaviour)
      const { id } = await createMeeting(client)
      await uploadTranscript(client, id)
      const meeting = await untilStatus(client, id, 'failed')
      expect(meeting).toMatchObject({
        stage: 'analyse',
        reason,
        canRetry: true,
        currentRunId: null,
        hasTranscript: true,
      })
      expect(await refusalOf(await client.post(`/meetings/${id}/accept`))).toBe('409 wrong_state')
      standIn.always('answer')
      expect((await client.post(`/meetings/${id}/retry`)).status).toBeLessThan(300)
      await untilStatus(client, id, 'in_review')
      expect(itemsOf(await readArtifacts(client, id)).length).toBeGreaterThan(0)
    },
  )

  test('keeps its current result when another run fails', async () => {
    const meeting = await reviewMeeting(client)
    const before = await readArtifacts(client, meeting.id)
    standIn.always('refusal')
    const response = await client.post(`/meetings/${meeting.id}/runs`)
    const { id } = (await response.json()) as RunView
    const run = await eventually(async () => {
      const { data } = await client.get<RunList>(`/meetings/${meeting.id}/runs`)
      return data.find((one) => one.id === id && one.state !== 'running')
    })
    expect(run).toMatchObject({ state: 'failed', reason: 'model_prompt_refused', current: false })
    expect(await readMeeting(client, meeting.id)).toEqual(meeting)
    expect(await readArtifacts(client, meeting.id)).toEqual(before)
    const adopted = await client.post(`/meetings/${meeting.id}/runs/${id}/adopt`)
    expect(await refusalOf(adopted)).toBe('409 wrong_state')
    const again = await client.post(`/meetings/${meeting.id}/runs/${before.run?.id}/adopt`)
    expect(again.status).toBe(200)
  })
})

describe('a backfill whose sections all failed', () => {
  test.each(failures)(
    'has failed runs and keeps accepted results when the model %s',
    async (...[, behaviour, reason]) => {
      const { id } = await createMeeting(client, { scenario: { id: 'house', version: '1.0.0' } })
      await uploadTranscript(client, id)
      await untilStatus(client, id, 'in_review')
      for (const item of itemsOf(await readArtifacts(client, id))) {
        await client.post(`/items/${item.id}/accept`, { overrideNote: 'seen by me' })
      }
      expect((await client.post(`/meetings/${id}/accept`)).status).toBe(200)
      const [meeting, artifacts] = [await readMeeting(client, id), await readArtifacts(client, id)]
      const path = '/scenarios/house/backfill'
      const ask = { version: '1.1.0', meetingIds: [id], confirmCost: true }
      const endOf = (runId: string | undefined) =>
        eventually(async () => {
          const { data } = await client.get<BackfillList>(`${path}?version=1.1.0`)
          const found = data.find(({ run }) => run.id === runId)
          return found?.run.state === 'running' ? null : found
        })
      const start = async () => {
        const response = await client.post(path, ask)
        expect(response.status).toBe(202)
        return ((await response.json()) as BackfillView).data[0]?.run.id
      }

      standIn.always(behaviour)
      const failed = await start()
      expect(await endOf(failed)).toMatchObject({
        run: { state: 'failed', reason, current: false },
        besideRunId: artifacts.run?.id,
        found: null,
      })
      expect(await readMeeting(client, id)).toEqual(meeting)
      expect(await readArtifacts(client, id)).toEqual(artifacts)
      expect((await client.post(`/meetings/${id}/reopen`)).status).toBe(200)
      const adopted = await client.post(`/meetings/${id}/runs/${failed}/adopt`)
      expect(await refusalOf(adopted)).toBe('409 wrong_state')

      standIn.always('answer')
      const again = await start()
      expect((await endOf(again))?.run.state).toBe('done')
      expect((await client.post(`/meetings/${id}/runs/${again}/adopt`)).status).toBe(200)
    },
  )
})

test('fails only the section whose request is refused', async () => {
  const { id } = await createMeeting(client)
  standIn.always('answer')
  const isOverview = (request: (typeof standIn.requests)[number]): boolean =>
    Object.hasOwn((request.schema?.['properties'] ?? {}) as object, 'topics')
  standIn.refuse((request) =>
    isOverview(request) ? { status: 400, body: { error: 'This prompt is malformed' } } : null,
  )
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  standIn.refuse(() => null)
  const { sections } = await readArtifacts(client, id)
  const stateOf = (name: string) => sections.find((section) => section.name === name)
  expect(stateOf('decisions')?.state).toBe('ok')
  expect(stateOf('topics')?.errors.map(({ code }) => code)).toEqual(['request-refused'])
})
