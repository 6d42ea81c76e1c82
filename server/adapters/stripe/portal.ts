import type Stripe from 'stripe'
import type { StripeClient } from './client.ts'

/** Distinguishes our portal configuration from others of the account. */
export const portalMark = { aam: 'portal' }

/** Null until `aam billing setup` has created it: the account's default applies. */
export const findPortal = ({
  sdk,
  call,
}: StripeClient): Promise<Stripe.BillingPortal.Configuration | null> =>
  call('billingPortal.configurations.list', async () => {
    const all = sdk.billingPortal.configurations.list({ active: true, limit: 100 })
    for await (const one of all) if (one.metadata?.aam === portalMark.aam) return one
    return null
  })
