import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { limitNames, limitOf } from '../../../../tenants/limits/limit-list.ts'
import { type Plan, plans } from '../../../../tenants/plans/index.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import { readCurrentUsage } from '../../../../tenants/limits/current-usage.ts'
import type { PlanChoice, PlanPreview } from '../contract.ts'
import { type ExternalPreview, type Payments, PaymentsRefused } from '../ports.ts'
import { readFromProvider, requirePayments } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { toLineView } from './invoice-view.ts'
import { hasPlan, notForSale, paidByInvoice } from './refusals.ts'
import { findCustomer } from './repo.ts'
import {
  type BillingState,
  isSamePlan,
  readState,
  requireNotMeteredYet,
  requirePlan,
} from './state.ts'

/** Shows what another plan costs from now on and which usage exceeds its limits. Changes nothing. */
export async function previewPlan(
  deps: PaymentDeps,
  ctx: Ctx,
  { planId }: PlanChoice,
): Promise<PlanPreview> {
  authorize(ctx, 'billing:read')
  const payments = requirePayments(deps)
  const plan = requirePlan(planId)
  const now = await withTenant(deps.db, ctx, async (tx) => ({
    state: await readUnlessRefused(tx, plan),
    customerId: await findCustomer(tx),
    fit: await compare(tx, plan),
  }))
  const { subscription, externalId } = now.state
  // A plan on trial or free of charge can be paid by card.
  if (subscription && externalId !== null && isSamePlan(subscription, plan)) throw hasPlan()
  if (plan.payment === 'invoice') throw notForSale()
  if (subscription?.paidBy === 'invoice') throw paidByInvoice()
  const chosen = { seats: now.state.seats, planVersion: plan.version }
  if (plan.payment === 'none') return { ...costOfLeaving(now.state), ...chosen, ...now.fit }
  const cost = await readFromProvider(() => fetchCost(payments, plan, now))
  return {
    dueNow: cost.dueNow,
    monthBefore: cost.monthBefore,
    monthAfter: cost.monthAfter,
    nextInvoiceAt: cost.nextInvoiceAt?.toISOString() ?? null,
    lines: cost.lines.map(toLineView),
    // Minutes metered until the change are charged with it; their amount is not known before.
    prorationDate: subscription?.meteredFrom ? null : (cost.prorationDate?.toISOString() ?? null),
    takesEffectAt: null,
    ...chosen,
    ...now.fit,
  }
}

async function readUnlessRefused(tx: TenantTx, plan: Plan): Promise<BillingState> {
  const state = await readState(tx)
  await requireNotMeteredYet(tx, plan, state.subscription)
  return state
}

async function fetchCost(
  payments: Payments,
  { id: planId, version: planVersion }: Plan,
  { state, customerId }: { state: BillingState; customerId: string | null },
): Promise<ExternalPreview> {
  const { externalId: subscriptionId, seats } = state
  const chosen = { planId, planVersion, seats }
  try {
    return await payments.previewChange({ customerId, subscriptionId, chosen })
  } catch (error) {
    if (!(error instanceof PaymentsRefused) || error.code !== 'customer_gone') throw error
    return payments.previewChange({ customerId: null, subscriptionId: null, chosen })
  }
}

type Cost = Omit<PlanPreview, 'exceeds' | 'losesFeatures' | 'seats' | 'planVersion'>

/** There is no refund: the plan continues until the end of the paid period. */
function costOfLeaving({ subscription, seats }: BillingState): Cost {
  const plan = subscription && plans.find(subscription.planId, subscription.planVersion)
  const currency = plan?.price?.currency ?? 'usd'
  const monthMinor = plan?.price ? plan.price.seatMonthMinor * seats : null
  return {
    dueNow: { minor: 0, currency },
    monthBefore: monthMinor === null ? null : { minor: monthMinor, currency },
    monthAfter: { minor: 0, currency },
    nextInvoiceAt: null,
    lines: [],
    prorationDate: null,
    takesEffectAt: subscription?.periodEndsAt?.toISOString() ?? null,
  }
}

/** Usage that exceeds a plan's limits, held or in the current month; an operator's overrides apply in any plan. */
async function compare(
  tx: TenantTx,
  plan: Plan,
): Promise<Pick<PlanPreview, 'exceeds' | 'losesFeatures'>> {
  const limits = await readLimits(tx)
  const usage = await readCurrentUsage(tx, null)
  const isLater = plan.payment === 'none' && limits.subscription?.periodEndsAt != null
  const exceeds = limitNames.flatMap((name) => {
    const { unit, window } = limitOf(name)
    const [limit, used] = [plan.limits[name], usage[name]]
    if (limit == null || used === undefined || used <= limit) return []
    if (limits.overrideOf(name, tx.tenantId) || (window !== null && isLater)) return []
    if (name === 'transcribedMinutesPerMonth' && plan.price?.minuteMinorDecimal) return []
    return [{ name, unit, limit, used }]
  })
  const losesFeatures = limits.plan.features.filter((one) => !plan.features.includes(one))
  return { exceeds, losesFeatures }
}
