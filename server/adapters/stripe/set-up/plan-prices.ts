import type Stripe from 'stripe'
import type { PricedPlan } from '../../../modules/billing/ports.ts'
import { lookupKey, type PlanPart } from '../lookup-key.ts'

/** A price as Stripe must have it. */
export interface WantedPrice {
  lookupKey: string
  part: PlanPart
  currency: string
  isNewest: boolean
  /** A seat for a month, in minor units. */
  unitAmount: number | null
  /** Seconds up to a bound, the first ones free. */
  tiers: { upTo: number | null; unitAmountDecimal: string }[] | null
}

/** The prices of one version of a plan. */
export function wantedPrices(plan: PricedPlan): WantedPrice[] {
  const named = (part: PlanPart) => ({
    lookupKey: lookupKey({ planId: plan.id, planVersion: plan.version, part }),
    part,
    currency: plan.currency,
    isNewest: plan.isNewest,
  })
  const seat = { ...named('seat'), unitAmount: plan.seatMonthMinor, tiers: null }
  if (!plan.minutes) return [seat]
  const { included, minorDecimal } = plan.minutes
  const beyond = { upTo: null, unitAmountDecimal: perSecond(minorDecimal) }
  const free = { upTo: included * 60, unitAmountDecimal: '0' }
  const tiers = included === 0 ? [beyond] : [free, beyond]
  return [seat, { ...named('minute'), unitAmount: null, tiers }]
}

const decimals = 12

/** The exact sixtieth of a decimal: plans whose price has none are refused when they are loaded. */
export function perSecond(minuteMinorDecimal: string): string {
  const scaled = scale(minuteMinorDecimal)
  if (scaled % 60n !== 0n) throw new Error(`${minuteMinorDecimal} cannot be divided into seconds`)
  const digits = String(scaled / 60n).padStart(decimals + 1, '0')
  const fraction = digits.slice(-decimals).replace(/0+$/, '')
  return digits.slice(0, -decimals) + (fraction && `.${fraction}`)
}

function scale(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.')
  return BigInt(whole + fraction.padEnd(decimals, '0'))
}

/** Whether a price at Stripe belongs to the plan's product and has the plan's amounts. */
export function isAsWanted(
  price: Stripe.Price,
  wanted: WantedPrice,
  { product, meterId }: { product: string; meterId: string },
): boolean {
  if (productOf(price) !== product) return false
  if (price.currency !== wanted.currency || price.recurring?.interval !== 'month') return false
  if (price.recurring.interval_count !== 1) return false
  if (!wanted.tiers)
    return price.recurring.usage_type === 'licensed' && price.unit_amount === wanted.unitAmount
  if (price.recurring.usage_type !== 'metered' || price.recurring.meter !== meterId) return false
  const tiers = price.tiers ?? []
  return (
    price.tiers_mode === 'graduated' &&
    tiers.length === wanted.tiers.length &&
    wanted.tiers.every(({ upTo, unitAmountDecimal }, at) => {
      const tier = tiers[at]
      const amount = String(tier?.unit_amount_decimal ?? '0')
      const isFlat = scale(String(tier?.flat_amount_decimal ?? '0')) !== 0n
      return !isFlat && tier?.up_to === upTo && scale(amount) === scale(unitAmountDecimal)
    })
  )
}

export const productOf = ({ product }: Stripe.Price): string =>
  typeof product === 'string' ? product : product.id
