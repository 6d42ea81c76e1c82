import type { Log } from '../../platform/log.ts'
import { dropOldest } from '../../platform/drop-oldest.ts'
import { AppError } from '../../platform/errors.ts'
import type { LimitName } from '../../platform/limits/limit-list.ts'
import type { Lease, LeaseCounter, RequestCounter, Share } from '../../platform/limits/ports.ts'
import { type Holder, limitReached } from '../../platform/limits/refuse.ts'
import type { Limits } from '../../platform/limits/stored-limits.ts'
import type { UserCtx } from './visit.ts'

const perWindow = 1_200
const windowSeconds = 60
const rememberedSessions = 50_000
const sayAgainAfterMs = 60_000

interface Window {
  count: number
  endsAtMs: number
}

export interface RequestQuotaDeps {
  limitsOf(tenantId: string): Promise<Limits>
  requests: RequestCounter
  log: Pick<Log, 'warn'>
}

type CountRequest = (ctx: UserCtx) => Promise<Record<string, string>>

/**
 * Counts requests and returns the RateLimit headers (draft-ietf-httpapi-ratelimit-headers): those of each session in this
 * process, which protects it from a client that runs wild and asks nobody; those of a person and an organisation for all
 * processes in Redis, where the operator has set a limit. Without Redis the latter are let in. Throws
 * `too_many_requests`.
 */
export function createRequestQuota(
  deps: RequestQuotaDeps,
  nowMs: () => number = Date.now,
): CountRequest {
  const countSession = createSessionWindow(nowMs)
  let saidAtMs = Number.NEGATIVE_INFINITY
  return async (ctx) => {
    const headers = countSession(ctx)
    const holders = limitedHolders(await deps.limitsOf(ctx.tenantId), 'requestsPerMinute', ctx)
    if (holders.length === 0) return headers
    try {
      return joinHeaders(headers, await countShared(deps.requests, ctx, holders))
    } catch (error) {
      if (error instanceof AppError) throw error
      if (performance.now() - saidAtMs > sayAgainAfterMs) {
        saidAtMs = performance.now()
        deps.log.warn(
          { err: error },
          'Requests are not counted while Redis is away; all are let in',
        )
      }
      return headers
    }
  }
}

interface LimitedHolder extends Share {
  holder: Holder
}

/** The person first: what they are refused costs the organisation nothing. */
function limitedHolders(limits: Limits, name: LimitName, ctx: UserCtx): LimitedHolder[] {
  const all = [
    { holder: 'person' as const, holderId: ctx.principal.userId },
    { holder: 'organisation' as const, holderId: ctx.tenantId },
  ]
  return all.flatMap((one) => {
    const limit = limits.of(name, one.holder, one.holderId)
    return limit === null ? [] : [{ ...one, limit }]
  })
}

async function countShared(
  requests: RequestCounter,
  ctx: UserCtx,
  holders: LimitedHolder[],
): Promise<Record<string, string>> {
  const counted = await requests.count(ctx.tenantId, holders)
  if (counted.refused === null) {
    return holders
      .map(({ holder, limit }, at) => {
        const { used, secondsLeft } = counted.counts[at] ?? { used: 0, secondsLeft: windowSeconds }
        return headersOf(holder, limit, used, secondsLeft)
      })
      .reduce(joinHeaders)
  }
  const { used, secondsLeft } = counted
  const { holder, limit } = holders[counted.refused] ?? { holder: 'organisation', limit: 0 }
  const headers = headersOf(holder, limit, used, secondsLeft)
  throw limitReached({ name: 'requestsPerMinute', holder, limit, used, secondsLeft, headers })
}

const headersOf = (
  policy: string,
  limit: number,
  used: number,
  secondsLeft: number,
): Record<string, string> => ({
  'ratelimit-policy': `"${policy}";q=${limit};w=${windowSeconds}`,
  ratelimit: `"${policy}";r=${Math.max(0, limit - used)};t=${secondsLeft}`,
})

const joinHeaders = (
  one: Record<string, string>,
  other: Record<string, string>,
): Record<string, string> =>
  Object.fromEntries(
    Object.keys(one).map((name) => [name, `${one[name] ?? ''}, ${other[name] ?? ''}`]),
  )

function createSessionWindow(nowMs: () => number): (ctx: UserCtx) => Record<string, string> {
  const windows = new Map<string, Window>()
  return (ctx) => {
    const now = nowMs()
    const window = currentWindow(windows, ctx.principal.credential.id, now)
    window.count += 1
    const secondsLeft = Math.max(1, Math.ceil((window.endsAtMs - now) / 1_000))
    const headers = headersOf('session', perWindow, window.count, secondsLeft)
    if (window.count <= perWindow) return headers
    throw new AppError(
      'too_many_requests',
      `More than ${perWindow} requests a minute. Wait ${secondsLeft} s and go on.`,
      [],
      { ...headers, 'retry-after': String(secondsLeft) },
      `Больше ${perWindow} запросов в минуту. Подождите ${secondsLeft} с и продолжайте.`,
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

/** A client that is refused a stream asks again after so long. */
const streamRetrySeconds = 15

export interface StreamQuotaDeps {
  limitsOf(tenantId: string): Promise<Limits>
  streams: LeaseCounter
}

/** Takes a place among the live streams of a person and an organisation. Throws `too_many_streams`. */
export async function openStreamPlace(
  { limitsOf, streams }: StreamQuotaDeps,
  ctx: UserCtx,
): Promise<Lease> {
  const holders = limitedHolders(await limitsOf(ctx.tenantId), 'liveStreams', ctx)
  const opened = await streams.open(ctx.tenantId, holders)
  if (opened.refused === null) return opened
  const { holder, limit } = holders[opened.refused] ?? { holder: 'organisation', limit: 0 }
  const headers = {
    'ratelimit-policy': `"${holder}-streams";q=${limit}`,
    ratelimit: `"${holder}-streams";r=0;t=${streamRetrySeconds}`,
  }
  throw limitReached({
    name: 'liveStreams',
    holder,
    limit,
    used: opened.used,
    secondsLeft: streamRetrySeconds,
    headers,
  })
}
