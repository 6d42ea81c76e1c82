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
