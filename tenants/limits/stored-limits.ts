import type { Database } from '../../db/client.ts'
import type { TenantTx } from '../../db/tenant.ts'
import {
  endOfSubscription,
  type Lapse,
  type Plan,
  planInForce,
  plans,
  type Subscription,
} from '../plans/index.ts'
import { dropOldest } from '../../server/platform/drop-oldest.ts'
import { isLimitName, type LimitName, limitOf } from './limit-list.ts'
import type { Holder } from './limit-reached.ts'
import { type LimitFacts, noFacts, readFacts, readFactsOf } from './repo.ts'

export { type LimitFacts, limitFacts } from './repo.ts'

/** The limits of an organisation and its people: the operator's override, else the plan's limit, else the default. */
export interface Limits {
  /** Null means unlimited. `holderId` is the organisation's or the person's id. */
  of(name: LimitName, holder: Holder, holderId: string): number | null
  /** Whether the organisation or any of its people has this limit. */
  isLimited(name: LimitName): boolean
  /** The operator's override for a holder; undefined when there is none or it has expired. */
  overrideOf(name: LimitName, holderId: string): Override | undefined
  plan: Plan
  /** The stored subscription; null without one. */
  subscription: Subscription | null
  /** The plan named in the subscription, whether it is in force or not. */
  chosen: Plan
  /** When another plan replaces it, unless it is paid for by then. */
  endsAt: Date | null
  /** Why a plan other than the chosen one is in force. */
  lapsed: Lapse | null
}

export interface Override {
  /** Null means unlimited. */
  value: number | null
  reason: string | null
  expiresAt: Date | null
}

export type LimitsOf = (tenantId: string) => Promise<Limits>

const cacheMs = 5_000
const maxCached = 10_000

export function toLimits(
  tenantId: string,
  { subscription: stored, overrides }: LimitFacts,
  at = new Date(),
): Limits {
  const set = new Map<string, Override>()
  for (const { holder, name, value, reason, until } of overrides ?? [])
    if (isLimitName(name)) {
      const expiresAt = until === null ? null : new Date(until)
      set.set(`${holder}/${name}`, { value, reason, expiresAt })
    }
  const subscription = stored && {
    ...stored,
    trialEndsAt: toDate(stored.trialEndsAt),
    paidUntil: toDate(stored.paidUntil),
    periodEndsAt: toDate(stored.periodEndsAt),
    cancelsAt: toDate(stored.cancelsAt),
    meteredFrom: toDate(stored.meteredFrom),
  }
  const { plan, chosen, lapsed } = planInForce(plans, subscription, at)
  const limits: Limits = {
    of(name, holder, holderId) {
      const override = set.get(`${holderId}/${name}`)
      if (override) return override.value
      const planned = holder === 'organisation' ? plan.limits[name] : undefined
      return planned === undefined ? limitOf(name).defaults[holder] : planned
    },
    isLimited: (name) =>
      limits.of(name, 'organisation', tenantId) !== null ||
      (overrides ?? []).some((one) => one.name === name && one.value !== null),
    overrideOf: (name, holderId) => set.get(`${holderId}/${name}`),
    plan,
    chosen,
    subscription,
    endsAt: subscription && endOfSubscription(subscription),
    lapsed,
  }
  return limits
}

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text))

/** The source of a limit's value. */
export type LimitOrigin = 'override' | 'plan' | 'default'

export function originOf(
  limits: Limits,
  name: LimitName,
  holder: Holder,
  holderId: string,
): LimitOrigin {
  if (limits.overrideOf(name, holderId)) return 'override'
  return holder === 'organisation' && limits.plan.limits[name] !== undefined ? 'plan' : 'default'
}

/**
 * The holders that have this limit. The person comes first: a request rejected there does not count for the
 * organisation.
 */
export function limitedHolders(
  limits: Limits,
  name: LimitName,
  tenantId: string,
  userId: string,
): { holder: Holder; holderId: string; limit: number }[] {
  const all = [
    { holder: 'person' as const, holderId: userId },
    { holder: 'organisation' as const, holderId: tenantId },
  ]
  return all.flatMap((one) => {
    const limit = limits.of(name, one.holder, one.holderId)
    return limit === null ? [] : [{ ...one, limit }]
  })
}

/** Reads the current limits of the transaction's organisation. */
export async function readLimits(tx: TenantTx): Promise<Limits> {
  return toLimits(tx.tenantId, await readFacts(tx))
}

/**
 * Reads limits that are checked on every request, cached for five seconds per organisation. While the database is
 * unavailable, the last known limits apply.
 */
export function createLimitReader(db: Database): LimitsOf {
  const known = new Map<string, { limits: Promise<Limits>; untilMs: number }>()
  const read = async (tenantId: string, before: Promise<Limits> | undefined): Promise<Limits> => {
    try {
      return toLimits(tenantId, await readFactsOf(db, tenantId))
    } catch {
      return before ?? toLimits(tenantId, noFacts)
    }
  }
  return (tenantId) => {
    const kept = known.get(tenantId)
    if (kept && kept.untilMs > Date.now()) return kept.limits
    const limits = read(tenantId, kept?.limits)
    known.delete(tenantId)
    dropOldest(known, maxCached)
    known.set(tenantId, { limits, untilMs: Date.now() + cacheMs })
    return limits
  }
}
