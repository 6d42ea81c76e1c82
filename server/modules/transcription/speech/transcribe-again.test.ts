import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import { type Client, openTenant, readMeeting } from '../../../http/test/meetings.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { analyseMeeting } from '../../analysis/index.ts'
import type { MeetingView } from '../../meetings/contract.ts'
import type { TranscriptList, TranscriptView } from '../contract.ts'
import { deepgramConfig, recordedMeeting, tenantIdOf } from '../test/recordings.ts'
import { transcribeMeeting } from './transcribe-meeting.ts'

setDefaultTimeout(60_000)

let standIn: SpeechStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  standIn = startSpeechStandIn()
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'again')
  tenantId = await tenantIdOf(installation, 'again')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})
beforeEach(() => {
  standIn.calls.length = 0
  standIn.fail()
  standIn.say([{ speaker: 0, text: 'We have decided to start the pilot on Monday.' }])
})

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

async function transcribe(meetingId: string, own: 'none' | 'own' = 'none'): Promise<unknown> {
  const speech = await openSpeech(deepgramConfig(standIn))
  const ownSpeech = await openSpeech(deepgramConfig(standIn))
  const named = ownSpeech && { ...ownSpeech, name: 'deepgram:own', takes: 'stream' as const }
  const deps = {
    ...installation.services,
    speech,
    speechLanguage: 'meeting' as const,
    ownSpeech: async () => (own === 'own' ? named : null),
  }
  const ctx = jobCtx()
  try {
    return await transcribeMeeting.handle(deps, ctx, { meetingId })
  } catch (error) {
    await transcribeMeeting.onFinalFailure(deps, ctx, { meetingId }, error)
    return error
  }
}

const analyse = (meetingId: string) =>
  analyseMeeting.handle(installation.services, jobCtx(), { meetingId })
const transcripts = async (id: string) =>
  (await client.get<TranscriptList>(`/meetings/${id}/transcripts`)).data
const again = (id: string, body: object) => client.post(`/meetings/${id}/transcribe-again`, body)

async function reviewed(own: 'none' | 'own' = 'none'): Promise<string> {
  const id = await recordedMeeting(installation, client)
  await transcribe(id, own)
  await analyse(id)
  expect((await readMeeting(client, id)).status).toBe('in_review')
  standIn.calls.length = 0
  return id
}

test('a recording is transcribed again in another language with other terms, and the old transcript stays beside it', async () => {
  const id = await reviewed()
  const before = await readMeeting(client, id)
  standIn.say([{ speaker: 0, text: 'Мы решили начать пилот в понедельник.' }])
  const answer = await again(id, {
    spokenLanguage: 'ru',
    keyTerms: ['Контур', ' Bankside ', 'Контур'],
  })
  expect(answer.status).toBe(200)
  expect((await answer.json()) as MeetingView).toMatchObject({
    status: 'queued',
    stage: 'transcribe',
    replacement: { kind: 'again', state: 'pending' },
  })
  await transcribe(id)
  const [call] = standIn.calls
  expect(call?.query.get('language')).toBe('ru')
  expect(call?.query.getAll('keyterm').slice(0, 2)).toEqual(['Контур', 'Bankside'])
  // What is shown stays until the new result is there.
  const meanwhile = await readMeeting(client, id)
  expect(meanwhile.currentTranscriptId).toBe(before.currentTranscriptId)
  expect(meanwhile.replacement).toMatchObject({ kind: 'again' })
  await analyse(id)
  const after = await readMeeting(client, id)
  expect(after).toMatchObject({ status: 'in_review', replacement: null })
  expect(after.currentMediaId).toBe(before.currentMediaId)
  const both = await transcripts(id)
  expect(both.map(({ isShown }) => isShown)).toEqual([true, false])
  expect(both.map(({ language }) => language)).toEqual(['ru', 'en'])
  expect(both.map(({ runId }) => runId)).toEqual([after.currentRunId, before.currentRunId])
  expect(both.map(({ mediaId }) => mediaId)).toEqual([after.currentMediaId, before.currentMediaId])
  expect(both[0]?.askedBy).toEqual(after.owner)
  const shown = await client.get<TranscriptView>(`/meetings/${id}/transcript`)
  expect(shown.data[0]?.text).toContain('решили')
  const old = await client.get<TranscriptView>(
    `/meetings/${id}/transcript?transcriptId=${before.currentTranscriptId}`,
  )
  expect(old.data[0]?.text).toContain('decided')
})

