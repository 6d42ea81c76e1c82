import type { Database } from '../../db/client.ts'
import { readTenant, type TenantTx } from '../../db/tenant.ts'
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

/** The row that `limitFacts` selects. */
export interface LimitFacts {
  subscription: (Omit<Subscription, Moment> & Record<Moment, string | null>) | null
  overrides:
    | {
        holder: string
        name: string
        value: number | null
        reason: string | null
        until: string | null
      }[]
    | null
}
type Moment = 'trialEndsAt' | 'paidUntil' | 'periodEndsAt' | 'cancelsAt' | 'meteredFrom'

/**
 * Selects everything needed to compute the limits of the transaction's organisation, as one row. Statements that need
 * the limits embed it, which saves a round trip.
 */
export const limitFacts = `
  select (
    select jsonb_build_object('planId', s.plan_id, 'planVersion', s.plan_version, 'paidBy', s.paid_by,
      'status', s.status, 'trialEndsAt', s.trial_ends_at, 'paidUntil', s.paid_until, 'seats', s.seats,
      'periodEndsAt', s.period_ends_at, 'cancelsAt', s.cancels_at, 'meteredFrom', s.metered_from,
      'minutesCapMinor', s.minutes_cap_minor)
    from subscriptions s where s.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
  ) as subscription, (
    select jsonb_agg(jsonb_build_object('holder', l.holder_id, 'name', l.name, 'value', l.value,
      'reason', l.reason, 'until', l.expires_at))
    from quota_limits l where l.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
      and (l.expires_at is null or l.expires_at > now())
  ) as overrides`

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

const none: LimitFacts = { subscription: null, overrides: null }

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
  const [facts = none] = await tx.sql<LimitFacts[]>`${tx.sql.unsafe(limitFacts)}`
  return toLimits(tx.tenantId, facts)
}

/**
 * Reads limits that are checked on every request, cached for five seconds per organisation. While the database is
 * unavailable, the last known limits apply.
 */
export function createLimitReader(db: Database): LimitsOf {
  const known = new Map<string, { limits: Promise<Limits>; untilMs: number }>()
  const read = async (tenantId: string, before: Promise<Limits> | undefined): Promise<Limits> => {
    try {
      const [facts = none] = await readTenant<LimitFacts>(db, { tenantId }, limitFacts, [])
      return toLimits(tenantId, facts)
    } catch {
      return before ?? toLimits(tenantId, none)
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
