import type { Invoice } from '../wire/types.ts'
import type { World } from '../world.ts'

/** Waits the hour that Stripe leaves a renewal as a draft. */
export function finalizeLater(world: World, invoice: Invoice): void {
  const at = invoice.automatically_finalizes_at
  if (at === null) return
  world.clockOf(invoice.customer).at(at, () => {
    if (invoice.status === 'draft' && invoice.auto_advance) world.collectDraft(invoice)
  })
}
