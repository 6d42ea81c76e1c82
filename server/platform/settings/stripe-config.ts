import type { ReadAddress, ReadText } from './environment.ts'

/** Card payments by Stripe; without them (null), every organisation is on the self-hosted plan. */
export interface StripeConfig {
  secretKey: string
  /**
   * Signing secrets of Stripe's webhooks to `/webhooks/stripe`, one per endpoint, separated by commas. Null until they
   * are known from `aam billing setup`.
   */
  webhookSecret: string | null
  /** Another server that speaks Stripe's API; null for Stripe itself. */
  apiBase: string | null
}

export function readStripe(
  text: ReadText,
  address: ReadAddress,
  faults: string[],
): StripeConfig | null {
  const secretKey = text('STRIPE_SECRET_KEY')
  const webhookSecret = text('STRIPE_WEBHOOK_SECRET')
  const apiBase = address('STRIPE_API_BASE', ['http', 'https'])
  if (secretKey === null) {
    if (webhookSecret !== null)
      faults.push('STRIPE_WEBHOOK_SECRET is of no use without STRIPE_SECRET_KEY')
    return null
  }
  return { secretKey, webhookSecret, apiBase }
}
