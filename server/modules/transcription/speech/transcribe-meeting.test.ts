import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { countStatements } from '../../../../db/statement-spans.ts'
import { withTenant } from '../../../../db/tenant.ts'
import {
  type ScriptedFault,
  scriptedFaults,
  type SpeechStandIn,
  startSpeechStandIn,
} from '../../../../ops/stand-ins/deepgram/index.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { recordSpans } from '../../../../ops/test/spans.ts'
import { en } from '../../../../web/i18n/en/index.ts'
import { ru } from '../../../../web/i18n/ru/index.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import { listFiles } from '../../../http/test/files.ts'
import { pendingJobs, runJob } from '../../../http/test/jobs.ts'
import { type Client, openTenant, readMeeting } from '../../../http/test/meetings.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import type { SpeechConfig } from '../../../platform/settings/speech-config.ts'
import { systemCtx } from '../../../platform/context.ts'
import { inSpan } from '../../../platform/telemetry/span.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import type { MeetingHistory, MeetingView } from '../../meetings/contract.ts'
import type { TranscriptView } from '../contract.ts'
import {
  endedBySpeech,
  noSpeechProvider,
  passingReasons,
  SpeechError,
  speechFaults,
} from '../ports.ts'
import { purgeFiles } from '../purge-files.ts'
import {
  deepgramConfig,
  recordedMeeting,
  recordingBytes,
  tenantIdOf,
  whisperConfig,
} from '../test/recordings.ts'
import { claimTranscription } from './repo/claim.ts'
import { transcribeMeeting } from './transcribe-meeting.ts'

setDefaultTimeout(60_000)

let standIn: SpeechStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  standIn = startSpeechStandIn()
  // No worker: the stage runs in the test, so that each attempt is seen by itself.
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'speech')
  tenantId = await tenantIdOf(installation, 'speech')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})
beforeEach(() => {
  standIn.calls.length = 0
  standIn.fail()
  standIn.say([
    { speaker: 3, text: 'Good morning, I am Anna Kern.', confidence: 0.87 },
    { speaker: 0, text: 'We have decided to start the pilot on the first of December.' },
    { speaker: 3, text: 'I will send the contract by Friday.' },
  ])
})

const jobCtx = (fields: Partial<JobCtx> = {}): JobCtx => ({
  ...systemCtx(tenantId, 'test', newId()),
  jobId: newId(),
  held: {},
  queuedAt: new Date(),
  attempt: 1,
  isFinalAttempt: false,
  signal: new AbortController().signal,
  log: createLog('silent'),
  ...fields,
})

const depsWith = async (config: SpeechConfig | null) => {
  const speech = await openSpeech(config)
  return {
    ...installation.services,
    speech,
    speechLanguage: config?.language ?? ('meeting' as const),
  }
}

/** One attempt as the runner makes it: its error, if any, after the meeting was told of a final one. */
async function attempt(
  meetingId: string,
  config: SpeechConfig | null = deepgramConfig(standIn),
  fields: Partial<JobCtx> = {},
): Promise<{ note?: string | void; error?: unknown }> {
  const deps = await depsWith(config)
  const ctx = jobCtx(fields)
  try {
    return { note: await transcribeMeeting.handle(deps, ctx, { meetingId }) }
  } catch (error) {
    const { retryable, retryAfterMs } = error as { retryable?: boolean; retryAfterMs?: number }
    if (retryable === false || (ctx.isFinalAttempt && !retryAfterMs)) {
      await transcribeMeeting.onFinalFailure(deps, ctx, { meetingId }, error)
    }
    return { error }
  }
}

const transcriptOf = (id: string) => client.get<TranscriptView>(`/meetings/${id}/transcript`)
const transcriptCount = async (id: string) =>
  (await installation.admin`select 1 from transcripts where meeting_id = ${id}`).length
const kinds = async (id: string) => {
  const { data } = await client.get<MeetingHistory>(`/meetings/${id}/history`)
  return data.map(({ kind }) => kind)
}

