import { outside, type TenantTx } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../platform/transaction.ts'
import type { PlanChoice } from '../contract.ts'
import { askProvider, requirePayments } from './ask-provider.ts'
import { withCustomer } from './customer.ts'
import type { PaymentDeps } from './deps.ts'
import { alreadySubscribed, paidByInvoice } from './refusals.ts'
import { readState, refuseMeteredAgain, requireCardPlan } from './state.ts'
import { syncBilling } from './sync.ts'

/**
 * The provider's page where an owner enters a card and subscribes. `home` is where the organisation's pages are. Throws
 * `wrong_state` where there is a subscription already, or the plan's included minutes were granted in this month.
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
    // One that was paid for a moment ago may not have been told of yet.
    await outside(tx, 'sync', () => askProvider(deps, ctx, () => syncBilling(deps, ctx)))
    const { seats, subscription } = await readState(tx)
    await refuseMeteredAgain(tx, plan, subscription)
    const chosen = { planId: id, planVersion, seats }
    const { tenantId, locale } = ctx
    const urls = { successUrl: `${page}?paid=1`, cancelUrl: page }
    const checkout = await outside(tx, 'checkout', () =>
      askProvider(deps, ctx, () =>
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
