import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { PaymentsRefused } from '../ports.ts'
import { askProvider } from './ask-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { readState, refreshQuietly } from './state.ts'

/**
 * Ends the subscription of an organisation that closes, at once: nobody should pay for what they cannot enter. True where
 * there was one. Throws `unavailable` while the provider cannot be asked.
 */
export const createSubscriptionEnd =
  (deps: Omit<PaymentDeps, 'cursors'>) =>
  async (ctx: Ctx): Promise<boolean> => {
    const { payments } = deps
    const { externalId, subscription } = await withTenant(deps.db, ctx, readState)
    if (!payments || externalId === null || !subscription) return false
    await askProvider(deps, ctx, async () => {
      try {
        const end = { subscriptionId: externalId, isCredited: false }
        await payments.endNow(end, `end/${externalId}`)
      } catch (error) {
        const isOver = error instanceof PaymentsRefused && error.code === 'gone'
        if (!isOver) throw error
      }
    })
    await withTenant(deps.db, ctx, (tx) =>
      audit(tx, ctx, 'plan.cancelled', ctx.tenantId, {
        plan: `${subscription.planId}@${subscription.planVersion}`,
        until: null,
      }),
    )
    await refreshQuietly(deps, ctx)
    return true
  }