describe.each([
  ['Deepgram, streaming', () => deepgramConfig(standIn, 'stream')],
  ['Deepgram, by address', () => deepgramConfig(standIn, 'url')],
  ['Whisper', () => whisperConfig(standIn)],
] as const)('%s', (name, config) => {
  test('a recording becomes a transcript with speakers, times and confidence', async () => {
    const id = await recordedMeeting(installation, client, {
      participants: [{ name: 'Anna Kern' }, { name: 'Boris Wolf' }],
    })
    standIn.expect({
      sizeBytes: recordingBytes.byteLength,
      sha256: new Bun.CryptoHasher('sha256').update(recordingBytes).digest('hex'),
    })
    expect(await attempt(id, config())).toEqual({ note: '3 segments' })
    standIn.expect({})
    const transcript = await transcriptOf(id)
    const isWhisper = name === 'Whisper'
    expect(transcript).toMatchObject({
      source: 'speech',
      provider: isWhisper ? 'whisper:whisper-1' : 'deepgram:nova-3',
      language: 'en',
      segmentCount: 3,
      speakers: isWhisper
        ? []
        : [
            { id: 1, name: 'Speaker 1', unnamed: true, personId: null },
            { id: 2, name: 'Speaker 2', unnamed: true, personId: null },
          ],
    })
    expect(transcript.data.map(({ speakerId }) => speakerId)).toEqual(
      isWhisper ? [null, null, null] : [1, 2, 1],
    )
    expect(transcript.data[0]).toMatchObject({
      startMs: 500,
      text: 'Good morning, I am Anna Kern.',
    })
    const [segment] = await installation.admin<{ words: number[][]; text: string }[]>`
      select s.words, s.text from segments s join transcripts t on t.id = s.transcript_id
      where t.meeting_id = ${id} order by s.ordinal limit 1`
    expect(segment?.words.map(([start, end]) => segment.text.slice(start, end))).toEqual([
      'Good',
      'morning,',
      'I',
      'am',
      'Anna',
      'Kern.',
    ])
    expect(segment?.words[0]?.[4]).toBeCloseTo(0.87, 2)
    const meeting = await readMeeting(client, id)
    expect(meeting).toMatchObject({ status: 'queued', stage: 'analyse', reason: null })
    expect(meeting.participants.map(({ name: participant }) => participant)).toEqual([
      'Anna Kern',
      'Boris Wolf',
    ])
    expect(meeting.durationMs).toBeGreaterThan(5_000)
    expect(await kinds(id)).toEqual(['created', 'recording_added', 'transcribing', 'transcribed'])
    const [stored] = await installation.admin<{ object_key: string; media_id: string }[]>`
      select object_key, media_id from transcripts where meeting_id = ${id}`
    const answer = await installation.services.files.get(stored?.object_key ?? '')
    expect(new TextDecoder().decode(answer)).toContain('Anna Kern.')
    expect(stored?.media_id).toBeTruthy()
  })

  test.each(scriptedFaults.filter((fault) => fault !== 'slow'))(
    '%s: the meeting says what it waits for, or that it failed and why, in both languages',
    async (fault: ScriptedFault) => {
      const id = await recordedMeeting(installation, client)
      standIn.fail(fault)
      const impatient: SpeechConfig = Object.assign(config(), { patienceMs: 300 })
      const first = await attempt(id, impatient)
      const { code, retryable } = first.error as { code: string; retryable: boolean }
      expect(speechFaults as readonly string[]).toContain(code)
      expect(await readMeeting(client, id)).toMatchObject({
        status: retryable ? 'waiting' : 'failed',
        stage: 'transcribe',
        reason: code,
        canRetry: true,
      })
      expect(endedBySpeech.includes(code)).toBe(retryable)
      if (retryable) {
        standIn.fail(fault)
        await attempt(id, impatient, { isFinalAttempt: true })
        // Whoever asks to wait gets the wait: it is no failure, however often.
        const isAsked = fault === '429-retry-after'
        expect(await readMeeting(client, id)).toMatchObject({
          status: isAsked ? 'waiting' : 'failed',
          reason: code,
          canRetry: true,
        })
      }
      expect(en[`reason.transcribe.${code}` as keyof typeof en]).toBeString()
      expect(ru[`reason.transcribe.${code}` as keyof typeof ru]).toMatch(/[а-я]/)
      expect(await transcriptCount(id)).toBe(0)
      // And when what was wrong is put right, the same button goes on.
      const retry = await client.post(`/meetings/${id}/retry`)
      expect(((await retry.json()) as MeetingView).status).toBe('queued')
      standIn.release()
      standIn.fail()
      if (code === 'no_speech') {
        const before = standIn.calls.length
        expect(await attempt(id, config())).toMatchObject({ error: { code } })
        // Nobody spoke, and nobody pays to hear that again.
        expect(standIn.calls.length).toBe(before)
      } else expect(await attempt(id, config())).toEqual({ note: '3 segments' })
    },
  )
})

