import type { Database } from '../../../db/client.ts'
import { readTenant, type TenantTx } from '../../../db/tenant.ts'
import {
  endOfSubscription,
  type Lapse,
  type Plan,
  planInForce,
  plans,
  type Subscription,
} from '../../../tenants/plans/index.ts'
import { dropOldest } from '../drop-oldest.ts'
import { isLimitName, type LimitName, limitOf } from './limit-list.ts'
import type { Holder } from './refuse.ts'

/** What an organisation and its people may use: what the operator has set, else its plan, else the default. */
export interface Limits {
  /** Null is no limit. `holderId` is the organisation's or the person's id. */
  of(name: LimitName, holder: Holder, holderId: string): number | null
  /** Whether the organisation or any of its people has a limit of that name. */
  isLimited(name: LimitName): boolean
  /** What the operator has set for a holder; undefined where that is nothing, or is past its time. */
  overrideOf(name: LimitName, holderId: string): Override | undefined
  plan: Plan
  /** As it is stored; null where there is none. */
  subscription: Subscription | null
  /** The plan that it names, whether that holds or not. */
  chosen: Plan
  /** When another plan takes its place, unless it is paid until then. */
  endsAt: Date | null
  /** Why another plan than the chosen one holds. */
  lapsed: Lapse | null
}

export interface Override {
  /** Null is no limit. */
  value: number | null
  reason: string | null
  expiresAt: Date | null
}

export type LimitsOf = (tenantId: string) => Promise<Limits>

/** What `limitFacts` reads. */
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
 * Everything that the limits of the transaction's organisation are made of, as one row. A part of every statement that
 * needs them, so that they cost no round trip of their own.
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

const keptMs = 5_000
const keptAtMost = 10_000

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

/** Where a limit's value comes from. */
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

/** Who has a limit of that name; the person first: what they are refused costs the organisation nothing. */
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

/** The limits of the transaction's organisation, as they are now. */
export async function readLimits(tx: TenantTx): Promise<Limits> {
  const [facts = none] = await tx.sql<LimitFacts[]>`${tx.sql.unsafe(limitFacts)}`
  return toLimits(tx.tenantId, facts)
}

/**
 * Limits for what is counted with each request: read once in five seconds for each organisation. While the database
 * cannot be asked, those read last hold.
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
    dropOldest(known, keptAtMost)
    known.set(tenantId, { limits, untilMs: Date.now() + keptMs })
    return limits
  }
}
