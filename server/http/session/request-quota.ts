import type { Log } from '../../platform/log.ts'
import { AppError } from '../../platform/errors.ts'
import type { RequestHolder, RequestLeases } from '../../platform/limits/ports.ts'
import { type Holder, limitReached } from '../../platform/limits/refuse.ts'
import { limitedHolders, type LimitsOf } from '../../platform/limits/stored-limits.ts'
import { networkOf } from '../../platform/network.ts'
import { createRequestWindows, type Room } from './request-windows.ts'
import type { UserCtx } from './visit.ts'

/** Of one session or key: more than a person or a well-made program needs. */
const perCredential = 1_200
/** Of one address, behind which a whole office may be. */
const perAddress = 12_000
/** Of one address by whoever is not, or not rightly, signed in. */
const perStranger = 600
const windowSeconds = 60
const sayAgainAfterMs = 60_000

export interface RequestQuotaDeps {
  limitsOf: LimitsOf
  requests: RequestLeases
  log: Pick<Log, 'warn'>
}

/** Counts requests and returns the RateLimit headers. Throws `too_many_requests`. */
export interface RequestQuota {
  /** Any request, before anything is looked up for it. */
  enter(address: string): Promise<void>
  /** Before a credential is looked up that may be made up: refuses where too many from there were. */
  requireTrust(address: string): void
  /** A request by nobody who is known here. */
  countStranger(address: string): Promise<Record<string, string>>
  count(ctx: UserCtx): Promise<Record<string, string>>
}

type Policy = 'address' | 'session' | 'key' | Holder
type Counted = RequestHolder & { policy: Policy }

/**
 * Counts requests for the address, the session or key, the person and the organisation, for all processes together, and
 * says what is left in RateLimit headers (draft-ietf-httpapi-ratelimit-headers). Without Redis each process counts alone.
 * Requests from this machine itself have no address to count: it is that of a proxy as well.
 */
export function createRequestQuota(
  deps: RequestQuotaDeps,
  nowMs: () => number = Date.now,
): RequestQuota {
  let saidAtMs = Number.NEGATIVE_INFINITY
  const sayAlone = (error: unknown): void => {
    if (performance.now() - saidAtMs < sayAgainAfterMs) return
    saidAtMs = performance.now()
    deps.log.warn({ err: error }, 'Requests are counted by each process alone while Redis is away')
  }
  const windows = createRequestWindows(deps.requests, sayAlone, nowMs)
  const take = async (counted: Counted[]): Promise<Record<string, string>> => {
    const taken = await windows.take(counted)
    if (taken.refused === null) return headersOf(counted, taken.rooms)
    const { policy, limit } = counted[taken.refused] ?? { policy: 'address', limit: 0 }
    throw refusal(policy, limit, taken.secondsLeft)
  }
  return {
    enter: async (address) => void (await take(ofAddress('address', address, perAddress))),
    requireTrust(address) {
      for (const stranger of ofAddress('stranger', address, perStranger)) {
        const secondsLeft = windows.spent(stranger)
        if (secondsLeft !== null) throw refusal('address', stranger.limit, secondsLeft)
      }
    },
    countStranger: (address) => take(ofAddress('stranger', address, perStranger)),
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

function ofAddress(what: string, address: string | undefined, limit: number): Counted[] {
  const network = address === undefined ? null : networkOf(address)
  return network === null
    ? []
    : [{ policy: 'address', tenantId: null, key: `${what}:${network}`, limit }]
}

function headersOf(counted: Counted[], rooms: Room[]): Record<string, string> {
  if (counted.length === 0) return {}
  return {
    'ratelimit-policy': counted.map(policyOf).join(', '),
    ratelimit: counted
      .map(({ policy }, at) => `"${policy}";r=${rooms[at]?.left ?? 0};t=${rooms[at]?.secondsLeft}`)
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