test('the stage takes at most six statements, however long the recording', async () => {
  for (const count of [3, 2_000]) {
    standIn.say(
      Array.from({ length: count }, (_, at) => ({
        speaker: at % 4,
        text: `Sentence number ${at}.`,
      })),
    )
    const id = await recordedMeeting(installation, client)
    const before = countStatements()
    expect(await attempt(id)).toEqual({ note: `${count} segments` })
    const own = countStatements() - before
    expect(own).toBeGreaterThan(0)
    expect(own).toBeLessThanOrEqual(6)
  }
})

test('a recording that is gone can be tried again once the storage has it back', async () => {
  const id = await recordedMeeting(installation, client)
  const { files } = installation.services
  const [media] = await installation.admin<{ object_key: string }[]>`
    select object_key from media where meeting_id = ${id}`
  const key = media?.object_key ?? ''
  const { body } = await files.getStream(key)
  const bytes = new Uint8Array(await new Response(body).arrayBuffer())
  await files.delete(key)
  await attempt(id, deepgramConfig(standIn), { isFinalAttempt: true })
  expect(await readMeeting(client, id)).toMatchObject({
    status: 'failed',
    reason: 'media_missing',
    canRetry: true,
  })
  await files.put(key, bytes, { contentType: 'audio/wav' })
  expect((await client.post(`/meetings/${id}/retry`)).status).toBe(200)
  expect((await attempt(id, deepgramConfig(standIn))).error).toBeUndefined()
})

test('the provider learns how long the recording is', async () => {
  const id = await recordedMeeting(installation, client)
  await installation.admin`update media set duration_ms = 5400000 where meeting_id = ${id}`
  const claim = await withTenant(installation.services.db, jobCtx(), (tx) =>
    claimTranscription(tx, id),
  )
  expect(claim?.recording.durationMs).toBe(5_400_000)
})

test('an attempt that comes too late looks once and does nothing', async () => {
  const id = await recordedMeeting(installation, client)
  await attempt(id)
  const before = countStatements()
  expect(await attempt(id)).toEqual({ note: 'already done' })
  expect(countStatements() - before).toBe(1)
  expect(await transcriptCount(id)).toBe(1)
})

test('the sound alone is sent where there is a copy of it', async () => {
  const id = await recordedMeeting(installation, client)
  const sound = new Uint8Array(Buffer.from('the sound alone'))
  const key = `tenants/${tenantId}/meetings/${id}/media/sound`
  await installation.services.files.put(key, sound, { contentType: 'audio/ogg' })
  await installation.admin`
    update media set audio_key = ${key}, audio_content_type = 'audio/ogg', audio_size_bytes = ${sound.byteLength}
    where meeting_id = ${id}`
  await attempt(id)
  expect(standIn.calls[0]?.media).toMatchObject({
    sizeBytes: sound.byteLength,
    contentType: 'audio/ogg',
  })
})

test.each([
  ['ru', {}, ['ru', null]],
  ['ru', { spokenLanguage: 'en' }, ['en', null]],
  ['ru', { spokenLanguage: 'multi' }, ['multi', null]],
  ['ru', { spokenLanguage: 'detect' }, [null, 'true']],
] as const)('a meeting in %s with %j is heard as %p', async (language, spoken, heard) => {
  const id = await recordedMeeting(installation, client, { language, ...spoken })
  await attempt(id)
  const query = standIn.calls[0]?.query
  expect([query?.get('language') ?? null, query?.get('detect_language') ?? null]).toEqual([
    ...heard,
  ])
})

