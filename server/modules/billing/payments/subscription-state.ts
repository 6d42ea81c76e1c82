import { planInForce, plans } from '../../../../tenants/plans/index.ts'
import type { ExternalSubscription } from '../ports.ts'
import type { StoredSubscription } from './repo.ts'

/** Whether the provider charges for it, or would. */
export const isInForce = ({ status }: ExternalSubscription): boolean =>
  status !== 'cancelled' && status !== 'incomplete'

/** Why an active subscription must end immediately, and whether unused time is credited. */
export interface Unwanted {
  reason: 'organisation_closed' | 'paid_by_invoice'
  isCredited: boolean
}

/** Null if the subscription may continue. */
export function findUnwantedReason(
  external: ExternalSubscription | null,
  before: StoredSubscription | null,
  closedAt: Date | null,
): Unwanted | null {
  if (!external || !isInForce(external)) return null
  if (closedAt) return { reason: 'organisation_closed', isCredited: external.startedAt >= closedAt }
  const isInvoiced = before?.paidBy === 'invoice' && !planInForce(plans, before, new Date()).lapsed
  return isInvoiced ? { reason: 'paid_by_invoice', isCredited: true } : null
}

/** What to store for a fetched subscription; null if nothing changes. */
export function subscriptionToStore(
  external: ExternalSubscription | null,
  before: StoredSubscription | null,
): StoredSubscription | null {
  if (external?.status === 'incomplete') return null
  if (external && isInForce(external)) return toStored(external)
  // A plan that an operator granted is independent of card payments.
  return before?.externalId ? free() : null
}

function toStored(one: ExternalSubscription): StoredSubscription {
  const isUnpaid = one.status === 'past_due' || one.status === 'unpaid'
  return {
    planId: one.planId,
    planVersion: one.planVersion,
    paidBy: 'card',
    status: isUnpaid ? 'past_due' : one.status === 'trialing' ? 'trialing' : 'active',
    trialEndsAt: one.trialEndsAt,
    paidUntil: isUnpaid ? (one.unpaidSince ?? one.periodStartsAt) : one.periodEndsAt,
    periodStartsAt: one.periodStartsAt,
    periodEndsAt: one.periodEndsAt,
    externalId: one.id,
    seats: one.seats,
    cancelsAt: one.cancelsAt,
    meteredFrom: one.meteredFrom,
  }
}

export const free = (): StoredSubscription => ({
  planId: 'free',
  planVersion: plans.newest('free')?.version ?? 1,
  paidBy: 'none',
  status: 'active',
  trialEndsAt: null,
  paidUntil: null,
  periodStartsAt: null,
  periodEndsAt: null,
  externalId: null,
  seats: null,
  cancelsAt: null,
  meteredFrom: null,
})
