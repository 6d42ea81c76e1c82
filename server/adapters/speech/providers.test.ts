import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  type ScriptedFault,
  scriptedFaults,
  type SpeechStandIn,
  startSpeechStandIn,
} from '../../../ops/stand-ins/deepgram/index.ts'
import {
  SpeechError,
  type SpeechProvider,
  type SpeechRequest,
} from '../../modules/transcription/ports.ts'
import { deepgramSpeech } from '../deepgram/index.ts'
import { whisperSpeech } from '../whisper/index.ts'
import { classifyRefusal, readRetryAfter } from './classify-fault.ts'
import { readSpeechAnswer } from './read-answer.ts'

let standIn: SpeechStandIn
let files: ReturnType<typeof Bun.serve>
const recording = crypto.getRandomValues(new Uint8Array(60_000))
const sha256 = new Bun.CryptoHasher('sha256').update(recording).digest('hex')
beforeAll(() => {
  standIn = startSpeechStandIn()
  files = Bun.serve({
    port: 0,
    fetch: ({ url }) =>
      url.endsWith('?signed')
        ? new Response(recording, { headers: { 'content-type': 'audio/ogg' } })
        : new Response('denied', { status: 403 }),
  })
})
afterAll(async () => {
  await standIn.stop()
  await files.stop(true)
})
beforeEach(() => {
  standIn.calls.length = 0
  standIn.fail()
  standIn.expect({})
  standIn.say([
    { speaker: 0, text: 'Good morning, I am Anna.', confidence: 0.91 },
    { speaker: 1, text: 'Morning!' },
  ])
})

const pieces = (bytes: Uint8Array, sizeBytes = 7_000): ReadableStream<Uint8Array> => {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.byteLength) return controller.close()
      controller.enqueue(bytes.subarray(at, at + sizeBytes))
      at += sizeBytes
    },
  })
}

const streamed = (bytes = recording): SpeechRequest['recording'] => ({
  open: async () => pieces(bytes),
  sizeBytes: bytes.byteLength,
  contentType: 'audio/ogg',
})

const patienceMs = 400
const makers = {
  'deepgram, streaming': (key = standIn.key) =>
    deepgramSpeech({ apiKey: key, baseUrl: standIn.url, media: 'stream', patienceMs }),
  'deepgram, by address': (key = standIn.key) =>
    deepgramSpeech({ apiKey: key, baseUrl: standIn.url, media: 'url', patienceMs }),
  whisper: (key = standIn.key) =>
    whisperSpeech({ baseUrl: standIn.url, apiKey: key, model: 'whisper-1', patienceMs }),
} satisfies Record<string, (key?: string) => SpeechProvider>
const names = Object.keys(makers) as (keyof typeof makers)[]

const given = (provider: SpeechProvider): SpeechRequest['recording'] =>
  provider.takes === 'url' ? { url: `http://127.0.0.1:${files.port}/a?signed` } : streamed()

const transcribe = async (provider: SpeechProvider, request: Partial<SpeechRequest> = {}) => {
  const answer = await provider.transcribe(
    { recording: given(provider), durationMs: 1, language: 'en', keyTerms: [], ...request },
    new AbortController().signal,
  )
  return readSpeechAnswer(provider.dialect, answer)
}

async function faultOf(call: Promise<unknown>): Promise<SpeechError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof SpeechError)) throw new Error(`no speech error: ${String(error)}`)
  return error
}

/** How each fault of the vendor is classified, and whether it is retryable. */
const named: Record<Exclude<ScriptedFault, 'slow'>, [string, boolean]> = {
  400: ['unreadable_media', false],
  401: ['bad_credentials', false],
  402: ['no_credit', false],
  403: ['not_allowed', false],
  408: ['provider_timeout', true],
  413: ['media_too_large', false],
  429: ['rate_limited', true],
  '429-retry-after': ['rate_limited', true],
  500: ['provider_unavailable', true],
  503: ['provider_unavailable', true],
  hang: ['provider_timeout', true],
  cut: ['provider_unavailable', true],
  garbage: ['provider_garbage', true],
  empty: ['no_speech', false],
}

