import { APIConnectionError, APIError } from 'openai'
import { ModelFault } from '../../../plugins/engine/index.ts'

/**
 * Names what went wrong at the server (platform.openai.com/docs/guides/error-codes). Messages say
 * codes only: what servers write may quote the prompt.
 */
export function toModelFault(error: unknown): ModelFault {
  if (error instanceof ModelFault) return error
  if (error instanceof APIConnectionError) {
    return new ModelFault('model_unavailable', true, 'The server cannot be reached.')
  }
  if (error instanceof APIError) return ofAnswer(error)
  if (error instanceof SyntaxError) {
    return new ModelFault('model_garbage', true, 'The server answered with something unreadable.')
  }
  // A cut stream reaches us as whatever the runtime throws.
  return new ModelFault('model_cut', true, 'The connection broke in the middle of the answer.')
}

const longestWaitMs = 24 * 3_600_000

/** Azure's filter of contents and OpenAI's of prompts look at what one request says. */
const ofOnePrompt = new Set(['content_filter', 'invalid_prompt'])

function ofAnswer(error: APIError): ModelFault {
  const code = error.code ?? error.type ?? ''
  const said = `The server answered ${error.status ?? 'in the stream'}${code ? ` (${code.slice(0, 60)})` : ''}.`
  const fault = (...[name, retryable]: [ModelFault['code'], boolean]) =>
    new ModelFault(name, retryable, said, retryable ? askedWaitMs(error.headers) : null)
  if (
    code === 'insufficient_quota' ||
    code === 'billing_hard_limit_reached' ||
    error.status === 402
  ) {
    return fault('model_no_quota', false)
  }
  if (error.status === 400 && ofOnePrompt.has(code)) return fault('model_prompt_refused', false)
  if (code === 'context_length_exceeded') return fault('model_context_exceeded', false)
  switch (error.status) {
    case 401:
      return fault('model_bad_credentials', false)
    case 403:
      return fault('model_no_access', false)
    case 404:
      return fault('model_unknown', false)
    case 408:
    case 409:
      return fault('model_unavailable', true)
    case 413:
      return fault('model_context_exceeded', false)
    case 429:
      return fault('model_rate_limited', true)
  }
  if (error.status === undefined) {
    return fault(code === 'rate_limit_exceeded' ? 'model_rate_limited' : 'model_unavailable', true)
  }
  if (error.status >= 500) return fault('model_unavailable', true)
  const isTooLong = /maximum context length|context window|too long|n_ctx/i.test(error.message)
  return fault(isTooLong ? 'model_context_exceeded' : 'model_request_refused', false)
}

/** What a server asks for; no longer than a day, which no meeting waits for unseen. */
function askedWaitMs(headers: Headers | undefined): number | null {
  const askedMs = retryAfterMs(headers)
  return askedMs === null ? null : Math.min(askedMs, longestWaitMs)
}

/** `Retry-After` in seconds or as a date (RFC 9110), `retry-after-ms`, or when OpenAI's limits reset. */
function retryAfterMs(headers: Headers | undefined): number | null {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms)) return Math.max(0, ms)
  const after = headers?.get('retry-after')
  if (after) {
    const seconds = Number(after)
    const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(after) - Date.now()
    if (Number.isFinite(waitMs)) return Math.max(0, waitMs)
  }
  const resets = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens']
  const waits = resets.flatMap((name) => durationMs(headers?.get(name) ?? '') ?? [])
  return waits.length > 0 ? Math.max(...waits) : null
}

/** `1s`, `6m0s`, `120ms`, as OpenAI writes durations. */
function durationMs(text: string): number | null {
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  if (parts.length === 0) return null
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
}
