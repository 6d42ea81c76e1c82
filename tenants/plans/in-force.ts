import type { payers, subscriptionStatuses } from '../../db/schema/plans.ts'
import type { Plan } from './plan.ts'
import type { Plans } from './read-plans.ts'

/** What tells which plan holds. */
export interface Standing {
  planId: string
  planVersion: number
  paidBy: (typeof payers)[number]
  status: (typeof subscriptionStatuses)[number]
  trialEndsAt: Date | null
  paidUntil: Date | null
  /** When it ends, as somebody has cancelled it. */
  cancelsAt?: Date | null
}

/** What an organisation chose, or was given, as it is stored. */
export interface Subscription extends Standing {
  /** What a payment provider has told us; null where none is paid. */
  seats: number | null
  periodEndsAt: Date | null
  cancelsAt: Date | null
  /** From when on minutes past the plan's are paid for instead of waiting. */
  meteredFrom: Date | null
  /** What an owner lets those cost in a month, in minor units of the plan's currency; null: there is no cap. */
  minutesCapMinor: number | null
}

/** Why another plan than the chosen one holds. */
export type Lapse = 'trial_over' | 'unpaid' | 'cancelled'

export interface PlanInForce {
  plan: Plan
  /** The one that the subscription names. */
  chosen: Plan
  /** Null while the chosen plan itself holds. */
  lapsed: Lapse | null
}

/** An invoice may be paid so many days late before the plan ends. */
const graceDays = 14
const dayMs = 24 * 60 * 60_000

/**
 * The plan whose limits hold at a moment. Without a subscription it is self-hosted; one whose trial or payment is over
 * is free until it is paid.
 */
export function planInForce(plans: Plans, subscription: Standing | null, at: Date): PlanInForce {
  const chosen = subscription ? chosenPlan(plans, subscription) : get(plans, 'self-hosted')
  const lapsed = subscription && lapseOf(subscription, at)
  return { plan: lapsed ? get(plans, 'free') : chosen, chosen, lapsed }
}

/** When a subscription lapses by itself; null for one that does not. */
export function endOfSubscription(one: Standing): Date | null {
  if (one.status === 'cancelled') return null
  if (one.status === 'trialing') return one.trialEndsAt
  if (one.paidBy === 'none' || !one.paidUntil) return null
  const unpaidMs = one.paidUntil.getTime() + graceDays * dayMs
  // Nobody will pay late for what is cancelled: it has no grace.
  return new Date(Math.min(unpaidMs, one.cancelsAt?.getTime() ?? unpaidMs))
}

/** A process that is older than the plan's version takes the newest that it knows. */
const chosenPlan = (plans: Plans, { planId, planVersion }: Standing): Plan =>
  plans.find(planId, planVersion) ?? plans.newest(planId) ?? get(plans, 'free')

function lapseOf(subscription: Standing, at: Date): Lapse | null {
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
