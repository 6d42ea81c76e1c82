import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { limitNames, limitOf } from '../../../platform/limits/limit-list.ts'
import { type Plan, plans } from '../../../platform/limits/plans.ts'
import type { OffersView } from '../contract.ts'
import type { PaymentDeps } from './deps.ts'
import { offeredPlans, readState } from './state.ts'

/** Plans to choose from, the organisation's own in the version that it has. None where nobody is paid by card. */
export async function readOffers(deps: PaymentDeps, ctx: Ctx): Promise<OffersView> {
  authorize(ctx, 'billing:read')
  const { subscription, seats } = await withTenant(deps.db, ctx, readState)
  if (!deps.payments) return { data: [], seats }
  const current = subscription && plans.find(subscription.planId, subscription.planVersion)
  const data = offeredPlans().map((newest) => {
    const isCurrent = newest.id === subscription?.planId
    return toOffer((isCurrent && current) || newest, isCurrent)
  })
  return { data, seats }
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