test('what a recording was heard in does not change the language of its result', async () => {
  for (const config of [deepgramConfig(standIn), whisperConfig(standIn)]) {
    const id = await recordedMeeting(installation, client, {
      language: 'ru',
      spokenLanguage: 'en',
    })
    await attempt(id, config)
    expect((await readMeeting(client, id)).language).toBe('ru')
    expect((await transcriptOf(id)).language).toBe('en')
  }
})

test('the language of a recording can be set right before it is heard again', async () => {
  const id = await recordedMeeting(installation, client, { language: 'ru' })
  const changed = await client.send(`/meetings/${id}`, {
    method: 'PATCH',
    json: { spokenLanguage: 'multi' },
  })
  expect(((await changed.json()) as MeetingView).spokenLanguage).toBe('multi')
  await attempt(id)
  expect(standIn.calls[0]?.query.get('language')).toBe('multi')
})

test('the provider hears the language, the participants, the client, its people and the words of the trade', async () => {
  const client_ = await client.post('/clients', { name: 'Амбарика' })
  const { id: clientId } = (await client_.json()) as { id: string }
  await client.post('/people', { name: 'Геннадий Лобанов', clientId })
  const id = await recordedMeeting(installation, client, {
    language: 'ru',
    clientId,
    participants: [{ name: 'Марина Климова' }],
  })
  standIn.say([{ speaker: 0, text: 'Доброе утро.' }])
  const deps = await depsWith(deepgramConfig(standIn))
  const pack = deps.packs.findBuiltIn('general-minutes')
  if (!pack) throw new Error('no pack')
  const keyTerms = { ru: ['гейт', 'Амбарика'], en: ['gate'] }
  const packs = {
    ...deps.packs,
    find: async () => ({ ...pack, manifest: { ...pack.manifest, keyTerms } }),
  }
  await transcribeMeeting.handle({ ...deps, packs }, jobCtx(), { meetingId: id })
  const query = standIn.calls[0]?.query
  expect(query?.get('language')).toBe('ru')
  expect(query?.getAll('keyterm')).toEqual([
    'Марина Климова',
    'Амбарика',
    'Геннадий Лобанов',
    'гейт',
  ])
  expect((await transcriptOf(id)).speakers[0]?.name).toBe('Говорящий 1')
})

test('without a provider the meeting waits and says so once; with one it goes on', async () => {
  const id = await recordedMeeting(installation, client)
  expect(await attempt(id, null)).toEqual({ note: 'waits for a speech provider' })
  expect(await readMeeting(client, id)).toMatchObject({
    status: 'waiting',
    stage: 'transcribe',
    reason: noSpeechProvider,
    canRetry: true,
  })
  expect(en[`reason.transcribe.${noSpeechProvider}`]).toContain('SPEECH_PROVIDER')
  expect(ru[`reason.transcribe.${noSpeechProvider}`]).toContain('SPEECH_PROVIDER')
  await attempt(id, null)
  expect(await kinds(id)).toEqual(['created', 'recording_added', 'waiting'])
  expect(await attempt(id)).toEqual({ note: '3 segments' })
})

test('a meeting can be cancelled and started again in each state of the stage', async () => {
  const steer = async (id: string, how: string) => {
    const response = await client.post(`/meetings/${id}/${how}`)
    return response.ok ? ((await response.json()) as MeetingView).status : response.status
  }
  const queued = await recordedMeeting(installation, client)
  expect(await steer(queued, 'retry')).toBe(409)
  expect(await steer(queued, 'cancel')).toBe('cancelled')
  expect(await attempt(queued)).toEqual({ note: 'already done' })
  expect(await steer(queued, 'process')).toBe('queued')

  const waiting = await recordedMeeting(installation, client)
  await attempt(waiting, null)
  expect(await steer(waiting, 'retry')).toBe('queued')
  await attempt(waiting, null)
  expect(await steer(waiting, 'cancel')).toBe('cancelled')

  standIn.fail('hang')
  const busy = await recordedMeeting(installation, client)
  const call = attempt(busy)
  await eventually(async () => standIn.calls.at(-1)?.media)
  expect((await readMeeting(client, busy)).status).toBe('transcribing')
  expect(await steer(busy, 'cancel')).toBe('cancelled')
  // Nobody pays for what nobody waits for: the call is given up, not awaited.
  expect(await call).toEqual({ note: 'superseded' })
  expect(await steer(busy, 'retry')).toBe('queued')
  standIn.fail()
  expect(await attempt(busy)).toEqual({ note: '3 segments' })
})

