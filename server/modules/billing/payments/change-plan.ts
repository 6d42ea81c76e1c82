import { outsideTransaction } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import type { Plan } from '../../../../tenants/plans/index.ts'
import { wasAnswered, withWrite } from '../../../../db/transaction.ts'
import type { PlanSwitch } from '../contract.ts'
import type { Payments } from '../ports.ts'
import { callProvider, requirePayments } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { drainReports } from './end-now.ts'
import { type Hold, withPlanHeld } from './plan-hold.ts'
import {
  hasPlan,
  notCancelled,
  notFromPreview,
  previewTooOld,
  notForSale,
  notSubscribed,
  paymentOverdue,
  shownPriceDiffers,
} from './refusals.ts'
import type { StoredSubscription } from './repo.ts'
import { syncBilling } from './sync.ts'
import { isSamePlan, readState, tryRefresh, requireNotMeteredYet, requirePlan } from './state.ts'

/** How long a shown price is guaranteed. */
const previewMs = 15 * 60_000
/** How far the provider's clock, which dates previews, may be ahead of ours. */
const clockAheadMs = 60_000

/**
 * Changes between paid plans immediately; to the free plan at the end of the paid period. Throws `payment_declined`.
 */
export async function changePlan(
  deps: PaymentDeps,
  ctx: Ctx,
  { planId, prorationDate = null, ...shown }: PlanSwitch,
): Promise<void> {
  authorize(ctx, 'billing:write')
  const payments = requirePayments(deps)
  if (await wasAnswered(deps.db, ctx)) return
  const plan = requirePlan(planId)
  if (plan.payment === 'none') return setCancelled(deps, ctx, true)
  if (plan.payment !== 'card') throw notForSale()
  const shownAt = prorationDate === null ? null : new Date(prorationDate)
  // Checked once: a transaction that is retried after the change must not fail because of the elapsed time.
  if (shownAt) requireFresh(shownAt)
  await callProvider(deps, ctx, () =>
    withPlanHeld(deps.db, ctx, async (hold) => {
      await switchTo({ ...deps, payments }, ctx, hold, plan, { ...shown, at: shownAt })
      return tryRefresh(deps, ctx, hold.id)
    }),
  )
}

function switchTo(
  deps: PaymentDeps & { payments: Payments },
  ctx: Ctx,
  hold: Hold,
  plan: Plan,
  shown: Shown,
): Promise<void> {
  return withWrite(deps.db, ctx, async (tx) => {
    const { subscription, seats } = await readState(tx)
    const { externalId: subscriptionId, ...before } = requireSubscription(subscription)
    if (isSamePlan(before, plan)) throw hasPlan()
    if (before.status === 'past_due') throw paymentOverdue()
    await requireNotMeteredYet(tx, plan, subscription)
    // Usage until now is charged as well, so proration is calculated as of now.
    const prorationDate = before.meteredFrom ? null : shown.at
    const chosen = { planId: plan.id, planVersion: plan.version, seats }
    await outsideTransaction(tx, 'change', () =>
      callProvider(deps, ctx, async () => {
        // Checked only before the change: afterwards it does not matter who has joined meanwhile.
        requireShownPrice(chosen, shown)
        // Leaving the plan creates an invoice immediately, and later reports would be on no invoice.
        if (before.meteredFrom) await drainReports(deps, ctx)
        await deps.payments.changePlan({ subscriptionId, chosen, prorationDate }, newId())
        hold.isMade = true
      }),
    )
    await audit(tx, ctx, 'plan.changed', tx.tenantId, {
      from: `${before.planId}@${before.planVersion}`,
      to: `${plan.id}@${plan.version}`,
      paidBy: 'card',
      seats,
    })
  })
}

/** What the shown price was for, if the caller states it. */
interface Shown extends Pick<PlanSwitch, 'seats' | 'planVersion'> {
  at: Date | null
}

function requireShownPrice(
  chosen: { seats: number; planVersion: number },
  { seats = chosen.seats, planVersion = chosen.planVersion }: Shown,
): void {
  if (seats !== chosen.seats || planVersion !== chosen.planVersion) throw shownPriceDiffers()
}

function requireFresh(shownAt: Date): void {
  const ageMs = Date.now() - shownAt.getTime()
  if (ageMs > previewMs) throw previewTooOld()
  if (ageMs < -clockAheadMs) throw notFromPreview()
}

/** Cancels the subscription at the end of the paid period, or withdraws the cancellation. Idempotent. */
async function setCancelled(deps: PaymentDeps, ctx: Ctx, isCancelled: boolean): Promise<void> {
  const payments = requirePayments(deps)
  await callProvider(deps, ctx, () =>
    withPlanHeld(deps.db, ctx, async (hold) => {
      await requestCancellation({ ...deps, payments }, ctx, hold, isCancelled)
      return tryRefresh(deps, ctx, hold.id)
    }),
  )
}

function requestCancellation(
  deps: PaymentDeps & { payments: Payments },
  ctx: Ctx,
  hold: Hold,
  isCancelled: boolean,
): Promise<void> {
  return withWrite(deps.db, ctx, async (tx) => {
    requireSubscription((await readState(tx)).subscription)
    // The result of an earlier click may not be stored yet.
    await outsideTransaction(tx, 'sync', () =>
      callProvider(deps, ctx, () => syncBilling(deps, ctx, { holdId: hold.id })),
    )
    const { externalId: subscriptionId, ...before } = requireSubscription(
      (await readState(tx)).subscription,
    )
    const wasCancelled = before.cancelsAt !== null
    if (!isCancelled && !wasCancelled) throw notCancelled()
    if (isCancelled === wasCancelled) return
    await outsideTransaction(tx, 'cancellation', () =>
      callProvider(deps, ctx, async () => {
        await deps.payments.setCancellation({ subscriptionId, isCancelled }, newId())
        hold.isMade = true
      }),
    )
    await audit(tx, ctx, isCancelled ? 'plan.cancelled' : 'plan.resumed', tx.tenantId, {
      plan: `${before.planId}@${before.planVersion}`,
      until: before.periodEndsAt?.toISOString() ?? null,
    })
  })
}

/** Withdraws a cancellation while the paid period lasts. Throws `wrong_state`. */
export async function resumePlan(deps: PaymentDeps, ctx: Ctx): Promise<void> {
  authorize(ctx, 'billing:write')
  if (await wasAnswered(deps.db, ctx)) return
  await setCancelled(deps, ctx, false)
}

function requireSubscription(
  subscription: StoredSubscription | null,
): StoredSubscription & { externalId: string } {
  const externalId = subscription?.externalId
  if (!subscription || !externalId) throw notSubscribed()
  return { ...subscription, externalId }
}
