import { outside } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import type { Plan } from '../../../platform/limits/plans.ts'
import { wasAnswered, withWrite } from '../../../platform/transaction.ts'
import type { PlanSwitch } from '../contract.ts'
import type { Payments } from '../ports.ts'
import { askProvider, requirePayments } from './ask-provider.ts'
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
  shownOtherwise,
} from './refusals.ts'
import type { StoredSubscription } from './repo.ts'
import { syncBilling } from './sync.ts'
import { isSamePlan, readState, refreshQuietly, refuseMeteredAgain, requirePlan } from './state.ts'

/** So long the price that was shown is the one that is charged. */
const previewMs = 15 * 60_000
/** So far the provider's clock, which a preview's moment is of, may be ahead of ours. */
const clockAheadMs = 60_000

/** Changes between paid plans at once; to the free one when what is paid for is over. Throws `payment_declined`. */
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
  // Asked once: a transaction that begins again after the change must not find that it took too long.
  if (shownAt) requireFresh(shownAt)
  await askProvider(deps, ctx, () =>
    withPlanHeld(deps.db, ctx, async (hold) => {
      await switchTo({ ...deps, payments }, ctx, hold, plan, { ...shown, at: shownAt })
      return refreshQuietly(deps, ctx, hold.id)
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
    await refuseMeteredAgain(tx, plan, subscription)
    // What was used until now is charged as well, so that it is reckoned up for now.
    const prorationDate = before.meteredFrom ? null : shown.at
    const chosen = { planId: plan.id, planVersion: plan.version, seats }
    await outside(tx, 'change', () =>
      askProvider(deps, ctx, async () => {
        // Only before the change: afterwards it does not matter who has joined meanwhile.
        requireAsShown(chosen, shown)
        // Leaving it makes an invoice at once, and what the meter is told later is on none.
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

/** What a price was shown for, as far as whoever changes the plan says so. */
interface Shown extends Pick<PlanSwitch, 'seats' | 'planVersion'> {
  at: Date | null
}

function requireAsShown(
  chosen: { seats: number; planVersion: number },
  { seats = chosen.seats, planVersion = chosen.planVersion }: Shown,
): void {
  if (seats !== chosen.seats || planVersion !== chosen.planVersion) throw shownOtherwise()
}

function requireFresh(shownAt: Date): void {
  const ageMs = Date.now() - shownAt.getTime()
  if (ageMs > previewMs) throw previewTooOld()
  if (ageMs < -clockAheadMs) throw notFromPreview()
}

/** Cancels the subscription at the end of what is paid for, or takes that back. Done already, it changes nothing. */
async function setCancelled(deps: PaymentDeps, ctx: Ctx, isCancelled: boolean): Promise<void> {
  const payments = requirePayments(deps)
  await askProvider(deps, ctx, () =>
    withPlanHeld(deps.db, ctx, async (hold) => {
      await askCancellation({ ...deps, payments }, ctx, hold, isCancelled)
      return refreshQuietly(deps, ctx, hold.id)
    }),
  )
}

function askCancellation(
  deps: PaymentDeps & { payments: Payments },
  ctx: Ctx,
  hold: Hold,
  isCancelled: boolean,
): Promise<void> {
  return withWrite(deps.db, ctx, async (tx) => {
    requireSubscription((await readState(tx)).subscription)
    // What came of an earlier click may not be stored yet.
    await outside(tx, 'sync', () =>
      askProvider(deps, ctx, () => syncBilling(deps, ctx, { holdId: hold.id })),
    )
    const { externalId: subscriptionId, ...before } = requireSubscription(
      (await readState(tx)).subscription,
    )
    const wasCancelled = before.cancelsAt !== null
    if (!isCancelled && !wasCancelled) throw notCancelled()
    if (isCancelled === wasCancelled) return
    await outside(tx, 'cancellation', () =>
      askProvider(deps, ctx, async () => {
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

/** Takes a cancellation back, as long as what is paid for is not over. Throws `wrong_state`. */
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
