import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deepgramAnswer } from './deepgram-answer.ts'
import { cutAnswer, type Dialect, garbage, refusal, type ScriptedFault } from './faults.ts'
import {
  checkMedia,
  type ExpectedMedia,
  fetchMedia,
  MediaRefused,
  readMedia,
  type ReceivedMedia,
} from './receive-media.ts'
import { type ScriptedUtterance, timed } from './script.ts'
import { whisperAnswer } from './whisper-answer.ts'

export { type ScriptedFault, scriptedFaults } from './faults.ts'
export type { ScriptedUtterance } from './script.ts'

/** A call that reached the stand-in, with the part of its recording that arrived. */
export interface SeenCall {
  dialect: Dialect
  query: URLSearchParams
  /** The fields of a form, without the file. */
  fields: Record<string, string[]>
  media: ReceivedMedia | null
  traceparent: string | null
  /** The address that was fetched, if one was given. */
  url: string | null
}

export interface StandInOptions {
  key?: string
  script?: readonly ScriptedUtterance[]
  /** The delay that `429-retry-after` asks for; a second by default. */
  retryAfterSeconds?: number
  /** The fault of calls for which `fail` has none queued. */
  faultOf?: (call: SeenCall) => ScriptedFault | undefined
  /** Recognises the recording instead of using the script; gets the path of a copy. */
  recognise?: (path: string) => Promise<ScriptedUtterance[]>
}

export interface SpeechStandIn {
  url: string
  key: string
  calls: SeenCall[]
  /** What is said in the recordings from now on. */
  say(script: readonly ScriptedUtterance[]): void
  /** The faults of the next calls, in order; later calls succeed. */
  fail(...faults: ScriptedFault[]): void
  expect(media: ExpectedMedia): void
  /** Releases calls that hang or are slow. */
  release(): void
  stop(): Promise<void>
}

const defaultScript: ScriptedUtterance[] = [
  { speaker: 0, text: 'Good morning, this is a recording.' },
  { speaker: 1, text: 'Good morning, I hear you well.' },
]

/**
 * Deepgram's `POST /v1/listen` and OpenAI's `POST /v1/audio/transcriptions` over HTTP, for tests and `aam bench` only.
 * Reads every recording to its end, checks key, length and hash, and responds from a script. Other processes control
 * it with `POST /_control` and `{script?, faults?, media?, release?}`.
 */
