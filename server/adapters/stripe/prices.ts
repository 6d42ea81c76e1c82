import type Stripe from 'stripe'
import { type ChosenPlan, PaymentsRefused } from '../../modules/billing/ports.ts'
import { dropOldest } from '../../platform/drop-oldest.ts'
import type { StripeClient } from './client.ts'
import { type PlanPart, lookupKey, readPrice } from './lookup-key.ts'

/** The prices of a plan at Stripe; `minute` when minutes beyond the included ones are charged. */
export type PlanPrices = { seat: Stripe.Price } & { minute?: Stripe.Price }

export interface PriceBook {
  /** Throws PaymentsRefused `not_set_up` until `aam billing setup` has created them. */
  pricesOf(chosen: Pick<ChosenPlan, 'planId' | 'planVersion'>): Promise<PlanPrices>
  /** What a price is for; null when it is not ours. */
  partOf(priceId: string): Promise<PlanPart | null>
}

const keptAtMost = 1_000

/** The purpose of a price never changes, so each is requested once. */
export function createPriceBook({ sdk, call }: StripeClient): PriceBook {
  const parts = new Map<string, PlanPart | null>()
  return {
    async pricesOf({ planId, planVersion }) {
      const name = `${planId}@${planVersion}`
      const keys = (['seat', 'minute'] as const).map((part) =>
        lookupKey({ planId, planVersion, part }),
      )
      const { data } = await call('prices.list', () =>
        sdk.prices.list({ lookup_keys: keys, active: true }),
      )
      const [seat, minute] = keys.map((key) => data.find((one) => one.lookup_key === key))
      if (!seat) throw new PaymentsRefused(`no price for ${name}`, 'not_set_up')
      return { seat, ...(minute ? { minute } : {}) }
    },
    async partOf(priceId) {
      const kept = parts.get(priceId)
      if (kept !== undefined) return kept
      const price = await call('prices.retrieve', () => sdk.prices.retrieve(priceId))
      const part = readPrice(price)?.part ?? null
      dropOldest(parts, keptAtMost)
      parts.set(priceId, part)
      return part
    },
  }
}
