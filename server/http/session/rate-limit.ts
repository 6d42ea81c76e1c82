import { dropOldest } from '../../platform/drop-oldest.ts'
import { AppError } from '../../platform/errors.ts'
import type { UserCtx } from './visit.ts'

const perWindow = 1_200
const windowSeconds = 60
const rememberedSessions = 50_000

interface Window {
  count: number
  endsAtMs: number
}

/**
 * Counts each session's requests in this process and returns the RateLimit headers
 * (draft-ietf-httpapi-ratelimit-headers). It protects a process from a client that runs wild, so it asks nobody else:
 * a write to Redis for each request would cost more than most requests. Throws `too_many_requests`.
 */
export function createRateLimit(
  nowMs: () => number = Date.now,
): (ctx: UserCtx) => Record<string, string> {
  const windows = new Map<string, Window>()
  return (ctx) => {
    const now = nowMs()
    const window = currentWindow(windows, ctx.principal.sessionId, now)
    window.count += 1
    const secondsLeft = Math.max(1, Math.ceil((window.endsAtMs - now) / 1_000))
    const headers = {
      'ratelimit-policy': `"session";q=${perWindow};w=${windowSeconds}`,
      ratelimit: `"session";r=${Math.max(0, perWindow - window.count)};t=${secondsLeft}`,
    }
    if (window.count <= perWindow) return headers
    throw new AppError(
      'too_many_requests',
      `More than ${perWindow} requests a minute. Wait ${secondsLeft} s and go on.`,
      [],
      { ...headers, 'retry-after': String(secondsLeft) },
    )
  }
}

function currentWindow(windows: Map<string, Window>, sessionId: string, now: number): Window {
  const known = windows.get(sessionId)
  if (known && known.endsAtMs > now) return known
  windows.delete(sessionId)
  dropOldest(windows, rememberedSessions)
  const fresh = { count: 0, endsAtMs: now + windowSeconds * 1_000 }
  windows.set(sessionId, fresh)
  return fresh
}
