import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Payments, PaymentsRefused } from '../ports.ts'
import { callProvider } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { drainReports, endNow } from './end-now.ts'
import { withPlanHeld } from './plan-hold.ts'
import { findCustomer, type StoredSubscription } from './repo.ts'
import { readState, tryRefresh } from './state.ts'
import { syncBilling } from './sync.ts'

type Deps = Omit<PaymentDeps, 'cursors'>

/**
 * Immediately ends the subscription of an organisation that closes: nobody should pay for what they cannot use. Closes
 * open checkout pages first. Returns whether there was a subscription. Throws `unavailable` while the provider is
 * unreachable or has not counted the reported usage.
 */
export const createSubscriptionEnd =
  (deps: Deps) =>
  async (ctx: Ctx): Promise<boolean> => {
    const { payments } = deps
    if (!payments) return false
    const customerId = await withTenant(deps.db, ctx, findCustomer)
    if (customerId === null) return false
    return callProvider(deps, ctx, async () => {
      await closePages(payments, customerId)
      await syncBilling(deps, ctx)
      return endStoredSubscription({ ...deps, payments }, ctx)
    })
  }

async function closePages(payments: Payments, customerId: string): Promise<void> {
  try {
    await payments.closeCheckouts(customerId)
  } catch (error) {
    if (!(error instanceof PaymentsRefused) || error.code !== 'customer_gone') throw error
  }
}

async function endStoredSubscription(
  deps: Deps & { payments: Payments },
  ctx: Ctx,
): Promise<boolean> {
  const { subscription, externalId } = await withTenant(deps.db, ctx, readState)
  if (externalId === null || !subscription) return false
  await withPlanHeld(deps.db, ctx, async (hold) => {
    await drainReports(deps, ctx)
    await endNow(deps.payments, { subscriptionId: externalId, isCredited: false })
    hold.isMade = true
    await recordEnd(deps, ctx, subscription)
    return tryRefresh(deps, ctx, hold.id)
  })
  return true
}

async function recordEnd(
  deps: Deps,
  ctx: Ctx,
  subscription: Pick<StoredSubscription, 'planId' | 'planVersion'>,
): Promise<void> {
  await withTenant(deps.db, ctx, (tx) =>
    audit(tx, ctx, 'plan.cancelled', ctx.tenantId, {
      plan: `${subscription.planId}@${subscription.planVersion}`,
      until: null,
    }),
  )
}
