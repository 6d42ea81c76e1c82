import type { Plan } from './plan.ts'
import type { Plans } from './read-plans.ts'
import type { Payer, SubscriptionStatus } from '../../plugins/vocabulary.ts'

/** The part of a subscription that determines which plan is in force. */
export interface SubscriptionState {
  planId: string
  planVersion: number
  paidBy: Payer
  status: SubscriptionStatus
  trialEndsAt: Date | null
  paidUntil: Date | null
  /** When it ends after it was cancelled. */
  cancelsAt?: Date | null
}

/** An organisation's stored subscription. */
export interface Subscription extends SubscriptionState {
  /** From the payment provider; null without one. */
  seats: number | null
  periodEndsAt: Date | null
  cancelsAt: Date | null
  /** Since when minutes beyond the plan's are charged; before that, recordings wait. */
  meteredFrom: Date | null
  /** The owners' monthly cap for those minutes, in minor units of the plan's currency; null means no cap. */
  minutesCapMinor: number | null
}

/** Why a plan other than the chosen one is in force. */
export type Lapse = 'trial_over' | 'unpaid' | 'cancelled'

export interface PlanInForce {
  plan: Plan
  /** The plan named in the subscription. */
  chosen: Plan
  /** Null while the chosen plan is in force. */
  lapsed: Lapse | null
}

/** Grace period for late invoices before the plan ends. */
const graceDays = 14
const dayMs = 24 * 60 * 60_000

/**
 * Determines the plan in force at a time. Without a subscription it is self-hosted; after a trial or paid period has
 * ended it is free until it is paid.
 */
export function planInForce(
  plans: Plans,
  subscription: SubscriptionState | null,
  at: Date,
): PlanInForce {
  const chosen = subscription ? chosenPlan(plans, subscription) : get(plans, 'self-hosted')
  const lapsed = subscription && lapseOf(subscription, at)
  return { plan: lapsed ? get(plans, 'free') : chosen, chosen, lapsed }
}

/** When a subscription lapses without further action; null when it does not. */
export function endOfSubscription(one: SubscriptionState): Date | null {
  if (one.status === 'cancelled') return null
  if (one.status === 'trialing') return one.trialEndsAt
  if (one.paidBy === 'none' || !one.paidUntil) return null
  const unpaidMs = one.paidUntil.getTime() + graceDays * dayMs
  // A cancelled subscription has no grace period, since no late payment is expected.
  return new Date(Math.min(unpaidMs, one.cancelsAt?.getTime() ?? unpaidMs))
}

/** A process older than the plan's version uses the newest version that it knows. */
const chosenPlan = (plans: Plans, { planId, planVersion }: SubscriptionState): Plan =>
  plans.find(planId, planVersion) ?? plans.newest(planId) ?? get(plans, 'free')

function lapseOf(subscription: SubscriptionState, at: Date): Lapse | null {
  if (subscription.status === 'cancelled') return 'cancelled'
  const endsAt = endOfSubscription(subscription)
  if (!endsAt || endsAt > at) return null
  if (subscription.status === 'trialing') return 'trial_over'
  return subscription.cancelsAt && subscription.cancelsAt <= at ? 'cancelled' : 'unpaid'
}

function get(plans: Plans, id: string): Plan {
  const plan = plans.newest(id)
  if (!plan) throw new Error(`there is no plan ${id}`)
  return plan
}
