import type { AttemptCounter } from '../modules/identity/ports.ts'
import { AppError } from '../platform/errors.ts'
import type { UserCtx } from './visit.ts'

const perMinute = 1_200
const windowSeconds = 60

/**
 * Counts a session's requests and returns the RateLimit headers (draft-ietf-httpapi-ratelimit-headers). Without Redis
 * nobody is turned away. Throws `too_many_requests`.
 */
export async function enforceRate(
  counter: AttemptCounter,
  ctx: UserCtx,
): Promise<Record<string, string>> {
  const counted = await counter
    .count(`rate/${ctx.tenantId}/${ctx.principal.sessionId}`, windowSeconds)
    .catch(() => null)
  if (!counted) return {}
  const remaining = Math.max(0, perMinute - counted.attempts)
  const headers = {
    'ratelimit-policy': `"session";q=${perMinute};w=${windowSeconds}`,
    ratelimit: `"session";r=${remaining};t=${counted.secondsLeft}`,
  }
  if (counted.attempts <= perMinute) return headers
  throw new AppError(
    'too_many_requests',
    `More than ${perMinute} requests a minute. Wait ${counted.secondsLeft} s and go on.`,
    [],
    { ...headers, 'retry-after': String(counted.secondsLeft) },
  )
}
