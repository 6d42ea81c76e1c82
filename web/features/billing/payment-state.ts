import type { BillingView, OffersView } from '../../../server/modules/billing/contract.ts'

export type Offer = OffersView['data'][number]
type Known = Pick<BillingView, 'subscription' | 'lapsed'>

/** A plan is paid for by card, even where the last payment failed. */
export const isPaying = ({ subscription }: Known): boolean =>
  subscription?.paidBy === 'card' && subscription.status !== 'cancelled'

/** The card was not charged, which an owner can fix. */
export const hasFailed = ({ subscription }: Known): boolean =>
  subscription?.paidBy === 'card' && subscription.status === 'past_due'

/** Whether a payment has taken effect; `planId` where the plan is known. */
export const hasArrived = ({ subscription, lapsed }: Known, planId?: string): boolean =>
  subscription?.paidBy === 'card' &&
  lapsed === null &&
  (subscription.status === 'active' || subscription.status === 'trialing') &&
  (planId === undefined || subscription.planId === planId)

/** What choosing a plan does. `operator`: only the operator can; `overdue`: possible once the invoice is paid. */
export type PlanAction =
  | 'current'
  | 'coming'
  | 'operator'
  | 'overdue'
  | 'checkout'
  | 'switch'
  | 'cancel'
  | 'none'
/** Actions that an owner can take. */
export const ownerActions: ReadonlySet<PlanAction> = new Set(['checkout', 'switch', 'cancel'])

export function actionFor(offer: Pick<Offer, 'plan' | 'isCurrent'>, billing: Known): PlanAction {
  const { payment } = offer.plan
  if (offer.isCurrent && !(payment === 'card' && billing.subscription?.paidBy === 'none'))
    return 'current'
  if (payment === 'invoice' || billing.subscription?.paidBy === 'invoice') return 'operator'
  if (payment === 'card' && hasFailed(billing)) return 'overdue'
  if (payment === 'card') return isPaying(billing) ? 'switch' : 'checkout'
  if (!isPaying(billing)) return 'none'
  return billing.subscription?.cancelsAt ? 'coming' : 'cancel'
}

/** Finds the offer of a plan; the newest version where the current one is older. */
export const findOffer = <O extends Pick<Offer, 'plan' | 'isCurrent'>>(
  offers: readonly O[],
  planId: string | undefined,
): O | undefined => {
  const found = offers.filter(({ plan }) => plan.id === planId)
  return found.find(({ isCurrent }) => !isCurrent) ?? found[0]
}

/** Whether this is the current plan with other prices or limits. */
export const isNewVersion = (
  offer: Pick<Offer, 'plan' | 'isCurrent'>,
  offers: readonly Pick<Offer, 'plan' | 'isCurrent'>[],
): boolean =>
  !offer.isCurrent && offers.some(({ plan, isCurrent }) => isCurrent && plan.id === offer.plan.id)

/** Null is no limit, which is more than any number. */
export function compareLimits(
  now: number | null | undefined,
  then: number | null,
): 'same' | 'more' | 'less' {
  if (now === undefined || now === then) return 'same'
  if (then === null) return 'more'
  if (now === null) return 'less'
  return then > now ? 'more' : 'less'
}

/** Limits that plans sell; the other ones protect the server. */
export const limitsOfPlans = [
  'transcribedMinutesPerMonth',
  'modelCentsPerMonth',
  'storedBytes',
  'members',
  'ownScenarios',
  'retentionDays',
]

/** The limits to compare offers by: those that plans sell, and any other that differs. */
export function comparedLimits(offers: readonly Pick<Offer, 'limits'>[]): string[] {
  const names = new Set(offers.flatMap(({ limits }) => limits.map(({ name }) => name)))
  const differs = (name: string): boolean =>
    new Set(offers.map(({ limits }) => limits.find((one) => one.name === name)?.limit)).size > 1
  const others = [...names].filter((name) => !limitsOfPlans.includes(name) && differs(name))
  return [...limitsOfPlans.filter((name) => names.has(name)), ...others]
}
