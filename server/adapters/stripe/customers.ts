import { type Payments, PaymentsRefused } from '../../modules/billing/ports.ts'
import type { StripeClient } from './client.ts'
import { findPortal } from './portal.ts'

type Customers = Pick<Payments, 'createCustomer' | 'openPortal'>

export function createCustomers(client: StripeClient): Customers {
  const { sdk, call } = client
  let portal: string | undefined
  return {
    async createCustomer({ tenantId, name, email, locale }, key) {
      // Parameters under one key must not change, but names do: concurrent requests would then not get the same
      // customer.
      const made = { metadata: { aam_organisation: tenantId } }
      const { id } = await call('customers.create', (keyed) =>
        sdk.customers.create(made, keyed(key)),
      )
      const about = { name, ...(email ? { email } : {}), preferred_locales: [locale] }
      await call('customers.update', () => sdk.customers.update(id, about))
      return id
    },
    async openPortal({ customerId, locale, returnUrl }) {
      const open = async (): Promise<{ url: string }> => {
        portal ??= (await findPortal(client))?.id
        const visit = {
          customer: customerId,
          locale,
          return_url: returnUrl,
          ...(portal === undefined ? {} : { configuration: portal }),
        }
        const { url } = await call('billingPortal.sessions.create', () =>
          sdk.billingPortal.sessions.create(visit),
        )
        return { url }
      }
      try {
        return await open()
      } catch (error) {
        // The remembered configuration may have been replaced.
        if (!(error instanceof PaymentsRefused) || error.code !== 'gone') throw error
        portal = undefined
        return open()
      }
    },
  }
}
