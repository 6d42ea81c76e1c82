import { DeepgramClient, DeepgramError, DeepgramTimeoutError } from '@deepgram/sdk'
import type { SpeechProvider, SpeechRequest } from '../../modules/transcription/ports.ts'
import { garbled, classifyRefusal, tooSlow } from '../speech/classify-fault.ts'
import { limitFor, oneCall, forwardMedia, patienceMs, patientFetch } from '../speech/one-call.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { ProviderWatchTimes } from '../../platform/provider-watch.ts'
import { watchSpeech } from '../speech/watch-speech.ts'

export interface DeepgramOptions {
  apiKey: string
  /** Address of a self-hosted Deepgram; the vendor's own when null. */
  baseUrl: string | null
  /** Whether Deepgram downloads recordings from a signed address or receives their bytes from us. */
  media: 'url' | 'stream'
  /** How long it may work on a recording (15 min), not counting the time to send its bytes. */
  patienceMs?: number
  /** Used for servers that an organisation configured, not the operator. */
  fetch?: typeof fetch
  log?: PeerLog
  watchTimes?: Partial<ProviderWatchTimes>
}

const vendorUrl = 'https://api.deepgram.com'
const model = 'nova-3'
/** Deepgram accepts 500 tokens of key terms; a name or term has two to four. */
const maxKeyTerms = 100
const maxKeyTermChars = 1_200
const checkMs = 5_000

/** Without a trailing `/v1`, which people copy along. */
export const deepgramAddress = (baseUrl: string | null): string =>
  (baseUrl ?? vendorUrl).replace(/\/(?:v1\/?)?$/, '')

/**
 * Speech recognition by Deepgram (https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded) through
 * its SDK. The SDK's retries are off: they cannot send a stream again and they hide the vendor's answer. Throws
 * SpeechError.
 */
export function deepgramSpeech(options: DeepgramOptions): SpeechProvider {
  const patience = options.patienceMs ?? patienceMs
  const address = deepgramAddress(options.baseUrl)
  const fetchFrom = options.fetch ?? patientFetch
  const watch = watchSpeech('deepgram', {
    probe: (signal) =>
      fetchFrom(`${address}/v1/projects`, {
        headers: { authorization: `Token ${options.apiKey}` },
        signal,
      }),
    aborts: 'all',
    log: options.log,
    times: options.watchTimes,
  })
  const connect = (fetch: typeof patientFetch) =>
    new DeepgramClient({
      apiKey: options.apiKey,
      maxRetries: 0,
      fetch,
      ...(options.baseUrl ? { baseUrl: address } : {}),
    })
  return {
    name: `deepgram:${model}`,
    dialect: 'deepgram',
    takes: options.media,
    async transcribe(request, signal) {
      const { recording } = request
      const limitMs = limitFor('url' in recording ? 0 : recording.sizeBytes, patience)
      return oneCall('deepgram', signal, limitMs, (limited) =>
        watch.during(limited, (abortSignal, heard) => {
          const call = { abortSignal, timeoutInSeconds: limitMs / 1_000 + 1, maxRetries: 0 }
          return listen({ connect, fetchFrom }, request, call, heard)
        }),
      )
    },
    silence: watch,
    close: watch.stop,
    check: (signal) =>
      oneCall('deepgram', signal, checkMs, async (abortSignal) => {
        await named(() =>
          connect(fetchFrom).manage.v1.projects.list({ abortSignal, maxRetries: 0 }),
        )
      }),
  }
}

interface Way {
  connect(fetchFrom: typeof fetch): DeepgramClient
  fetchFrom: typeof fetch
}

/** Makes one call and returns the raw answer. */
async function listen(
  { connect, fetchFrom }: Way,
  { recording, language, keyTerms, voices }: SpeechRequest,
  call: { abortSignal: AbortSignal; timeoutInSeconds: number; maxRetries: number },
  heard: () => void,
): Promise<Uint8Array> {
  const asked = question(language, keyTerms, voices ?? null)
  const listening = listenIn(fetchFrom, heard)
  const { media } = connect(listening.fetch).listen.v1
  if ('url' in recording) {
    await named(() => media.transcribeUrl({ ...asked, url: recording.url }, call))
    return listening.answer()
  }
  const passed = forwardMedia(await recording.open())
  const { contentType, sizeBytes: contentLength } = recording
  const file = { data: passed.body, contentType, contentLength }
  try {
    await named(() => media.transcribeFile(file, asked, call))
    return listening.answer()
  } catch (error) {
    throw passed.fault() ?? error
  } finally {
    await passed.release()
  }
}

/** The SDK discards answers that it cannot parse, so the raw text is kept here. */
function listenIn(
  fetchFrom: typeof fetch,
  heard: () => void,
): { fetch: typeof patientFetch; answer(): Uint8Array } {
  let answer = new Uint8Array()
  const fetch = (async (...request: Parameters<typeof patientFetch>) => {
    const response = await fetchFrom(...request)
    heard()
    if (!response.ok) return response
    answer = await response.bytes()
    // The value that the SDK parsed is not used.
    return Response.json({}, { status: response.status })
  }) as typeof patientFetch
  return { fetch, answer: () => answer }
}

function question(language: SpeechRequest['language'], keyTerms: string[], voices: number | null) {
  return {
    model,
    diarize: true,
    utterances: true,
    smart_format: true,
    punctuate: true,
    // Channels are transcribed separately, and one channel can still hold several people.
    ...(voices === null ? {} : { multichannel: true }),
    // Without a language nova-3 expects English and returns almost nothing for any other.
    ...(language === 'detect' ? { detect_language: true } : { language }),
    ...(keyTerms.length > 0 ? { keyterm: fitting(keyTerms) } : {}),
  }
}

function fitting(keyTerms: string[]): string[] {
  let chars = 0
  return keyTerms.slice(0, maxKeyTerms).filter((term) => {
    chars += term.length + 1
    return chars <= maxKeyTermChars
  })
}

async function named<T>(call: () => PromiseLike<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof DeepgramTimeoutError) throw tooSlow('deepgram')
    if (error instanceof DeepgramError && error.statusCode !== undefined) {
      if (error.statusCode < 400) throw garbled('deepgram')
      const headers = error.rawResponse?.headers ?? new Headers()
      const said = JSON.stringify(error.body ?? '')
      throw classifyRefusal('deepgram', { status: error.statusCode, headers, said })
    }
    throw error
  }
}
