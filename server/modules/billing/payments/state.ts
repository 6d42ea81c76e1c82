import type { TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { periodOf } from '../../../../tenants/limits/limit-list.ts'
import { type Plan, plans } from '../../../../tenants/plans/index.ts'
import { meteredAlready, noSuchPlan, notForSale } from './refusals.ts'
import { findSubscription, wasMeteredSince, type StoredSubscription } from './repo.ts'
import { seatsOf, syncBilling } from './sync.ts'
import type { PaymentDeps } from './deps.ts'

export interface BillingState {
  subscription: StoredSubscription | null
  /** The provider's id of the active subscription. */
  externalId: string | null
  /** Paid seats. */
  seats: number
}

export async function readState(tx: TenantTx): Promise<BillingState> {
  const subscription = await findSubscription(tx)
  const externalId = subscription?.externalId ?? null
  return { subscription, externalId, seats: await seatsOf(tx) }
}

/** A newer version of a plan counts as another plan, since its price may differ. */
export const isSamePlan = (
  { planId, planVersion }: Pick<StoredSubscription, 'planId' | 'planVersion'>,
  { id, version }: Pick<Plan, 'id' | 'version'>,
): boolean => planId === id && planVersion === version

/** Plans that people can choose themselves, smallest first. */
export const offeredPlans = (): Plan[] =>
  plans.ids
    .flatMap((id) => plans.newest(id) ?? [])
    .filter(({ id }) => id !== 'self-hosted')
    .sort((a, b) => rankOf(a) - rankOf(b))

const rankOf = ({ payment, price }: Plan): number =>
  payment === 'none' ? -1 : (price?.seatMonthMinor ?? Number.MAX_SAFE_INTEGER)

/** The newest version of a plan that is paid by card. Throws `invalid_request` and `wrong_state`. */
export function requireCardPlan(planId: string): Plan {
  const plan = requirePlan(planId)
  if (plan.payment !== 'card') throw notForSale()
  return plan
}

export function requirePlan(planId: string): Plan {
  const offered = offeredPlans()
  const plan = offered.find(({ id }) => id === planId)
  if (!plan) throw noSuchPlan(offered.map(({ id }) => id))
  return plan
}

/**
 * Included minutes are granted once per month: they would count again after a return by a plan change or new
 * subscription, or after a change to another version, and an organisation could switch back and forth without paying
 * for any. Throws `wrong_state` if this month's minutes were metered by anything but the plan itself.
 */
export async function requireNotMeteredYet(
  tx: TenantTx,
  plan: Plan,
  subscription: StoredSubscription | null,
): Promise<void> {
  const again = await meteredUntil(tx, plan, subscription)
  if (again) throw meteredAlready(plan, again, Boolean(subscription?.meteredFrom))
}

/** When a plan can be chosen that would grant a month's minutes again; null: now. */
export async function meteredUntil(
  tx: TenantTx,
  plan: Plan,
  subscription: StoredSubscription | null,
): Promise<Date | null> {
  if (!plan.price?.minuteMinorDecimal) return null
  if (subscription?.meteredFrom && isSamePlan(subscription, plan)) return null
  const { period, endsAt } = periodOf('month', new Date())
  return (await wasMeteredSince(tx, new Date(`${period}-01T00:00:00Z`))) ? endsAt : null
}

/**
 * Updates the stored state after the provider made a change; returns false on failure, since the webhook does it later.
 */
export async function tryRefresh(
  deps: Omit<PaymentDeps, 'cursors'>,
  ctx: Ctx,
  holdId: string | null = null,
): Promise<boolean> {
  try {
    await syncBilling(deps, ctx, { isAudited: false, holdId })
    return true
  } catch (error) {
    deps.log.warn({ err: error }, 'The subscription state will be fetched later')
    return false
  }
}
