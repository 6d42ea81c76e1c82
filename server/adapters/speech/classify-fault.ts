import type { OutboundRefused } from '../../platform/outbound/index.ts'
import { SpeechError } from '../../modules/transcription/ports.ts'

/** A provider's response that is not an answer. */
export interface Refusal {
  status: number
  headers: Pick<Headers, 'get'>
  /** The provider's code or text of the fault: used to classify it, never shown. */
  said: string
}

const longestWaitMs = 24 * 3_600_000
const shortestWaitMs = 1_000

/** Refusals that are about the recording and not about the request or its address. */
const aboutTheRecording =
  /(?<!\/)\baudio\b|\bdecod|\bcorrupt|unsupported (?:data|format|media|codec)|file format|invalid data found|\brecording\b/i

/** The recording is longer or larger than the provider accepts; some providers use no distinct status for it. */
const beyond = /too (?:large|long|big)|(?:longer|larger|greater) than|exceed|maximum|at most/i
const ofTheRecording = /\b(?:audio|file|recording|media|duration|content|upload|body|seconds)\b/i
/** Limits of other things than the recording. */
const ofTheRequest = /token|key ?term|prompt|requests|characters/i

const isTooLarge = (said: string): boolean =>
  beyond.test(said) && ofTheRecording.test(said) && !ofTheRequest.test(said)

/** Classifies a refusal by its HTTP status. */
export function classifyRefusal(provider: string, { status, headers, said }: Refusal): SpeechError {
  const fault = (code: SpeechError['code'], retryable: boolean, what: string) =>
    new SpeechError(
      code,
      retryable,
      `${provider}: ${what} (HTTP ${status})`,
      retryable ? readRetryAfter(headers.get('retry-after')) : null,
    )
  const isRefused = status === 400 || status === 422
  if (/REMOTE_CONTENT_ERROR|failed to fetch/i.test(said))
    return fault('media_unreachable', true, 'could not fetch the recording')
  if (status === 402 || /insufficient_(?:quota|credits)|ASR_PAYMENT_REQUIRED/i.test(said))
    return fault('no_credit', false, 'the account has no credit left')
  if (status === 401) return fault('bad_credentials', false, 'refused the key')
  if (status === 403) return fault('not_allowed', false, 'does not allow this key what it asks for')
  if (status === 408 || status === 504) return fault('provider_timeout', true, 'took too long')
  if (status === 413 || (isRefused && isTooLarge(said)))
    return fault('media_too_large', false, 'the recording is too large')
  if (status === 429) return fault('rate_limited', true, 'too many requests at once')
  if (status === 415 || (isRefused && aboutTheRecording.test(said)))
    return fault('unreadable_media', false, 'could not read the recording')
  if (status >= 500) return fault('provider_unavailable', true, 'is out of order')
  return fault('provider_rejected', false, 'does not take this request')
}

/** RFC 9110, 10.2.3: seconds or a date. Null when absent; at least a second, so that retries do not spin. */
export function readRetryAfter(value: string | null, nowMs = Date.now()): number | null {
  if (value === null || value.trim() === '') return null
  const seconds = Number(value)
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - nowMs
  if (Number.isNaN(waitMs)) return null
  return Math.min(Math.max(waitMs, shortestWaitMs), longestWaitMs)
}

export const garbled = (provider: string): SpeechError =>
  new SpeechError('provider_garbage', true, `${provider}: the answer is no transcript`)

/** A valid answer whose words are not where we look for them. */
export const unreadable = (provider: string): SpeechError =>
  new SpeechError(
    'answer_unreadable',
    false,
    `${provider}: the answer was kept, but no words were found in it`,
  )

export const nothingSaid = (provider: string): SpeechError =>
  new SpeechError('no_speech', false, `${provider}: nobody speaks in the recording`)

export const unreachable = (provider: string, cause: unknown): SpeechError =>
  Object.assign(
    new SpeechError('provider_unavailable', true, `${provider}: the connection failed`),
    { cause },
  )

/** The address was chosen by an organisation; it was refused, or its answer was cut short. */
export function classifyOutbound(provider: string, refused: OutboundRefused): SpeechError {
  const { reason } = refused
  if (reason === 'unresolved') return unreachable(provider, refused)
  if (reason === 'too_slow') return tooSlow(provider)
  if (reason === 'too_large') return garbled(provider)
  return new SpeechError('address_refused', false, `${provider}: ${refused.message}`)
}

export const tooSlow = (provider: string): SpeechError =>
  new SpeechError('provider_timeout', true, `${provider}: no answer in time`)
