import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { limitNames, limitOf } from '../../../../tenants/limits/limit-list.ts'
import { type Plan, plans } from '../../../../tenants/plans/index.ts'
import type { OffersView } from '../contract.ts'
import type { PaymentDeps } from './deps.ts'
import { type BillingState, meteredUntil, offeredPlans, readState } from './state.ts'

/**
 * Lists the plans to choose from: the current plan in its own version, and beside it the newest version that is paid by
 * card, unless it would grant a month's minutes again. Empty when card payments are off.
 */
export async function readOffers(deps: PaymentDeps, ctx: Ctx): Promise<OffersView> {
  authorize(ctx, 'billing:read')
  const { subscription, seats, isGrantedAgain } = await withTenant(deps.db, ctx, read)
  if (!deps.payments) return { data: [], seats }
  const current = subscription && plans.find(subscription.planId, subscription.planVersion)
  const data = offeredPlans().flatMap((newest) => {
    if (newest.id !== subscription?.planId) return [toOffer(newest, false)]
    const mine = toOffer(current ?? newest, true)
    const isNewer = current && current.version < newest.version && newest.payment === 'card'
    return isNewer && !isGrantedAgain ? [mine, toOffer(newest, false)] : [mine]
  })
  return { data, seats }
}

/** The subscription state, and whether the plan's newest version would grant a month's minutes again. */
async function read(tx: TenantTx): Promise<BillingState & { isGrantedAgain: boolean }> {
  const state = await readState(tx)
  const newest = state.subscription?.meteredFrom && plans.newest(state.subscription.planId)
  const until = newest ? await meteredUntil(tx, newest, state.subscription) : null
  return { ...state, isGrantedAgain: until !== null }
}

function toOffer(plan: Plan, isCurrent: boolean): OffersView['data'][number] {
  const { id, version, name, summary, payment, features, price } = plan
  return {
    plan: { id, version, name, summary, payment, features: [...features] },
    limits: limitNames.flatMap((one) => {
      const limit = plan.limits[one]
      return limit === undefined ? [] : [{ name: one, unit: limitOf(one).unit, limit }]
    }),
    price: price && {
      seatMonth: { minor: price.seatMonthMinor, currency: price.currency },
      minuteMinorDecimal: price.minuteMinorDecimal,
    },
    isCurrent,
  }
}