describe.each(names)('%s', (name) => {
  test('sends every byte of the recording, and returns the words with times', async () => {
    standIn.expect({ sizeBytes: recording.byteLength, sha256 })
    const result = await transcribe(makers[name]())
    expect(result.utterances.map(({ text }) => text)).toEqual([
      'Good morning, I am Anna.',
      'Morning!',
    ])
    const [first] = result.utterances
    expect(first?.words.map(({ text }) => text)).toEqual(['Good', 'morning,', 'I', 'am', 'Anna.'])
    expect(first?.words[1]).toMatchObject({ startMs: 900, endMs: 1300 })
    expect(first?.words[0]?.confidence).toBeCloseTo(0.91)
    expect(result.durationMs).toBeGreaterThan(3_000)
    const speakers = result.utterances.map(({ speaker }) => speaker)
    expect(speakers).toEqual(name === 'whisper' ? [null, null] : [0, 1])
  })

  test.each(Object.keys(named) as (keyof typeof named)[])('%s has its name', async (fault) => {
    standIn.fail(fault)
    const error = await faultOf(transcribe(makers[name]()))
    expect([error.code as string, error.retryable]).toEqual(named[fault])
    expect(error.retryAfterMs).toBe(fault === '429-retry-after' ? 1_000 : null)
    // A single call: the SDK did not retry on its own.
    expect(standIn.calls).toHaveLength(1)
    expect(error.message).not.toContain(standIn.key)
    standIn.release()
  })

  test('tests every fault that the stand-in offers', () => {
    expect(Object.keys(named).sort()).toEqual(
      scriptedFaults.filter((fault) => fault !== 'slow').toSorted(),
    )
  })

  test('waits for a slow answer', async () => {
    standIn.fail('slow')
    const result = transcribe(makers[name]())
    while (standIn.calls[0]?.media === undefined || standIn.calls[0].media === null) {
      await Bun.sleep(1)
    }
    standIn.release()
    expect((await result).utterances).toHaveLength(2)
  })

  test('reports a wrong key', async () => {
    const error = await faultOf(transcribe(makers[name]('another')))
    expect(error.code).toBe('bad_credentials')
    expect((await faultOf(makers[name]('another').check(new AbortController().signal))).code).toBe(
      'bad_credentials',
    )
    await makers[name]().check(new AbortController().signal)
  })

  test('reports an unreachable server as retryable', async () => {
    const gone = Bun.serve({ port: 0, fetch: () => new Response() })
    const url = `http://127.0.0.1:${gone.port}`
    await gone.stop(true)
    const provider =
      name === 'whisper'
        ? whisperSpeech({ baseUrl: url, apiKey: null, model: 'x' })
        : deepgramSpeech({ apiKey: 'x', baseUrl: url, media: makers[name]().takes })
    const error = await faultOf(transcribe(provider))
    expect([error.code, error.retryable]).toEqual(['provider_unavailable', true])
  })

  test('ends a stopped attempt with what stopped it', async () => {
    standIn.fail('hang')
    const provider = makers[name]()
    const stopping = new AbortController()
    const call = provider.transcribe(
      { recording: given(provider), durationMs: 1, language: 'en', keyTerms: [] },
      stopping.signal,
    )
    while (standIn.calls.length === 0) await Bun.sleep(1)
    stopping.abort(new Error('worker stops'))
    expect(call).rejects.toThrow('worker stops')
    await call.catch(() => undefined)
    standIn.release()
  })
})

test('refuses a recording that ends early or is another one', async () => {
  for (const name of ['deepgram, streaming', 'whisper'] as const) {
    const short = { ...streamed(recording.subarray(0, 50_000)), sizeBytes: recording.byteLength }
    const error = await faultOf(transcribe(makers[name](), { recording: short }))
    expect(['unreadable_media', 'provider_unavailable', 'provider_timeout']).toContain(error.code)
    standIn.expect({ sha256: '0'.repeat(64) })
    expect((await faultOf(transcribe(makers[name]()))).code).toBe('unreadable_media')
    standIn.expect({})
  }
})

test('retries when the storage refuses the address', async () => {
  const recordingAt = { url: `http://127.0.0.1:${files.port}/a` }
  const error = await faultOf(
    transcribe(makers['deepgram, by address'](), { recording: recordingAt }),
  )
  expect([error.code, error.retryable]).toEqual(['media_unreachable', true])
})

test('blames the storage, not the provider, when the recording breaks on its way', async () => {
  const fault = Object.assign(new Error('storage is away'), { name: 'StorageError' })
  for (const name of ['deepgram, streaming', 'whisper'] as const) {
    const broken = {
      ...streamed(),
      open: async () =>
        new ReadableStream<Uint8Array>({
          start: (controller) => controller.enqueue(recording.subarray(0, 1_000)),
          pull: (controller) => controller.error(fault),
        }),
    }
    const call = transcribe(makers[name](), { recording: broken })
    expect(await call.catch((error: unknown) => error)).toBe(fault)
  }
})

/** Calls whose recording arrived: one that broke before may come late. */
const heard = () => standIn.calls.filter(({ media }) => media).map(({ query }) => query)

