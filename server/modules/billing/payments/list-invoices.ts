import type { Static } from '@sinclair/typebox'
import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { readCursor } from '../../../platform/cursors.ts'
import type { InvoicesPage } from '../contract.ts'
import { PaymentsRefused } from '../ports.ts'
import { readFromProvider } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { toInvoiceView } from './invoice-view.ts'
import { findCustomer } from './repo.ts'

type Invoices = Static<typeof InvoicesPage>
const none: Invoices = { data: [], nextCursor: null, hasMore: false }

/** The organisation's invoices from the provider, newest first. */
export async function listInvoices(
  deps: PaymentDeps,
  ctx: Ctx,
  cursor: string | undefined,
): Promise<Invoices> {
  authorize(ctx, 'billing:read')
  const list = `invoices/${ctx.tenantId}`
  const [after = null] = readCursor(deps.cursors, list, cursor) ?? []
  const customerId = await withTenant(deps.db, ctx, findCustomer)
  const { payments } = deps
  if (!payments || customerId === null) return none
  const { invoices, hasMore } = await readFromProvider(async () => {
    try {
      return await payments.listInvoices(customerId, after)
    } catch (error) {
      const isGone = error instanceof PaymentsRefused && error.code === 'customer_gone'
      if (isGone) return { invoices: [], hasMore: false }
      throw error
    }
  })
  const last = hasMore ? invoices.at(-1) : undefined
  return {
    data: invoices.map(toInvoiceView),
    nextCursor: last ? deps.cursors.sign(list, [last.id]) : null,
    hasMore: last !== undefined,
  }
}
