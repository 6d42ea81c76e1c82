import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Payments, PaymentsRefused } from '../ports.ts'
import { askProvider } from './ask-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { drainReports, endNow } from './end-now.ts'
import { withPlanHeld } from './plan-hold.ts'
import { findCustomer, type StoredSubscription } from './repo.ts'
import { readState, refreshQuietly } from './state.ts'
import { syncBilling } from './sync.ts'

type Deps = Omit<PaymentDeps, 'cursors'>

/**
 * Ends the subscription of an organisation that closes, at once: nobody should pay for what they cannot enter. Pages where
 * somebody could still subscribe end first. True where there was a subscription. Throws `unavailable` while the provider
 * cannot be asked, or has yet to be told what was used.
 */
export const createSubscriptionEnd =
  (deps: Deps) =>
  async (ctx: Ctx): Promise<boolean> => {
    const { payments } = deps
    if (!payments) return false
    const customerId = await withTenant(deps.db, ctx, findCustomer)
    if (customerId === null) return false
    return askProvider(deps, ctx, async () => {
      await closePages(payments, customerId)
      await syncBilling(deps, ctx)
      return endStored({ ...deps, payments }, ctx)
    })
  }

async function closePages(payments: Payments, customerId: string): Promise<void> {
  try {
    await payments.closeCheckouts(customerId)
  } catch (error) {
    if (!(error instanceof PaymentsRefused) || error.code !== 'customer_gone') throw error
  }
}

async function endStored(deps: Deps & { payments: Payments }, ctx: Ctx): Promise<boolean> {
  const { subscription, externalId } = await withTenant(deps.db, ctx, readState)
  if (externalId === null || !subscription) return false
  await withPlanHeld(deps.db, ctx, async (hold) => {
    await drainReports(deps, ctx)
    await endNow(deps.payments, { subscriptionId: externalId, isCredited: false })
    hold.isMade = true
    await noteEnd(deps, ctx, subscription)
    return refreshQuietly(deps, ctx, hold.id)
  })
  return true
}

async function noteEnd(
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
