import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { BillingView } from '../contract.ts'
import { readBilling } from '../read-billing.ts'
import { callProvider } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { PlanHeld } from './plan-hold.ts'
import { syncBilling } from './sync.ts'

/** A plan change in progress fetches the state itself. */
function ignorePlanHeld(error: unknown): void {
  if (!(error instanceof PlanHeld)) throw error
}

/** Fetches the subscription state, so that a person returning from the payment page need not wait for the webhook. */
export async function refreshBilling(deps: PaymentDeps, ctx: Ctx): Promise<BillingView> {
  authorize(ctx, 'billing:write')
  await callProvider(deps, ctx, () => syncBilling(deps, ctx).catch(ignorePlanHeld))
  return readBilling(deps, ctx)
}
