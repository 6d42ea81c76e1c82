import { outsideTransaction, type TenantTx } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { PlanChoice } from '../contract.ts'
import { callProvider, requirePayments } from './call-provider.ts'
import { withCustomer } from './customer.ts'
import type { PaymentDeps } from './deps.ts'
import { alreadySubscribed, paidByInvoice } from './refusals.ts'
import { readState, requireNotMeteredYet, requireCardPlan } from './state.ts'
import { syncBilling } from './sync.ts'

/**
 * Opens the provider's page where an owner enters a card and subscribes. `home` is the URL of the organisation's pages.
 * Throws `wrong_state` if there is a subscription, or if the plan's included minutes were already granted this month.
 */
export async function openCheckout(
  deps: PaymentDeps,
  ctx: Ctx,
  { planId, home }: PlanChoice & { home: string },
): Promise<{ url: string }> {
  authorize(ctx, 'billing:write')
  const payments = requirePayments(deps)
  const plan = requireCardPlan(planId)
  const { id, version: planVersion } = plan
  const page = `${home}/organisation/plan`
  return withWrite(deps.db, ctx, async (tx) => {
    await requireNoSubscription(tx)
    // A subscription paid a moment ago may not be stored yet.
    await outsideTransaction(tx, 'sync', () =>
      callProvider(deps, ctx, () => syncBilling(deps, ctx)),
    )
    const { seats, subscription } = await readState(tx)
    await requireNotMeteredYet(tx, plan, subscription)
    const chosen = { planId: id, planVersion, seats }
    const { tenantId, locale } = ctx
    const urls = { successUrl: `${page}?paid=1`, cancelUrl: page }
    const checkout = await outsideTransaction(tx, 'checkout', () =>
      callProvider(deps, ctx, () =>
        withCustomer({ ...deps, payments }, ctx, (customerId) =>
          payments.openCheckout({ customerId, tenantId, chosen, locale, ...urls }, newId()),
        ),
      ),
    )
    await audit(tx, ctx, 'plan.checkout', tenantId, { plan: `${id}@${planVersion}`, seats })
    return checkout
  })
}

async function requireNoSubscription(tx: TenantTx): Promise<void> {
  const { subscription, externalId } = await readState(tx)
  if (externalId !== null) throw alreadySubscribed()
  if (subscription?.paidBy === 'invoice') throw paidByInvoice()
}
