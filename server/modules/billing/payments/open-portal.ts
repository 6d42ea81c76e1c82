import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { callProvider, requirePayments } from './call-provider.ts'
import { withCustomer } from './customer.ts'
import type { PaymentDeps } from './deps.ts'

/** The provider's page for cards, addresses, tax ids and invoices. */
export async function openPortal(
  deps: PaymentDeps,
  ctx: Ctx,
  home: string,
): Promise<{ url: string }> {
  authorize(ctx, 'billing:write')
  const payments = requirePayments(deps)
  const returnUrl = `${home}/organisation/plan`
  return callProvider(deps, ctx, () =>
    withCustomer({ ...deps, payments }, ctx, (customerId) =>
      payments.openPortal({ customerId, locale: ctx.locale, returnUrl }),
    ),
  )
}
