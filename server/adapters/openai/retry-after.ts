import type { ServerError } from './server-error.ts'

/** A meeting must not wait for more than a day unnoticed. */
const longestWaitMs = 24 * 3_600_000
const bodyFieldsMs: Record<string, number> = { retry_after_ms: 1, retry_after: 1_000 }

/**
 * How long a server asks to wait: `Retry-After` in seconds or as a date (RFC 9110), `retry-after-ms`, a field of its
 * error, or with 429 when OpenAI's limits reset. Null when it states nothing; a day at most.
 */
export function askedWaitMs(headers: Headers | undefined, error: ServerError): number | null {
  const named =
    figure(headers?.get('retry-after-ms')) ??
    untilMs(headers?.get('retry-after'), 1_000) ??
    inBody(error) ??
    (error.status === 429 ? resetMs(headers) : null)
  return named === null || named <= 0 ? null : Math.min(named, longestWaitMs)
}

function inBody({ figures }: ServerError): number | null {
  for (const [name, unitMs] of Object.entries(bodyFieldsMs)) {
    const value = figures[name]
    if (value !== undefined) return value * unitMs
  }
  return null
}

function resetMs(headers: Headers | undefined): number | null {
  const resets = ['x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens', 'x-ratelimit-reset']
  const waits = resets.flatMap((name) => untilMs(headers?.get(name), 1_000) ?? [])
  return waits.length > 0 ? Math.max(...waits) : null
}

/** Reads seconds, a moment since 1970 in seconds or milliseconds, a duration such as `6m0s`, or a date. */
function untilMs(text: string | null | undefined, unitMs: number): number | null {
  const value = figure(text)
  if (value !== null) {
    if (value >= 1e12) return value - Date.now()
    return value >= 1e9 ? value * 1_000 - Date.now() : value * unitMs
  }
  if (!text) return null
  const until = durationMs(text) ?? Date.parse(text) - Date.now()
  return Number.isFinite(until) ? until : null
}

function figure(text: string | null | undefined): number | null {
  if (!text || text.trim() === '') return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

/** Reads a duration as OpenAI writes it: `1s`, `6m0s`, `120ms`. */
function durationMs(text: string): number | null {
  if (!/^\s*(?:[\d.]+(?:ms|s|m|h)\s*)+$/.test(text)) return null
  const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
  const parts = [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0)
}
