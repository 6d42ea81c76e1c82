import type { LimitName } from './limit-list.ts'
import type { Limits } from './stored-limits.ts'

const name = 'transcribedMinutesPerMonth'

export interface MinutePrice {
  /** In minor units of the currency, as a decimal: `3.6` cents. */
  minorDecimal: string
  currency: string
}

/**
 * What a transcribed minute past those of the plan costs; null where work waits there instead. What the operator has set
 * for the organisation stops it nevertheless, and so does a plan that is not paid for any more.
 */
export function paidMinuteOf(limits: Limits, tenantId: string): MinutePrice | null {
  const { subscription, lapsed, plan } = limits
  const minorDecimal = plan.price?.minuteMinorDecimal
  if (!subscription?.meteredFrom || lapsed || !plan.price || !minorDecimal) return null
  if (limits.overrideOf(name, tenantId)) return null
  return { minorDecimal, currency: plan.price.currency }
}

/** What an owner lets minutes past the plan's cost in a month. */
export interface MinutesCap {
  minor: number
  currency: string
  /** Of a month, with those of the plan: where recordings wait. What they cost is never more than the cap. */
  minutes: number
}

/** Null where there is no cap, or nothing that it is about. */
export function minutesCapOf(limits: Limits, tenantId: string): MinutesCap | null {
  const price = paidMinuteOf(limits, tenantId)
  const minor = limits.subscription?.minutesCapMinor ?? null
  const included = limits.plan.limits[name]
  if (!price || minor === null || included == null) return null
  const paid = Math.floor(minor / Number(price.minorDecimal) + 1e-9)
  return { minor, currency: price.currency, minutes: included + paid }
}

/** Where recordings of an organisation wait; null where they never do: past the plan's minutes others may be paid for. */
export function minutesStopOf(limits: Limits, tenantId: string): number | null {
  if (paidMinuteOf(limits, tenantId) === null) return limits.of(name, 'organisation', tenantId)
  return minutesCapOf(limits, tenantId)?.minutes ?? null
}

/** What people are warned about the end of: an organisation's limit or, past that, its owners' cap. */
export const warnedLimitOf = (limits: Limits, limit: LimitName, tenantId: string): number | null =>
  (limit === name ? minutesCapOf(limits, tenantId)?.minutes : undefined) ??
  limits.of(limit, 'organisation', tenantId)
