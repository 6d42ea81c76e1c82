import type Stripe from 'stripe'
import type { StripeClient } from './client.ts'

/** Tells our configuration of the portal from others of the account. */
export const portalMark = { aam: 'portal' }

/** Null where `aam billing setup` has not made it: then the account's own default holds. */
export const findPortal = ({
  sdk,
  call,
}: StripeClient): Promise<Stripe.BillingPortal.Configuration | null> =>
  call('billingPortal.configurations.list', async () => {
    const all = sdk.billingPortal.configurations.list({ active: true, limit: 100 })
    for await (const one of all) if (one.metadata?.aam === portalMark.aam) return one
    return null
  })
