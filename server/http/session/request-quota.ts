import type { Log } from '../../platform/log.ts'
import { AppError } from '../../platform/errors.ts'
import type { RequestHolder, RequestLeases } from '../../../tenants/limits/ports.ts'
import { type Holder, limitReached } from '../../../tenants/limits/limit-reached.ts'
import { limitedHolders, type LimitsOf } from '../../../tenants/limits/stored-limits.ts'
import { networkOf } from '../../platform/network.ts'
import { createRequestWindows, type Remaining } from './request-windows.ts'
import type { UserCtx } from './request-context.ts'

/** Per session or key: more than a person or a well-behaved program needs. */
const perCredential = 1_200
/** Per address; a whole office may share one. */
const perAddress = 12_000
/** Per address, for requests without valid credentials. */
const perAnonymousAddress = 600
const windowSeconds = 60
const warnAgainAfterMs = 60_000

export interface RequestQuotaDeps {
  limitsOf: LimitsOf
  requests: RequestLeases
  log: Pick<Log, 'warn'>
}

/** Counts requests and returns the RateLimit headers. Throws `too_many_requests`. */
export interface RequestQuota {
  /** Counts any request, before any lookup for it. */
  countAddress(address: string): Promise<void>
  /** Called before a credential is looked up: throws when the address has sent too many invalid ones. */
  refuseThrottled(address: string): void
  /** Counts a request without valid credentials. */
  countAnonymous(address: string): Promise<Record<string, string>>
  count(ctx: UserCtx): Promise<Record<string, string>>
}

type Policy = 'address' | 'session' | 'key' | Holder
type Counted = RequestHolder & { policy: Policy }

/**
 * Counts requests per address, session or key, person and organisation, across all processes, and reports the remaining
 * quota in RateLimit headers (draft-ietf-httpapi-ratelimit-headers). Without Redis each process counts alone. Requests
 * from a loopback address are not counted by address, since a local proxy has the same one.
 */
export function createRequestQuota(
  deps: RequestQuotaDeps,
  nowMs: () => number = Date.now,
): RequestQuota {
  let warnedAtMs = Number.NEGATIVE_INFINITY
  const warnNotShared = (error: unknown): void => {
    if (performance.now() - warnedAtMs < warnAgainAfterMs) return
    warnedAtMs = performance.now()
    deps.log.warn({ err: error }, 'Requests are counted by each process alone while Redis is away')
  }
  const windows = createRequestWindows(deps.requests, warnNotShared, nowMs)
  const take = async (counted: Counted[]): Promise<Record<string, string>> => {
    const taken = await windows.take(counted)
    if (taken.refused === null) return headersOf(counted, taken.remaining)
    const { policy, limit } = counted[taken.refused] ?? { policy: 'address', limit: 0 }
    throw refusal(policy, limit, taken.secondsLeft)
  }
  return {
    countAddress: async (address) =>
      void (await take(addressHolders('address', address, perAddress))),
    refuseThrottled(address) {
      for (const stranger of addressHolders('stranger', address, perAnonymousAddress)) {
        const secondsLeft = windows.secondsUntilFree(stranger)
        if (secondsLeft !== null) throw refusal('address', stranger.limit, secondsLeft)
      }
    },
    countAnonymous: (address) => take(addressHolders('stranger', address, perAnonymousAddress)),
    async count(ctx) {
      const { tenantId, principal } = ctx
      const { kind, id } = principal.credential
      const limits = await deps.limitsOf(tenantId)
      return take([
        { policy: kind, tenantId, key: `${kind}:${id}`, limit: perCredential },
        ...limitedHolders(limits, 'requestsPerMinute', tenantId, principal.userId).map(
          ({ holder, holderId, limit }) => ({ policy: holder, tenantId, key: holderId, limit }),
        ),
      ])
    },
  }
}

function addressHolders(what: string, address: string | undefined, limit: number): Counted[] {
  const network = address === undefined ? null : networkOf(address)
  return network === null
    ? []
    : [{ policy: 'address', tenantId: null, key: `${what}:${network}`, limit }]
}

function headersOf(counted: Counted[], remaining: Remaining[]): Record<string, string> {
  if (counted.length === 0) return {}
  return {
    'ratelimit-policy': counted.map(policyOf).join(', '),
    ratelimit: counted
      .map(
        ({ policy }, at) =>
          `"${policy}";r=${remaining[at]?.left ?? 0};t=${remaining[at]?.secondsLeft}`,
      )
      .join(', '),
  }
}

const policyOf = ({ policy, limit }: { policy: Policy; limit: number }): string =>
  `"${policy}";q=${limit};w=${windowSeconds}`

function refusal(policy: Policy, limit: number, secondsLeft: number): AppError {
  const headers = {
    'ratelimit-policy': policyOf({ policy, limit }),
    ratelimit: `"${policy}";r=0;t=${secondsLeft}`,
  }
  if (policy === 'person' || policy === 'organisation') {
    const reached = { name: 'requestsPerMinute' as const, holder: policy, limit, used: limit }
    return limitReached({ ...reached, secondsLeft, headers })
  }
  const isAddress = policy === 'address'
  return new AppError(
    'too_many_requests',
    `More than ${limit} requests a minute${isAddress ? ' from your address' : ''}. Wait ${secondsLeft} s and go on.`,
    [],
    { ...headers, 'retry-after': String(secondsLeft) },
    `Больше ${limit} запросов в минуту${isAddress ? ' с вашего адреса' : ''}. Подождите ${secondsLeft} с и продолжайте.`,
  )
}
