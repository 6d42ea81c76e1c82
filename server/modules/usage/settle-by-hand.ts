import { plans } from '../../platform/limits/plans.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { readBilledMonth } from './repo.ts'

/** What a correction came too late for, and the operator has to settle with the provider. */
export interface ByHand {
  /** In UTC, as `2026-11`. */
  month: string
  /** `invoiced`: the invoice of the month is made; `subscription_over`: its last invoice is. */
  reason: 'invoiced' | 'subscription_over'
  /** To be charged; below nought: to be credited. Null where nobody knows what a minute cost then. */
  amount: { minor: number; currency: string } | null
}

/** Null for a correction that the meter is told of, or that is of nothing metered. */
export async function settleByHand(
  tx: TenantTx,
  { id, of, difference }: { id: string; of: string; difference: number },
): Promise<ByHand | null> {
  const billed = await readBilledMonth(tx, { id, of })
  if (!billed || billed.isReported) return null
  const { month, isOver, seconds, planNames } = billed
  const plan = planNames.map(findPlan).find((one) => one?.price?.minuteMinorDecimal)
  const reason = isOver ? 'invoiced' : 'subscription_over'
  const price = plan?.price
  const included = plan?.limits.transcribedMinutesPerMonth ?? null
  if (!price?.minuteMinorDecimal || included === null) return { month, reason, amount: null }
  const paid = (all: number): number => Math.max(0, all - included * 60)
  const changed = paid(seconds) - paid(seconds - difference)
  const minor = priceOf(changed, price.minuteMinorDecimal)
  return { month, reason, amount: { minor, currency: price.currency } }
}

function findPlan(name: string) {
  const [id = '', version] = name.split('@')
  return plans.find(id, Number(version))
}

const decimals = 12

/** Seconds at the price of a minute, in whole minor units, halves away from nought. */
export function priceOf(seconds: number, minuteMinorDecimal: string): number {
  const [whole = '', fraction = ''] = minuteMinorDecimal.split('.')
  const scaled = BigInt(whole + fraction.padEnd(decimals, '0')) * BigInt(Math.abs(seconds))
  const unit = 60n * 10n ** BigInt(decimals)
  const minor = Number((scaled + unit / 2n) / unit)
  return seconds < 0 ? 0 - minor : minor
}