test('always tells Deepgram a language, requests speakers and passes terms on', async () => {
  const provider = makers['deepgram, by address']()
  standIn.say([{ speaker: 0, text: 'Доброе утро, коллеги.' }])
  await transcribe(provider, { language: 'ru', keyTerms: ['Анна Керн', 'Амбарика'] })
  await transcribe(provider, { language: 'multi' })
  const detected = await transcribe(provider, { language: 'detect' })
  const [russian, several, any] = heard()
  expect(Object.fromEntries(russian ?? [])).toMatchObject({
    model: 'nova-3',
    language: 'ru',
    diarize: 'true',
    utterances: 'true',
    smart_format: 'true',
    punctuate: 'true',
  })
  expect(russian?.getAll('keyterm')).toEqual(['Анна Керн', 'Амбарика'])
  expect(several?.get('language')).toBe('multi')
  expect([any?.get('language'), any?.get('detect_language')]).toEqual([null, 'true'])
  expect(detected.language).toBe('ru')
})

test('limits the terms to what Deepgram accepts', async () => {
  const keyTerms = Array.from({ length: 500 }, (_, at) => `Term number ${at}`)
  await transcribe(makers['deepgram, by address'](), { keyTerms })
  const sent = heard()[0]?.getAll('keyterm') ?? []
  expect(sent.length).toBeGreaterThan(50)
  expect(sent.join(' ').length).toBeLessThanOrEqual(1_200)
})

test('sends Whisper the language, the terms and a complete form of known length', async () => {
  await transcribe(makers.whisper(), { language: 'ru', keyTerms: ['Анна Керн', 'Амбарика'] })
  await transcribe(makers.whisper(), { language: 'detect' })
  expect(standIn.calls[0]?.fields).toEqual({
    model: ['whisper-1'],
    response_format: ['verbose_json'],
    'timestamp_granularities[]': ['segment', 'word'],
    language: ['ru'],
    prompt: ['Анна Керн, Амбарика'],
  })
  expect(standIn.calls[1]?.fields.language).toBeUndefined()
})

test.each([
  ['Bad Request: failed to process audio: corrupt or unsupported data', 'unreadable_media'],
  ['The audio file could not be decoded or its format is not supported.', 'unreadable_media'],
  ['Invalid file format. Supported formats: flac, m4a, mp3', 'unreadable_media'],
  ['No such model/language/tier combination found.', 'provider_rejected'],
  [
    'Keyterm limit exceeded. The maximum number of tokens across all keyterms is 500.',
    'provider_rejected',
  ],
  ['Invalid URL (POST /v1/audio/transcriptions)', 'provider_rejected'],
  [
    '{"detail":[{"loc":["body","timestamp_granularities"],"msg":"unexpected"}]}',
    'provider_rejected',
  ],
])('blames a 400 on the recording only when it says so: %s', (said, code) => {
  for (const status of [400, 422]) {
    expect(classifyRefusal('x', { status, headers: new Headers(), said }).code as string).toBe(code)
  }
})

test('reads Retry-After as seconds or as a date, and never spins', () => {
  const now = Date.parse('2026-03-01T10:00:00Z')
  expect(readRetryAfter('90', now)).toBe(90_000)
  expect(readRetryAfter('Sun, 01 Mar 2026 10:02:00 GMT', now)).toBe(120_000)
  expect(readRetryAfter('0', now)).toBe(1_000)
  expect(readRetryAfter('Sun, 01 Mar 2020 10:02:00 GMT', now)).toBe(1_000)
  expect(readRetryAfter('99999999', now)).toBe(24 * 3_600_000)
  expect(readRetryAfter('soon', now)).toBeNull()
  expect(readRetryAfter(null, now)).toBeNull()
})

test.each(names)(
  'removes characters that the database rejects from an answer: %s',
  async (name) => {
    standIn.say([{ speaker: 0, text: 'Good\0 morning\ud800, I am Anna.' }])
    const { utterances } = await transcribe(makers[name]())
    expect(utterances[0]?.text).toBe('Good morning\ufffd, I am Anna.')
    expect(utterances.flatMap(({ words }) => words.map(({ text }) => text)).join(' ')).toBe(
      'Good morning\ufffd, I am Anna.',
    )
  },
)

test('reads the plain text of a whisper server as text without times, and a page as no answer', () => {
  const read = (answer: string) => readSpeechAnswer('whisper', new TextEncoder().encode(answer))
  const said = 'Доброе утро, начнём.\nWe start the pilot.\n'
  expect(read(said).utterances).toMatchObject([
    { text: said.trim(), startMs: null, endMs: null, speaker: null },
  ])
  for (const page of ['<html>Bad gateway</html>', '{"text": "cut', 'null', '']) {
    expect(() => read(page)).toThrow('the answer is no transcript')
  }
})
