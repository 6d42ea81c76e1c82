import { createRoot, createSignal } from 'solid-js'
import type { BillingView } from '../../../server/modules/billing/contract.ts'
import { readBilling } from '../../api/billing.ts'
import { me } from '../../lib/session.ts'

const [known, setKnown] = createRoot(() =>
  createSignal<{ userId: string | undefined; billing: BillingView }>(),
)

/** What the signed-in person read last; undefined before. */
export function knownBilling(): BillingView | undefined {
  const found = known()
  return found && found.userId === me()?.user.id ? found.billing : undefined
}

/** Reads billing and updates everything that shows it. */
export async function loadBilling(): Promise<BillingView> {
  const userId = me()?.user.id
  const billing = await readBilling()
  setKnown({ userId, billing })
  return billing
}
