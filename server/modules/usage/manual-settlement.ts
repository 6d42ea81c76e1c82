import { plans } from '../../../tenants/plans/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { readBilledMonth } from './repo.ts'

/** What a correction came too late for; the operator must settle it with the provider. */
export interface ManualSettlement {
  /** In UTC, as `2026-11`. */
  month: string
  /** `invoiced`: the month's invoice exists; `subscription_over`: the subscription's last invoice exists. */
  reason: 'invoiced' | 'subscription_over'
  /** To charge; a negative amount is to credit. Null if the minute price of that time is unknown. */
  amount: { minor: number; currency: string } | null
}

/** Null if the correction is reported to the meter or concerns nothing metered. */
export async function computeManualSettlement(
  tx: TenantTx,
  { id, of, difference }: { id: string; of: string; difference: number },
): Promise<ManualSettlement | null> {
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

/** The price of seconds in whole minor units, rounded half away from zero. */
export function priceOf(seconds: number, minuteMinorDecimal: string): number {
  const [whole = '', fraction = ''] = minuteMinorDecimal.split('.')
  const scaled = BigInt(whole + fraction.padEnd(decimals, '0')) * BigInt(Math.abs(seconds))
  const unit = 60n * 10n ** BigInt(decimals)
  const minor = Number((scaled + unit / 2n) / unit)
  return seconds < 0 ? 0 - minor : minor
}
