import type Stripe from 'stripe'
import type { SetUpChange } from '../../../modules/billing/ports.ts'
import { findPortal, portalMark } from '../portal.ts'
import type { SetUpClient } from './client.ts'

/** Plans are changed and cancelled on our own pages, which show what no longer fits. */
const features = {
  payment_method_update: { enabled: true },
  invoice_history: { enabled: true },
  customer_update: { enabled: true, allowed_updates: ['address', 'email', 'name', 'tax_id'] },
  subscription_cancel: { enabled: false },
  subscription_update: { enabled: false },
} satisfies Stripe.BillingPortal.ConfigurationCreateParams.Features

export async function setUpPortal(
  client: SetUpClient,
  returnUrl: string | null,
): Promise<SetUpChange> {
  const { sdk, call, keyOf } = client
  const what = 'portal configuration'
  const found = await findPortal(client)
  const wanted = { features, ...(returnUrl === null ? {} : { default_return_url: returnUrl }) }
  if (!found) {
    const made = await call('billingPortal.configurations.create', () =>
      sdk.billingPortal.configurations.create({ ...wanted, metadata: portalMark }, keyOf('portal')),
    )
    return { what, did: 'made', id: made.id }
  }
  if (isAsWanted(found, returnUrl)) return { what, did: 'kept', id: found.id }
  await call('billingPortal.configurations.update', () =>
    sdk.billingPortal.configurations.update(found.id, wanted, keyOf('portal')),
  )
  return { what, did: 'changed', id: found.id }
}

function isAsWanted(
  { features: has, default_return_url: url }: Stripe.BillingPortal.Configuration,
  returnUrl: string | null,
): boolean {
  const updates = [...(has.customer_update.allowed_updates ?? [])].sort().join()
  return (
    has.payment_method_update.enabled &&
    has.invoice_history.enabled &&
    has.customer_update.enabled &&
    updates === features.customer_update.allowed_updates.join() &&
    !has.subscription_cancel.enabled &&
    !has.subscription_update.enabled &&
    (returnUrl === null || url === returnUrl)
  )
}
