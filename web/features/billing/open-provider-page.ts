import { openPortal } from '../../api/billing.ts'

/**
 * Leaves for a page of the payment provider. It settles only where the browser brings this page back as it was: until then
 * whoever waits for it stays busy, so that a second click changes nothing.
 */
function leaveFor(url: string): Promise<void> {
  location.assign(url)
  return new Promise((resolve) => {
    window.addEventListener('pageshow', ({ persisted }) => persisted && resolve())
  })
}

/** Opens the provider's page that a request returns. */
export const openProviderPage = async (ask: () => Promise<{ url: string }>): Promise<void> =>
  leaveFor((await ask()).url)

/** Opens the provider's page for cards and invoices, which leads back here. */
export const openPaymentPortal = (): Promise<void> => openProviderPage(openPortal)