export function startSpeechStandIn(options: StandInOptions = {}): SpeechStandIn {
  const key = options.key ?? 'stand-in-key'
  const { retryAfterSeconds = 1 } = options
  const calls: SeenCall[] = []
  const folder = options.recognise ? mkdtempSync(join(tmpdir(), 'aam-speech-')) : null
  let script = options.script ?? defaultScript
  let faults: ScriptedFault[] = []
  let expected: ExpectedMedia = {}
  let held: (() => void)[] = []

  const hold = () => new Promise<void>((resolve) => held.push(resolve))
  const release = () => {
    const waiting = held
    held = []
    for (const go of waiting) go()
  }
  const spoken = async (copy: string | null) =>
    timed(copy && options.recognise ? await options.recognise(copy) : script)

  /** The response to a call whose recording has arrived, or the requested fault. */
  const reply = async (call: SeenCall, answer: () => Promise<object>): Promise<Response> => {
    const { dialect } = call
    const fault = faults.shift() ?? options.faultOf?.(call)
    if (fault === undefined) return Response.json(await answer())
    if (fault === 'hang' || fault === 'slow') {
      await hold()
      return fault === 'slow' ? Response.json(await answer()) : refusal(dialect, 503)
    }
    if (fault === 'cut') return cutAnswer(await answer())
    if (fault === 'garbage') return garbage()
    if (fault === 'empty') {
      const before = script
      script = []
      const nothing = await answer()
      script = before
      return Response.json(nothing)
    }
    if (fault === '429-retry-after') {
      return refusal(dialect, 429, { 'retry-after': String(retryAfterSeconds) })
    }
    return refusal(dialect, Number(fault))
  }

  const listen = async (request: Request, query: URLSearchParams): Promise<Response> => {
    if (request.headers.get('authorization') !== `Token ${key}`) return refusal('deepgram', 401)
    const copy = folder && join(folder, crypto.randomUUID())
    const type = request.headers.get('content-type') ?? ''
    const isAddress = type.startsWith('application/json')
    const url = isAddress ? ((await request.json()) as { url: string }).url : null
    const traceparent = request.headers.get('traceparent')
    const call: SeenCall = { dialect: 'deepgram', query, fields: {}, media: null, traceparent, url }
    calls.push(call)
    const announced = request.headers.get('content-length')
    const media = url
      ? await fetchMedia(url, copy)
      : await readMedia(request.body, type, announced === null ? null : Number(announced), copy)
    call.media = media
    checkMedia(media, expected)
    return reply(call, async () => deepgramAnswer(query, media, await spoken(copy)))
  }

  const transcribe = async (request: Request, query: URLSearchParams): Promise<Response> => {
    if (request.headers.get('authorization') !== `Bearer ${key}`) return refusal('whisper', 401)
    const traceparent = request.headers.get('traceparent')
    const seen = { query, fields: {}, media: null, traceparent, url: null }
    const call: SeenCall = { dialect: 'whisper', ...seen }
    calls.push(call)
    const form = await request.formData()
    for (const [name, value] of form) {
      if (typeof value === 'string') (call.fields[name] ??= []).push(value)
    }
    const file = form.get('file')
    if (!(file instanceof Blob)) return refusal('whisper', 400, {}, 'the form has no file')
    const copy = folder && join(folder, `${crypto.randomUUID()}-${(file as File).name}`)
    call.media = await readMedia(file.stream(), file.type, file.size, copy)
    checkMedia(call.media, expected)
    const granularities = call.fields['timestamp_granularities[]'] ?? []
    return reply(call, async () =>
      whisperAnswer(
        call.fields.language?.[0] ?? null,
        granularities.includes('word'),
        await spoken(copy),
      ),
    )
  }

  const control = async (request: Request): Promise<Response> => {
    const asked = (await request.json()) as {
      script?: ScriptedUtterance[]
      faults?: ScriptedFault[]
      media?: ExpectedMedia
      release?: boolean
    }
    if (asked.script) script = asked.script
    if (asked.faults) faults = asked.faults
    if (asked.media) expected = asked.media
    if (asked.release) release()
    return Response.json({ calls: calls.length })
  }

  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    maxRequestBodySize: 4 * 1024 ** 3,
    async fetch(request) {
      const { pathname, searchParams } = new URL(request.url)
      const dialect = pathname === '/v1/listen' ? 'deepgram' : 'whisper'
      try {
        if (pathname === '/_control') return await control(request)
        if (pathname === '/v1/listen') return await listen(request, searchParams)
        if (pathname === '/v1/audio/transcriptions') return await transcribe(request, searchParams)
        if (pathname === '/v1/projects' || pathname === '/v1/models') return list(request, key)
      } catch (error) {
        if (!(error instanceof MediaRefused)) throw error
        const code = error.kind === 'unreachable' ? 'REMOTE_CONTENT_ERROR' : 'Bad Request'
        return refusal(dialect, 400, {}, `${code}: ${error.message}`)
      }
      return refusal(dialect, 404)
    },
    error: () => new Response(null, { status: 500 }),
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    key,
    calls,
    say: (next) => {
      script = next
    },
    fail: (...next) => {
      faults = next
    },
    expect: (media) => {
      expected = media
    },
    release,
    async stop() {
      release()
      await server.stop(true)
      if (folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const list = (request: Request, key: string): Response =>
  request.headers.get('authorization')?.endsWith(` ${key}`)
    ? Response.json({ projects: [], data: [] })
    : refusal('deepgram', 401)
