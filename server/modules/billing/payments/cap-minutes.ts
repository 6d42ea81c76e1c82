import { enqueue } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { paidMinuteOf } from '../../../../tenants/limits/paid-minutes.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { MinutesCapChoice } from '../contract.ts'
import { deleteWarnings } from '../repo.ts'
import type { PaymentDeps } from './deps.ts'
import { nothingToCap } from './refusals.ts'
import { lockPlan, saveMinutesCap } from './repo.ts'

/**
 * Caps the monthly cost of minutes beyond the plan: at the cap, recordings wait until the month ends or the cap is
 * raised. Throws `wrong_state` if minutes are not paid for.
 */
export async function capMinutes(
  { db }: Pick<PaymentDeps, 'db'>,
  ctx: Ctx,
  { minor }: MinutesCapChoice,
): Promise<void> {
  authorize(ctx, 'billing:write')
  await withWrite(db, ctx, async (tx) => {
    await lockPlan(tx)
    const limits = await readLimits(tx)
    const price = paidMinuteOf(limits, tx.tenantId)
    if (!price) throw nothingToCap()
    const before = limits.subscription?.minutesCapMinor ?? null
    if (before === minor) return
    await saveMinutesCap(tx, minor)
    // Owners are warned again, because 80 % is now a different amount.
    await deleteWarnings(tx, 'transcribedMinutesPerMonth')
    await enqueue(tx, 'limit.warn', { organisationId: tx.tenantId })
    await audit(tx, ctx, 'plan.capped', tx.tenantId, {
      from: before,
      to: minor,
      currency: price.currency,
    })
  })
}