test('an attempt that was overtaken writes nothing, and leaves no file', async () => {
  const id = await recordedMeeting(installation, client)
  standIn.fail('slow')
  const slow = attempt(id)
  await eventually(async () => standIn.calls.at(-1)?.media)
  expect(await attempt(id)).toEqual({ note: '3 segments' })
  standIn.release()
  expect(await slow).toEqual({ note: 'superseded' })
  expect(await transcriptCount(id)).toBe(1)
  expect(await kinds(id)).toEqual([
    'created',
    'recording_added',
    'transcribing',
    'transcribing',
    'transcribed',
  ])
})

test('an answer is kept before it is read, and not paid for twice', async () => {
  const id = await recordedMeeting(installation, client)
  const deps = await depsWith(deepgramConfig(standIn))
  // As a version before that did not know how to read such an answer.
  const unable = {
    ...deps.reader,
    readAnswer: () => Promise.reject(new SpeechError('answer_unreadable', false, 'not understood')),
  }
  const ctx = jobCtx({ isFinalAttempt: true })
  const failed = transcribeMeeting.handle({ ...deps, reader: unable }, ctx, { meetingId: id })
  const error: unknown = await Promise.resolve(failed).catch((thrown: unknown) => thrown)
  await transcribeMeeting.onFinalFailure(deps, ctx, { meetingId: id }, error)
  expect(await readMeeting(client, id)).toMatchObject({
    status: 'failed',
    reason: 'answer_unreadable',
    canRetry: true,
  })
  await client.post(`/meetings/${id}/retry`)
  expect(await attempt(id)).toEqual({ note: '3 segments' })
  expect(standIn.calls).toHaveLength(1)
  const [row] = await installation.admin<{ object_key: string }[]>`
    select object_key from transcripts where meeting_id = ${id}`
  const kept = await installation.services.files.get(row?.object_key ?? '')
  expect(new TextDecoder().decode(kept)).toContain('Good morning, I am Anna Kern.')
})

test.each([[{ x: 1 }], [null], [[]]])(
  'an answer without readable words, results %j, is read once and asked for anew when a person retries',
  async (results) => {
    const id = await recordedMeeting(installation, client)
    const deps = await depsWith(deepgramConfig(standIn))
    const { speech } = deps
    if (!speech) throw new Error('no provider')
    let calls = 0
    const odd = {
      ...speech,
      async transcribe() {
        calls++
        return new TextEncoder().encode(JSON.stringify({ results }))
      },
    }
    const tryOnce = async (): Promise<unknown> => {
      const ctx = jobCtx({ isFinalAttempt: true })
      try {
        return await transcribeMeeting.handle({ ...deps, speech: odd }, ctx, { meetingId: id })
      } catch (error) {
        return async () => transcribeMeeting.onFinalFailure(deps, ctx, { meetingId: id }, error)
      }
    }
    await tryOnce()
    // The worker died before it could say so: the same answer again, and no second payment.
    const report = (await tryOnce()) as () => Promise<void>
    expect(calls).toBe(1)
    await report()
    expect(await readMeeting(client, id)).toMatchObject({ reason: 'answer_unreadable' })
    await client.post(`/meetings/${id}/retry`)
    expect(await attempt(id)).toEqual({ note: '3 segments' })
    expect(standIn.calls).toHaveLength(1)
  },
)

