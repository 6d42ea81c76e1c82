import type { BillingView, OffersView } from '../../../../../server/modules/billing/contract.ts'

/** The plans on offer and what is paid now. */
export interface KnownOffers {
  billing: BillingView
  offers: OffersView
}
