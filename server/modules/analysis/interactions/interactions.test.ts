import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../../ops/stand-ins/openai/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { recordSpans } from '../../../../ops/test/spans.ts'
import { addMember } from '../../../http/test/members.ts'
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
} from '../../../http/test/meetings.ts'
import type { InteractionBodyView, InteractionPage, RunList } from '../contract.ts'

setDefaultTimeout(60_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
const logLines: string[] = []
const spans = recordSpans()
beforeAll(async () => {
  standIn = startOpenaiStandIn({ apiKey: 'sk-canary-key' })
  installation = await openInstallation({
    logLines,
    llm: {
      provider: 'openai',
      apiKey: 'sk-canary-key',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'calls')
})
afterEach(() => standIn.always('answer'))
afterAll(async () => {
  spans.stop()
  await installation.close()
  await standIn.stop()
})

const callsOf = async (meetingId: string): Promise<InteractionPage['data']> =>
  (await client.get<InteractionPage>(`/meetings/${meetingId}/interactions`)).data

describe('a run of a language model', () => {
  test('fills sections with evidence and records its model', async () => {
    const meeting = await reviewMeeting(client)
    const artifact = await readArtifacts(client, meeting.id)
    expect(artifact.run?.provider).toBe('openai:gpt-5-mini')
    expect(artifact.sections.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'summary ok',
      'decisions ok',
      'actionItems ok',
      'openQuestions ok',
      'risks ok',
      'topics ok',
      'nextMeeting ok',
      'participants ok',
    ])
    const items = itemsOf(artifact)
    expect(items.every(({ evidence }) => evidence.length > 0)).toBe(true)
    const task = items.find(({ section }) => section === 'actionItems')
    expect(task).toMatchObject({
      evidenceState: 'verified',
      value: {
        task: 'Good. I will send the contract to the supplier by Friday.',
        owner: 'Anna Kern',
      },
    })
    const coverage = await client.get<{ segmentCount: number; seenCount: number }>(
      `/meetings/${meeting.id}/coverage`,
    )
    expect(coverage.seenCount).toBe(coverage.segmentCount)
  })

  test('is recorded call by call, with tokens and cost', async () => {
    const meeting = await reviewMeeting(client)
    const calls = await callsOf(meeting.id)
    expect(calls).toHaveLength(2)
    expect(calls.map(({ step }) => step).sort()).toEqual(['outcomes', 'overview'])
    for (const call of calls) {
      expect(call).toMatchObject({
        meetingId: meeting.id,
        runId: meeting.currentRunId,
        windowIndex: 0,
        attempt: 1,
        isFinal: true,
        provider: 'openai:gpt-5-mini',
        model: 'gpt-5-mini',
        finishReason: 'stop',
        outcome: 'ok',
        errorCode: null,
        hasBody: true,
      })
      expect(call.promptHash).toMatch(/^[0-9a-f]{64}$/)
      expect(call.inputTokens).toBeGreaterThan(100)
      expect(call.outputTokens).toBeGreaterThan(10)
      expect(call.costMicroUsd).toBeGreaterThan(0)
    }
  })

  test('lists its calls in order, page by page', async () => {
    const meeting = await reviewMeeting(client)
    const calls = await callsOf(meeting.id)
    const path = `/meetings/${meeting.id}/interactions?limit=1`
    const first = await client.get<InteractionPage>(path)
    expect(first.data).toEqual(calls.slice(0, 1))
    const next = `${path}&cursor=${encodeURIComponent(first.nextCursor ?? '')}`
    const second = await client.get<InteractionPage>(next)
    expect(second).toEqual({ data: calls.slice(1), nextCursor: null, hasMore: false })
  })

  test('records the calls of a second run with that run', async () => {
    const meeting = await reviewMeeting(client)
    const response = await client.post(`/meetings/${meeting.id}/runs`, {})
    const { id } = (await response.json()) as { id: string }
    await eventually(async () => {
      const { data } = await client.get<RunList>(`/meetings/${meeting.id}/runs`)
      return data.find((run) => run.id === id && run.state === 'done')
    })
    const runs = new Set((await callsOf(meeting.id)).map(({ runId }) => runId))
    expect([...runs].sort()).toEqual([meeting.currentRunId, id].sort())
  })
})

test('counts the usage of earlier attempts towards the scenario limits until a person retries', async () => {
  standIn.always('server_error')
  const meeting = await createMeeting(client)
  await uploadTranscript(client, meeting.id)
  await untilStatus(client, meeting.id, 'waiting')
  const spent = await installation.admin`
    update interactions set input_tokens = 100000000, output_tokens = 0
    where meeting_id = ${meeting.id} and run_id is null and step = 'outcomes' and attempt = 1 returning 1`
  expect(spent).toHaveLength(1)
  standIn.always('answer')
  expect(await untilStatus(client, meeting.id, 'failed')).toMatchObject({
    reason: 'model_over_budget',
    canRetry: true,
  })
  expect((await client.post(`/meetings/${meeting.id}/retry`, {})).ok).toBe(true)
  await untilStatus(client, meeting.id, 'in_review')
})

describe('the text of a call', () => {
  test('returns the prompt and the answer, and audits the read', async () => {
    const meeting = await reviewMeeting(client)
    const [call] = await callsOf(meeting.id)
    const body = await client.get<InteractionBodyView>(`/interactions/${call?.id}/body`)
    const sent = standIn.requests.find(
      ({ messages }) => JSON.stringify(messages) === JSON.stringify(body.messages),
    )
    expect(JSON.parse(body.schema ?? '')).toEqual(sent?.schema)
    expect(body.messages.at(-1)?.content).toContain('I will send the contract to the supplier')
    expect(Object.keys(JSON.parse(body.answer ?? '') as object)).toContain('decisions')
    const [line] = await installation.admin<{ action: string; data: object }[]>`
      select action, data from audit_log where subject_id = ${call?.id ?? ''}`
    expect(line).toMatchObject({ action: 'interaction.read', data: { meetingId: meeting.id } })
  })

  test('is encrypted at rest and deleted with its meeting', async () => {
    const meeting = await reviewMeeting(client)
    const [call] = await installation.admin<{ tenant_id: string; body_key: string }[]>`
      select tenant_id, body_key from interactions where meeting_id = ${meeting.id}`
    if (!call) throw new Error('no call was recorded')
    expect(call.body_key).toStartWith(`tenants/${call.tenant_id}/meetings/${meeting.id}/`)
    const stored = Buffer.from(await installation.services.files.get(call.body_key))
    expect(stored.includes('transcript')).toBe(false)
    const rows = JSON.stringify(
      await installation.admin`select * from interactions where meeting_id = ${meeting.id}`,
    )
    expect(rows).not.toContain('contract')
    const { rev } = await readMeeting(client, meeting.id)
    const headers = { 'if-match': `"${rev}"` }
    await client.send(`/meetings/${meeting.id}`, { method: 'DELETE', headers })
    await eventually(
      async () => (await installation.services.files.head(call.body_key)) === undefined,
    )
    expect(
      await installation.admin`select 1 from interactions where meeting_id = ${meeting.id}`,
    ).toHaveLength(0)
  })

  test('is readable by admins of its organisation only', async () => {
    const meeting = await reviewMeeting(client)
    const [call] = await callsOf(meeting.id)
    const list = `/meetings/${meeting.id}/interactions`
    const body = `/interactions/${call?.id}/body`
    const admin = await addMember(installation, 'calls', 'admin', 'Adam')
    expect((await admin.send(list)).status).toBe(200)
    expect((await admin.send(body)).status).toBe(200)
    for (const role of ['author', 'member', 'viewer'] as const) {
      const other = await addMember(installation, 'calls', role, `Some${role}`)
      expect(await refusalOf(await other.send(list))).toBe('403 forbidden')
      expect(await refusalOf(await other.send(body))).toBe('403 forbidden')
    }
    const stranger = await openTenant(installation, 'strangers')
    expect(await refusalOf(await stranger.send(list))).toBe('404 not_found')
    expect(await refusalOf(await stranger.send(body))).toBe('404 not_found')
    for (const path of [list, body]) {
      const response = await installation.request('calls', `/api/v1${path}`)
      expect(await refusalOf(response)).toBe('401 unauthenticated')
    }
    expect(await refusalOf(await client.send('/interactions/not-an-id/body'))).toBe('404 not_found')
  })

  test('returns an error without the cause if it can no longer be decrypted', async () => {
    const meeting = await reviewMeeting(client)
    const [call] = await callsOf(meeting.id)
    const [row] = await installation.admin<{ body_key: string }[]>`
      select body_key from interactions where id = ${call?.id ?? ''}`
    const bytes = Uint8Array.from(await installation.services.files.get(row?.body_key ?? ''))
    bytes[40] = (bytes[40] ?? 0) ^ 1
    await installation.services.files.put(row?.body_key ?? '', bytes, { contentType: 'x/y' })
    const response = await client.send(`/interactions/${call?.id}/body`)
    expect(await refusalOf(response)).toBe('503 unavailable')
  })
})

describe('a model that fails', () => {
  test.each([
    ['unauthorized', 'model_bad_credentials'],
    ['forbidden', 'model_no_access'],
    ['unknown_model', 'model_unknown'],
    ['no_quota', 'model_no_quota'],
    ['bad_request', 'model_request_refused'],
  ] as const)('by %s fails the meeting at once with words for the admin', async (fault, reason) => {
    standIn.always(fault)
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    const meeting = await untilStatus(client, id, 'failed')
    expect(meeting).toMatchObject({ stage: 'analyse', reason, canRetry: true })
    const calls = await callsOf(id)
    expect(calls.length).toBeGreaterThan(0)
    for (const call of calls) {
      expect([call.runId, call.outcome, call.errorCode, call.isFinal]).toEqual([
        null,
        'error',
        reason,
        true,
      ])
      expect(call.serverMessage).toMatch(/\w/)
    }
    standIn.always('answer')
    expect((await client.post(`/meetings/${id}/retry`)).status).toBeLessThan(300)
    await untilStatus(client, id, 'in_review')
  })

  test('is retried after a short fault, without a visible effect', async () => {
    standIn.next({ rateLimited: { retryAfterSeconds: 0 } }, 'server_error')
    const meeting = await reviewMeeting(client)
    const outcomes = (await callsOf(meeting.id)).map(({ step, attempt, errorCode, isFinal }) => [
      step,
      attempt,
      errorCode,
      isFinal,
    ])
    expect(outcomes.slice(0, 3)).toEqual([
      ['outcomes', 1, 'model_rate_limited', false],
      ['outcomes', 2, 'model_unavailable', false],
      ['outcomes', 3, null, true],
    ])
  })

  test('fails one section with its reason, keeps the others and puts the meeting in review', async () => {
    standIn.next('refusal')
    const meeting = await reviewMeeting(client)
    const { sections } = await readArtifacts(client, meeting.id)
    const failed = sections.filter(({ state }) => state === 'failed')
    expect(failed.map(({ name }) => name)).toEqual([
      'decisions',
      'actionItems',
      'openQuestions',
      'risks',
      'nextMeeting',
    ])
    expect(failed.every(({ errors }) => errors[0]?.code === 'refused')).toBe(true)
    expect(sections.find(({ name }) => name === 'topics')?.state).toBe('ok')
  })
})

test('keeps the prompt, the transcript and the key out of logs and spans', async () => {
  const canary = 'the zebra eats 77 lemons'
  const echo = `Worker 7 broke at "Zoe Canary: We decided that ${canary}." for sk-canary-key`
  standIn.next({ reply: { status: 500, body: { error: { message: echo, code: 500 } } } })
  standIn.next('not_json', 'not_json')
  const meeting = await reviewMeeting(
    client,
    `WEBVTT\n\n00:00:01.000 --> 00:00:06.000\n<v Zoe Canary>We decided that ${canary}.\n`,
  )
  const [call] = await callsOf(meeting.id)
  await client.get(`/interactions/${call?.id}/body`)
  expect(standIn.requests.some(({ messages }) => JSON.stringify(messages).includes(canary))).toBe(
    true,
  )
  const seen = `${logLines.join('\n')}\n${spans
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) =>
      JSON.stringify({ name, attributes, events, status }),
    )
    .join('\n')}`
  expect(seen).toContain(meeting.id)
  // The log has the server's own message, without the parts of the request that it echoed.
  expect(seen).toContain('Worker 7 broke at')
  expect((await callsOf(meeting.id))[0]?.serverMessage).toStartWith('Worker 7 broke at')
  for (const word of ['zebra', 'lemons', 'Zoe', 'sk-canary-key', 'transcript>', 'You write the']) {
    expect(seen).not.toContain(word)
  }
})
