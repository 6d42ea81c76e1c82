import type { SpeechProvider, SpeechRequest } from '../../modules/transcription/ports.ts'
import { classifyRefusal } from '../speech/classify-fault.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { ProviderWatchTimes } from '../../platform/provider-watch.ts'
import { oneCall, forwardMedia, patientFetch } from '../speech/one-call.ts'
import { watchSpeech } from '../speech/watch-speech.ts'
import { fieldsOf, type Fit, fitTo } from './fields.ts'
import { streamForm } from './form.ts'
import { limitOf } from './limit.ts'

export interface WhisperOptions {
  /** With or without a trailing `/v1`. */
  baseUrl: string
  apiKey: string | null
  model: string
  /** Time limit for one recording; null or left out: derived from its length and size. */
  timeoutMinutes?: number | null
  /** Added to that time limit (15 min). */
  patienceMs?: number
  log?: PeerLog
  watchTimes?: Partial<ProviderWatchTimes>
}

const checkMs = 5_000

/**
 * Speech recognition by any server with OpenAI's `POST /v1/audio/transcriptions`
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription), so that recordings can stay on site. Does
 * not distinguish speakers. Throws SpeechError.
 */
export function whisperSpeech(options: WhisperOptions): SpeechProvider {
  const base = options.baseUrl.replace(/\/(?:v1\/?)?$/, '')
  const headers: Record<string, string> = options.apiKey
    ? { authorization: `Bearer ${options.apiKey}` }
    : {}
  let known: Fit = {}
  const askModels = (signal: AbortSignal) => patientFetch(`${base}/v1/models`, { headers, signal })
  const watch = watchSpeech('whisper', {
    probe: askModels,
    // Some servers answer nothing else while they work.
    aborts: 'all-but-one',
    log: options.log,
    times: options.watchTimes,
  })
  return {
    name: `whisper:${options.model}`,
    dialect: 'whisper',
    takes: 'stream',
    ...mostOf(base),
    async transcribe(request, signal) {
      const { recording, durationMs } = request
      if ('url' in recording) throw new TypeError('whisper takes bytes, not an address')
      const limitMs = limitOf({ durationMs, sizeBytes: recording.sizeBytes }, options)
      const url = `${base}/v1/audio/transcriptions`
      const to: Address = {
        url,
        headers,
        model: options.model,
        fit: () => known,
        learn: (fit) => {
          known = fit
        },
      }
      return oneCall('whisper', signal, limitMs, (limited) =>
        watch.during(limited, (abortSignal, heard) =>
          listen(to, { ...request, recording }, abortSignal, heard),
        ),
      )
    },
    check: (signal) =>
      oneCall('whisper', signal, checkMs, async (abortSignal) => {
        const response = await askModels(abortSignal)
        // Some servers have no list of models; any answer is enough.
        if (response.status !== 404) await requireOk(response)
      }),
    silence: watch,
    close: watch.stop,
  }
}

/** OpenAI's documented limits (https://platform.openai.com/docs/guides/speech-to-text); self-hosted servers differ. */
const vendorMost = { sizeBytes: 25_000_000, durationMs: 1_400_000 }

const mostOf = (base: string): { most: typeof vendorMost } | null =>
  /^https:\/\/(?:[\w-]+\.)*(?:openai\.com|openai\.azure\.com)(?:[:/]|$)/i.test(base)
    ? { most: vendorMost }
    : null

interface Address {
  url: string
  headers: Record<string, string>
  model: string
  /** The parameters known to suit the model so far. */
  fit(): Fit
  learn(fit: Fit): void
}

type Streamed = SpeechRequest & { recording: Exclude<SpeechRequest['recording'], { url: string }> }

/** Makes one call, and one more for each parameter that the model refuses; returns the raw answer. */
async function listen(
  to: Address,
  request: Streamed,
  signal: AbortSignal,
  heard: () => void,
): Promise<Uint8Array> {
  for (let fit = to.fit(); ;) {
    const response = await send(to, fieldsOf(to.model, request, fit), request, signal, heard)
    if (response.isOk) {
      to.learn(fit)
      return response.body
    }
    const said = new TextDecoder().decode(response.body).slice(0, maxSaid)
    const next = fitTo(response.status, said, fit)
    if (next === null) throw classifyRefusal('whisper', { ...response, said })
    fit = next
  }
}

async function send(
  to: Address,
  fields: [string, string][],
  { recording }: Streamed,
  signal: AbortSignal,
  heard: () => void,
) {
  const passed = forwardMedia(await recording.open())
  const form = streamForm(fields, {
    name: `recording${extensionOf(recording.contentType)}`,
    contentType: recording.contentType,
    sizeBytes: recording.sizeBytes,
    body: passed.body,
  })
  try {
    const response = await patientFetch(to.url, {
      method: 'POST',
      headers: {
        ...to.headers,
        'content-type': form.contentType,
        'content-length': String(form.sizeBytes),
      },
      body: form.body,
      signal,
      duplex: 'half',
    } as RequestInit)
    heard()
    const { ok: isOk, status, headers } = response
    return { isOk, status, headers, body: await response.bytes() }
  } catch (error) {
    throw passed.fault() ?? error
  } finally {
    await passed.release()
  }
}

const maxSaid = 2_000

async function requireOk(response: Response): Promise<void> {
  if (response.ok) return
  const { status, headers } = response
  const said = (await response.text()).slice(0, maxSaid)
  throw classifyRefusal('whisper', { status, headers, said })
}

/** Servers use the extension to tell the file format. */
const extensions: Record<string, string> = {
  'audio/aac': '.aac',
  'audio/flac': '.flac',
  'audio/mp4': '.m4a',
  'audio/x-m4a': '.m4a',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
  'audio/opus': '.ogg',
  'audio/wav': '.wav',
  'audio/x-wav': '.wav',
  'audio/webm': '.webm',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'video/x-matroska': '.mkv',
}

function extensionOf(contentType: string): string {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return extensions[type] ?? (type.startsWith('video/') ? '.mp4' : '.mp3')
}
