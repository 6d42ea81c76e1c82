import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Behaviour } from '../../../ops/stand-ins/openai/behaviours.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { en } from '../../../web/i18n/en/index.ts'
import { ru } from '../../../web/i18n/ru/index.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  untilStatus,
} from '../../http/test/meetings.ts'
import type { MeetingHistory } from '../meetings/contract.ts'
import { transientFaults } from './ports.ts'

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startOpenaiStandIn()
  installation = await openInstallation({
    llm: {
      provider: 'openai',
      apiKey: 'key',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'patient')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

const anHour: Behaviour = { overloaded: { retryAfterSeconds: 3_600 } }

test('shows that a meeting waits for a model for an hour, and lets a person retry before', async () => {
  standIn.always(anHour)
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  const waiting = await untilStatus(client, id, 'waiting')
  expect(waiting).toMatchObject({ stage: 'analyse', reason: 'model_unavailable', canRetry: true })
  const { data } = await client.get<MeetingHistory>(`/meetings/${id}/history`)
  expect(data.map(({ kind, reason }) => [kind, reason])).toContainEqual([
    'waiting',
    'model_unavailable',
  ])

  standIn.always('answer')
  await client.post(`/meetings/${id}/retry`)
  expect((await untilStatus(client, id, 'in_review')).reason).toBeNull()
})

test('cancels a meeting that waits', async () => {
  standIn.always(anHour)
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'waiting')
  await client.post(`/meetings/${id}/cancel`)
  await untilStatus(client, id, 'cancelled')
  standIn.always('answer')
  await client.post(`/meetings/${id}/retry`)
  await untilStatus(client, id, 'in_review')
})

test('translates every reason to wait into both languages', () => {
  for (const words of [en, ru] as Record<string, unknown>[]) {
    expect(transientFaults.filter((code) => !words[`reason.waiting.${code}`])).toEqual([])
  }
})
