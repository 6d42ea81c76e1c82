import type Stripe from 'stripe'

/** The part of a plan that a price at Stripe is for. */
export type PlanPart = 'seat' | 'minute'

export interface PricedPart {
  planId: string
  planVersion: number
  part: PlanPart
}

/** The lookup key of a price at Stripe; see `aam billing setup`. */
export const lookupKey = ({ planId, planVersion, part }: PricedPart): string =>
  `aam_${planId}_v${planVersion}_${part}`

/** Metadata that says what a price is for after its lookup key was transferred to another one. */
export const priceMark = 'aam_price'

/** What a price is for; null when it is not ours. */
export const readPrice = ({
  lookup_key: name,
  metadata,
}: Pick<Stripe.Price, 'lookup_key' | 'metadata'>): PricedPart | null =>
  readLookupKey(name ?? metadata[priceMark] ?? null)

/** Null for a key that is not ours. */
export function readLookupKey(text: string | null): PricedPart | null {
  const [, planId = '', version, part] =
    /^aam_([a-z][a-z-]{1,30})_v([1-9]\d{0,5})_(seat|minute)$/.exec(text ?? '') ?? []
  if (version === undefined) return null
  return { planId, planVersion: Number(version), part: part as PlanPart }
}
