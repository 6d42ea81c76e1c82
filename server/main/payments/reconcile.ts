import { listBillingCustomers, listTenants } from '../../../db/lookup.ts'
import { monthSpan, recentMonths } from '../../modules/billing/index.ts'
import type { ProcessServices } from '../services.ts'
import { type Reconciled, reconcileAll } from './maintenance.ts'

export type ReconciledLine = { tenant: string } & Pick<Reconciled, 'check' | 'fault'>

/** Compares ledger and meter of one organisation, or of all customers of the provider. */
export async function reconcileBySlug(
  services: Pick<ProcessServices, 'db' | 'payments' | 'log'>,
  { slug, month }: { slug: string | undefined; month: string | undefined },
): Promise<ReconciledLine[]> {
  const customers = new Set(await listBillingCustomers(services.db))
  const chosen = (await listTenants(services.db)).filter(
    (one) => customers.has(one.id) && (slug === undefined || one.slug === slug),
  )
  const slugs = new Map(chosen.map((one) => [one.id, one.slug]))
  const span = month === undefined ? recentMonths() : monthSpan(month)
  const done = await reconcileAll(services, [...slugs.keys()], span)
  return done.map(({ tenantId, check, fault }) => ({
    tenant: slugs.get(tenantId) ?? tenantId,
    check,
    fault,
  }))
}
