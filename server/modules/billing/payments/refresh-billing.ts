import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { BillingView } from '../contract.ts'
import { readBilling } from '../read-billing.ts'
import { askProvider } from './ask-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { PlanHeld } from './plan-hold.ts'
import { syncBilling } from './sync.ts'

/** Whoever changes the plan fetches it afterwards. */
function exceptHeld(error: unknown): void {
  if (!(error instanceof PlanHeld)) throw error
}

/** Fetches how the subscription stands: who comes back from the payment page need not wait for the provider's word. */
export async function refreshBilling(deps: PaymentDeps, ctx: Ctx): Promise<BillingView> {
  authorize(ctx, 'billing:write')
  await askProvider(deps, ctx, () => syncBilling(deps, ctx).catch(exceptHeld))
  return readBilling(deps, ctx)
}
