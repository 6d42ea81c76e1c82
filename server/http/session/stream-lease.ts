import type { Lease, LeaseCounter } from '../../../tenants/limits/ports.ts'
import { limitReached } from '../../../tenants/limits/limit-reached.ts'
import { limitedHolders, type LimitsOf } from '../../../tenants/limits/stored-limits.ts'
import type { UserCtx } from './request-context.ts'

/** When a rejected client should try again. */
const streamRetrySeconds = 15

export interface StreamQuotaDeps {
  limitsOf: LimitsOf
  streams: LeaseCounter
}

/** Leases one of the live streams that a person and an organisation may have open. Throws `too_many_streams`. */
export async function acquireStreamLease(
  { limitsOf, streams }: StreamQuotaDeps,
  ctx: UserCtx,
): Promise<Lease> {
  const { tenantId, principal } = ctx
  const limits = await limitsOf(tenantId)
  const holders = limitedHolders(limits, 'liveStreams', tenantId, principal.userId)
  const opened = await streams.open(tenantId, holders)
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
