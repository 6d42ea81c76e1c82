import type { Database } from '../../db/client.ts'
import { type TenantTx, withTenant } from '../../db/tenant.ts'
import { audit } from '../../db/audit/audit.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { readLimits } from '../limits/stored-limits.ts'
import { type Plan, plans, type SubscriptionState } from './index.ts'
import { isPaidByCard, lockSubscription, saveSubscription } from './repo.ts'

/** A plan was not changed; the message is for the operator. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused'
}

export interface PlanChange {
  /** `id` for the newest version, or `id@version`. */
  plan?: string
  /** Until when it is paid by invoice. */
  paidUntil?: Date
  trialUntil?: Date
}

/**
 * Changes an organisation's plan, or records a payment for the current one. Running processes apply it within five
 * seconds. Throws `PlanRefused` for an unknown plan, for contradictory options, and for a plan that is paid by card.
 */
export async function changePlan(
  db: Database,
  tenantId: string,
  { plan: asked, paidUntil, trialUntil }: PlanChange,
): Promise<void> {
  if (paidUntil && trialUntil) {
    throw new PlanRefused('A plan is either on trial or paid by invoice; name one of the two.')
  }
  const chosen = asked === undefined ? undefined : findPlan(asked)
  const ctx = systemCtx(tenantId, 'billing', newId())
  await withTenant(db, ctx, async (tx) => {
    await lockSubscription(tx)
    await refuseCardPayer(tx)
    const { subscription: before } = await readLimits(tx)
    const after = merge(before, chosen, paidUntil, trialUntil)
    await saveSubscription(tx, after)
    await audit(tx, ctx, 'plan.changed', tenantId, {
      from: before && `${before.planId}@${before.planVersion}`,
      to: `${after.planId}@${after.planVersion}`,
      paidBy: after.paidBy,
      paidUntil: after.paidUntil?.toISOString() ?? null,
      trialEndsAt: after.trialEndsAt?.toISOString() ?? null,
    })
  })
}

/** Rejects plans paid by card: the provider's next event would undo the change, and the card would still be charged. */
async function refuseCardPayer(tx: TenantTx): Promise<void> {
  if (!(await isPaidByCard(tx))) return
  throw new PlanRefused(
    'This organisation pays for its plan by card. Its owners change it on the page Organisation → Plan; or cancel the subscription at Stripe first, and repeat this once “bun aam billing report” shows the free plan.',
  )
}

function findPlan(text: string): Plan {
  const [, id = '', version] = /^([a-z-]+)(?:@(\d{1,6}))?$/.exec(text) ?? []
  const plan = version === undefined ? plans.newest(id) : plans.find(id, Number(version))
  if (plan) return plan
  throw new PlanRefused(`There is no plan “${text}”; there are ${plans.ids.join(', ')}.`)
}

function merge(
  before: SubscriptionState | null,
  chosen: Plan | undefined,
  paidUntil: Date | undefined,
  trialUntil: Date | undefined,
): SubscriptionState {
  if (!chosen && !before) {
    throw new PlanRefused('This organisation has no plan yet; name one by --plan.')
  }
  const planId = chosen?.id ?? before?.planId ?? ''
  const planVersion = chosen?.version ?? before?.planVersion ?? 1
  const state = { planId, planVersion, trialEndsAt: trialUntil ?? null }
  if (trialUntil) return { ...state, status: 'trialing', paidBy: 'none', paidUntil: null }
  if (paidUntil) return { ...state, status: 'active', paidBy: 'invoice', paidUntil }
  return { ...state, status: 'active', paidBy: 'none', paidUntil: null }
}