test('the old transcript is shown again with its result', async () => {
  const id = await reviewed()
  const before = await readMeeting(client, id)
  standIn.say([{ speaker: 0, text: 'Мы решили начать пилот в понедельник.' }])
  await again(id, { spokenLanguage: 'ru' })
  await transcribe(id)
  const pending = (await transcripts(id))[0]
  expect(pending).toMatchObject({ isShown: false, runId: null })
  await analyse(id)
  const old = (await transcripts(id)).find(({ isShown }) => !isShown)
  const answer = await client.post(`/meetings/${id}/runs/${old?.runId}/adopt`, {})
  expect(answer.status).toBe(200)
  const { currentTranscriptId, currentMediaId } = await readMeeting(client, id)
  expect([currentTranscriptId, currentMediaId]).toEqual([
    before.currentTranscriptId,
    before.currentMediaId,
  ])
  const shown = await client.get<TranscriptView>(`/meetings/${id}/transcript`)
  expect(shown.data[0]?.text).toContain('decided')
})

test('asked for twice at once, it is transcribed once', async () => {
  const id = await reviewed()
  const answers = await Promise.all([
    again(id, { keyTerms: ['one'] }),
    again(id, { keyTerms: ['two'] }),
  ])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  await Promise.all([transcribe(id), transcribe(id)])
  await analyse(id)
  expect(await transcripts(id)).toHaveLength(2)
  expect(standIn.calls.length).toBeLessThanOrEqual(2)
})

test('a recording that is not kept any more is not transcribed again', async () => {
  const id = await reviewed()
  await installation.admin`update media set expired_at = now() where meeting_id = ${id}`
  const answer = await again(id, { spokenLanguage: 'ru' })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
    410,
    'retention_over',
  ])
  expect((await readMeeting(client, id)).status).toBe('in_review')
})

test('the provider of the installation or of the organisation is chosen', async () => {
  const id = await reviewed('own')
  const providers = async () => (await transcripts(id)).map(({ provider }) => provider)
  expect(await providers()).toEqual(['deepgram:own'])
  await again(id, { provider: 'installation' })
  await transcribe(id, 'own')
  await analyse(id)
  expect(await providers()).toEqual(['deepgram:nova-3', 'deepgram:own'])
})

test('given up, everything is as before, and the recording is still there', async () => {
  const id = await reviewed()
  const before = await readMeeting(client, id)
  await again(id, { spokenLanguage: 'en', keyTerms: ['pilot'] })
  await client.send(`/meetings/${id}/replacement`, { method: 'DELETE' })
  const { currentTranscriptId, currentMediaId, status, replacement } = await readMeeting(client, id)
  expect({ currentTranscriptId, currentMediaId, status, replacement }).toEqual({
    currentTranscriptId: before.currentTranscriptId,
    currentMediaId: before.currentMediaId,
    status: 'in_review',
    replacement: null,
  })
  expect((await client.get<{ id: string }>(`/meetings/${id}/media`)).id).toBe(
    before.currentMediaId ?? '',
  )
})

test('where nobody speaks after all, the old transcript and its result stay', async () => {
  const id = await reviewed()
  const before = await readMeeting(client, id)
  await again(id, { spokenLanguage: 'ru' })
  standIn.fail('empty')
  await transcribe(id)
  const after = await readMeeting(client, id)
  expect(after).toMatchObject({
    status: 'in_review',
    currentTranscriptId: before.currentTranscriptId,
    replacement: { state: 'refused', reason: 'no_speech' },
  })
})

test('is refused where there is no recording, while work is under way, and for others', async () => {
  const id = await reviewed()
  await again(id, {})
  expect((await again(id, {})).status).toBe(409)
  const { id: empty } = (await (
    await client.post('/meetings', {
      title: 'Empty',
      scenario: { id: 'general-minutes' },
      language: 'en',
    })
  ).json()) as MeetingView
  expect((await again(empty, {})).status).toBe(409)
  expect((await again(id, { spokenLanguage: 'tlh' })).status).toBe(422)
  const other = await openTenant(installation, 'other-again')
  expect((await other.post(`/meetings/${id}/transcribe-again`, {})).status).toBe(404)
})
