import { type Static, Type } from '@sinclair/typebox'
import { payers, subscriptionStatuses } from '../../../db/schema/plans.ts'
import { Closed, Nullable, OneOf, Timestamp } from '../../http/contract.ts'
import { limitNames } from '../../platform/limits/limit-list.ts'

const Words = Closed({ en: Type.String(), ru: Type.String() }, { $id: 'PlanWords' })

const Feature = OneOf(['ownProviders', 'auditExport'] as const)

export const PlanView = Closed(
  {
    id: Type.String({ description: 'e.g. `team`' }),
    version: Type.Integer({ description: 'Newer versions change nothing for who has this one' }),
    name: Words,
    summary: Words,
    payment: OneOf(payers, 'Who collects the money for it'),
    features: Type.Array(Feature, { description: 'What it allows beside its limits' }),
  },
  { $id: 'Plan' },
)

const SubscriptionView = Closed(
  {
    planId: Type.String(),
    planVersion: Type.Integer(),
    name: Words,
    status: OneOf(subscriptionStatuses),
    paidBy: OneOf(payers),
    trialEndsAt: Nullable(Timestamp()),
    paidUntil: Nullable(Timestamp()),
    endsAt: Nullable(Timestamp('When the free plan takes its place, unless it is paid until then')),
  },
  { $id: 'Subscription' },
)

const LimitName = OneOf(limitNames as [string, ...string[]])

export const LimitView = Closed(
  {
    name: LimitName,
    unit: Words,
    limit: Nullable(Type.Integer({ description: 'Null is no limit' })),
    origin: OneOf(
      ['override', 'plan', 'default'] as const,
      'What it comes from: `override` is the operator’s word',
    ),
    reason: Nullable(Type.String({ description: 'Why the operator has set it' })),
    until: Nullable(Timestamp('When what the operator has set ends by itself')),
  },
  { $id: 'Limit' },
)
export type LimitView = Static<typeof LimitView>

export const UseView = Closed(
  {
    name: LimitName,
    used: Type.Number({ description: 'In the unit of the limit' }),
    startsAgainAt: Nullable(Timestamp('When the count begins anew; null where it does not')),
  },
  { $id: 'LimitUse' },
)
export type UseView = Static<typeof UseView>

export const BillingView = Closed(
  {
    plan: PlanView,
    subscription: Nullable(SubscriptionView),
    lapsed: Nullable(
      OneOf(
        ['trial_over', 'unpaid', 'cancelled'] as const,
        'Why the free plan holds in place of the chosen one',
      ),
    ),
    limits: Type.Array(LimitView),
    usage: Type.Array(UseView, {
      description: 'What is used now; requests and live streams are counted elsewhere',
    }),
    warnings: Type.Array(
      Closed(
        {
          name: LimitName,
          threshold: Type.Integer({ description: 'Per cent: 80, or 100 where it is reached' }),
        },
        { $id: 'LimitWarning' },
      ),
    ),
    provider: OneOf(['none'] as const, 'What takes payments by card'),
  },
  { $id: 'Billing' },
)
export type BillingView = Static<typeof BillingView>
