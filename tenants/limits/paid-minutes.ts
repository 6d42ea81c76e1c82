import type { LimitName } from './limit-list.ts'
import type { Limits } from './stored-limits.ts'

const name = 'transcribedMinutesPerMonth'

export interface MinutePrice {
  /** Minor units of the currency as a decimal: `3.6` cents. */
  minorDecimal: string
  currency: string
}

/**
 * The price of a transcribed minute beyond the plan's; null when recordings wait instead. They also wait when the
 * operator has set a limit for the organisation, or when the plan has lapsed.
 */
export function paidMinuteOf(limits: Limits, tenantId: string): MinutePrice | null {
  const { subscription, lapsed, plan } = limits
  const minorDecimal = plan.price?.minuteMinorDecimal
  if (!subscription?.meteredFrom || lapsed || !plan.price || !minorDecimal) return null
  if (limits.overrideOf(name, tenantId)) return null
  return { minorDecimal, currency: plan.price.currency }
}

/** The owners' monthly cap on the cost of minutes beyond the plan's. */
export interface MinutesCap {
  minor: number
  currency: string
  /** Minutes per month, including the plan's, after which recordings wait, so that the cost never exceeds the cap. */
  minutes: number
}

/** Null without a cap, or when it does not apply. */
export function minutesCapOf(limits: Limits, tenantId: string): MinutesCap | null {
  const price = paidMinuteOf(limits, tenantId)
  const minor = limits.subscription?.minutesCapMinor ?? null
  const included = limits.plan.limits[name]
  if (!price || minor === null || included == null) return null
  const paid = Math.floor(minor / Number(price.minorDecimal) + 1e-9)
  return { minor, currency: price.currency, minutes: included + paid }
}

/**
 * Minutes after which an organisation's recordings wait; null when they never do, e.g. with paid minutes and no cap.
 */
export function minutesLimitOf(limits: Limits, tenantId: string): number | null {
  if (paidMinuteOf(limits, tenantId) === null) return limits.of(name, 'organisation', tenantId)
  return minutesCapOf(limits, tenantId)?.minutes ?? null
}

/** The limit that warnings refer to: the owners' cap on minutes if there is one, else the organisation's limit. */
export const warnedLimitOf = (limits: Limits, limit: LimitName, tenantId: string): number | null =>
  (limit === name ? minutesCapOf(limits, tenantId)?.minutes : undefined) ??
  limits.of(limit, 'organisation', tenantId)