test('an answer that cannot be kept is used by the attempt that paid for it', async () => {
  const id = await recordedMeeting(installation, client)
  const deps = await depsWith(deepgramConfig(standIn))
  let puts = 0
  const files = {
    ...deps.files,
    put: () => {
      puts++
      return Promise.reject(new Error('the storage is away'))
    },
  }
  const note = await transcribeMeeting.handle({ ...deps, files }, jobCtx(), { meetingId: id })
  expect(note).toBe('3 segments')
  expect(puts).toBeGreaterThan(1)
  expect(standIn.calls).toHaveLength(1)
})

test('an answer that came after its attempt was stopped is there for the next one', async () => {
  const id = await recordedMeeting(installation, client)
  standIn.fail('slow')
  const slow = attempt(id)
  await eventually(async () => standIn.calls.at(-1)?.media)
  await client.post(`/meetings/${id}/cancel`)
  standIn.release()
  expect(await slow).toEqual({ note: 'superseded' })
  await client.post(`/meetings/${id}/retry`)
  expect(await attempt(id)).toEqual({ note: '3 segments' })
  expect(standIn.calls).toHaveLength(1)
})

test('an answer kept of a meeting that was purged meanwhile goes by another purge', async () => {
  const id = await recordedMeeting(installation, client)
  standIn.fail('slow')
  const slow = attempt(id)
  await eventually(async () => standIn.calls.at(-1)?.media)
  expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
  await runJob(installation, purgeFiles, installation.services, jobCtx(), { meetingId: id })
  standIn.release()
  expect(await slow).toEqual({ note: 'superseded' })
  expect(await pendingJobs(installation, 'meeting.purge', id)).toHaveLength(1)
  await runJob(installation, purgeFiles, installation.services, jobCtx(), { meetingId: id })
  expect(await listFiles(installation, id)).toEqual([])
})

test('a recording that is gone from the storage is said to be gone', async () => {
  const id = await recordedMeeting(installation, client)
  await installation.services.files.deletePrefix(`tenants/${tenantId}/meetings/${id}/media/`)
  await attempt(id)
  expect(await readMeeting(client, id)).toMatchObject({ status: 'failed', reason: 'media_missing' })
})

test('every reason that the stage can give has words in both languages', () => {
  const own = ['media_missing', 'storage_unavailable', 'transcription_failed', 'worker_lost']
  const failed = [...speechFaults, ...own, noSpeechProvider].map(
    (code) => `reason.transcribe.${code}`,
  )
  for (const key of [...failed, ...passingReasons.map((code) => `reason.waiting.${code}`)]) {
    expect([key, typeof en[key as keyof typeof en]]).toEqual([key, 'string'])
    expect([key, typeof ru[key as keyof typeof ru]]).toEqual([key, 'string'])
  }
})

test('a call to a speech provider is a span, and the provider hears of the trace', async () => {
  const exporter = recordSpans()
  const listen = async (config: SpeechConfig): Promise<void> => {
    const id = await recordedMeeting(installation, client)
    const traceId = await inSpan('outer', {}, async (span) => {
      expect(await attempt(id, config)).toEqual({ note: '3 segments' })
      return span.spanContext().traceId
    })
    const call = standIn.calls.at(-1)
    const spans = exporter
      .getFinishedSpans()
      .filter((span) => span.spanContext().traceId === traceId)
    const span = spans.find(({ name }) => name.startsWith('transcribe '))
    expect(span?.attributes).toMatchObject({
      'gen_ai.operation.name': 'transcribe',
      'gen_ai.provider.name': config.provider,
      'gen_ai.request.model': config.provider === 'whisper' ? config.model : 'nova-3',
      'aam.tenant_id': tenantId,
    })
    expect(call?.traceparent).toBe(`00-${traceId}-${span?.spanContext().spanId}-01`)
    expect(spans.map(({ name }) => name)).toContain('S3/PutObject')
  }
  await listen(deepgramConfig(standIn))
  await listen(whisperConfig(standIn))
  standIn.fail('401')
  const id = await recordedMeeting(installation, client)
  expect(await attempt(id)).toMatchObject({ error: { code: 'bad_credentials' } })
  const failed = exporter.getFinishedSpans().findLast(({ name }) => name.startsWith('transcribe '))
  expect(failed?.status).toEqual({ code: 2, message: 'bad_credentials' })
  exporter.stop()
})
