import type { Static } from '@sinclair/typebox'
import type {
  BillingView,
  InvoicesPage,
  InvoiceView,
  OffersView,
  PlanPreview,
  ProviderPage,
} from '../../server/modules/billing/contract.ts'
import { request, withQuery } from '../lib/api.ts'

export type Invoice = Static<typeof InvoiceView>
type Page = Static<typeof ProviderPage>

export const readBilling = (): Promise<BillingView> => request('GET', '/billing')

export const readOffers = (): Promise<OffersView> => request('GET', '/billing/offers')

export const previewPlan = (planId: string): Promise<PlanPreview> =>
  request('POST', '/billing/preview', { body: { planId } })

export const openCheckout = (planId: string): Promise<Page> =>
  request('POST', '/billing/checkout', { body: { planId } })

export const openPortal = (): Promise<Page> => request('POST', '/billing/portal')

/** Sends what the preview was calculated for; the server changes nothing where that is outdated. */
export const changePlan = (
  planId: string,
  { prorationDate, seats, planVersion }: PlanPreview,
): Promise<void> =>
  request('POST', '/billing/plan', { body: { planId, prorationDate, seats, planVersion } })

/** In minor units for a month; null removes the cap. */
export const capMinutes = (minor: number | null): Promise<void> =>
  request('PUT', '/billing/minutes-cap', { body: { minor } })

export const keepPlan = (): Promise<void> => request('POST', '/billing/resume')

/** Has the server read the provider's state, after somebody was on its page. */
export const refreshBilling = (): Promise<void> => request('POST', '/billing/refresh')

export const listInvoices = (cursor?: string): Promise<Static<typeof InvoicesPage>> =>
  request('GET', withQuery('/billing/invoices', { cursor }))
