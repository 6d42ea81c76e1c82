import type { ReadAddress, ReadText } from './environment.ts'

/** Whom organisations pay by card; null where nobody is paid, and every organisation is self-hosted. */
export interface StripeConfig {
  secretKey: string
  /**
   * Sign what Stripe sends to `/webhooks/stripe`, separated by commas: its endpoints have one each. Null until `aam billing
   * setup` has said them.
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
