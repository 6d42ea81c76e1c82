import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { answerFromPrompt } from '../../../../ops/stand-ins/openai/answer-from-prompt.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../../ops/stand-ins/openai/server.ts'
import type { ChatRequest } from '../../../../ops/stand-ins/openai/wire.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import {
  acceptedMeeting,
  createOwn,
  publish,
  regress,
  saveDraft,
  withManifest,
} from '../test/own-scenarios.ts'

setDefaultTimeout(120_000)

let standIn: OpenaiStandIn
let isForgetful = false
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startOpenaiStandIn({
    answer: (request) => (isForgetful ? nothingOf(request) : answerFromPrompt(request)),
  })
  installation = await openInstallation({
    llm: {
      provider: 'openai',
      apiKey: 'none',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'payers')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

/** A valid answer without items. */
const nothingOf = ({ schema }: ChatRequest): object =>
  Object.fromEntries(
    Object.entries((schema?.['properties'] ?? {}) as Record<string, { type?: string }>).map(
      ([name, { type }]) => [name, type === 'array' ? [] : null],
    ),
  )

test('calls a paid model only once its cost was accepted, and publishes a draft that finds the items again', async () => {
  const { files } = await createOwn(client, {
    id: 'paid',
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  // Without goldens there is no cost.
  expect((await publish(client, 'paid', '1.0.0')).status).toBe(201)
  const meetingId = await acceptedMeeting(client, 'paid')
  expect((await client.post('/scenarios/paid/goldens', { meetingId })).status).toBe(201)
  const title = { en: 'Paid minutes', ru: 'Платный протокол' }
  await saveDraft(client, 'paid', withManifest(files, { version: '1.0.1', title }))

  const askedBefore = standIn.requests.length
  const refused = await client.post('/scenarios/paid/regression')
  expect(refused.status).toBe(409)
  const { code, errors } = await problemOf(refused)
  expect(code).toBe('cost_unconfirmed')
  const figures = new Map(errors.map(({ reason, detail }) => [reason, Number(detail)]))
  expect(figures.get('runs')).toBe(3)
  for (const figure of ['inputTokens', 'outputTokens', 'costMicroUsd']) {
    expect(figures.get(figure)).toBeGreaterThan(0)
  }
  expect(standIn.requests.length).toBe(askedBefore)
  expect(await refusalOf(await client.post('/scenarios/paid/publish', { version: '1.0.1' }))).toBe(
    '409 regression_needed',
  )

  const { regression } = await regress(client, 'paid', { confirmCost: true })
  expect(regression).toMatchObject({ green: true, runsPerGolden: 3, provider: 'openai:gpt-5-mini' })
  expect(regression?.goldens).toMatchObject([{ meetingId, lost: [], droppedCount: 0 }])
  expect(regression?.spent.calls).toBe(standIn.requests.length - askedBefore)
  // The estimate is an upper bound.
  expect(regression?.spent.inputTokens).toBeLessThanOrEqual(figures.get('inputTokens') ?? 0)
  expect(regression?.spent.outputTokens).toBeLessThanOrEqual(figures.get('outputTokens') ?? 0)
  expect(regression?.spent.costMicroUsd).toBeLessThanOrEqual(figures.get('costMicroUsd') ?? 0)
  expect((await client.post('/scenarios/paid/publish', { version: '1.0.1' })).status).toBe(201)
})

test('prevents publishing when the model no longer finds accepted items', async () => {
  const { files } = await createOwn(client, {
    id: 'forgetful',
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  await publish(client, 'forgetful', '1.0.0')
  const meetingId = await acceptedMeeting(client, 'forgetful')
  await client.post('/scenarios/forgetful/goldens', { meetingId })
  const title = { en: 'Forgetful minutes', ru: 'Забывчивый протокол' }
  await saveDraft(client, 'forgetful', withManifest(files, { version: '1.0.1', title }))
  isForgetful = true
  try {
    const { regression } = await regress(client, 'forgetful', { confirmCost: true })
    expect(regression?.green).toBe(false)
    expect(regression?.goldens[0]?.lost[0]?.missingIn).toBe(3)
  } finally {
    isForgetful = false
  }
  expect(
    await refusalOf(await client.post('/scenarios/forgetful/publish', { version: '1.0.1' })),
  ).toBe('409 regression_needed')
})
