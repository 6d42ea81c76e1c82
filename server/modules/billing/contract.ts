import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, OneOf, Page, Timestamp } from '../../http/contract.ts'
import { limitNames } from '../../../tenants/limits/limit-list.ts'
import {
  invoiceStatuses,
  payers,
  planFeatures,
  subscriptionStatuses,
} from '../../../plugins/vocabulary.ts'

const Words = Closed({ en: Type.String(), ru: Type.String() }, { $id: 'PlanWords' })

const Feature = OneOf(planFeatures)

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
    seats: Nullable(
      Type.Integer({ description: 'People that are paid for; null where nobody is' }),
    ),
    periodEndsAt: Nullable(Timestamp('When the next invoice is made')),
    cancelsAt: Nullable(Timestamp('When it ends, as an owner has asked')),
    isMetered: Type.Boolean({
      description: 'Minutes past the plan’s are paid for instead of waiting',
    }),
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

const Money = Closed(
  {
    minor: Type.Integer({ description: 'In minor units of the currency, e.g. cents' }),
    currency: Type.String({ description: 'ISO 4217, in lower case', examples: ['usd'] }),
  },
  { $id: 'Money' },
)

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
    minutePrice: Nullable(
      Closed(
        {
          minorDecimal: Type.String({
            description: 'In minor units of the currency',
            examples: ['3.6'],
          }),
          currency: Type.String({ description: 'ISO 4217, in lower case', examples: ['usd'] }),
        },
        {
          $id: 'MinutePrice',
          description: 'What each transcribed minute past the plan’s costs; null: there work waits',
        },
      ),
    ),
    minutesCap: Nullable(
      Closed(
        {
          ...Money.properties,
          minutes: Type.Integer({
            description: 'Of a month, with those of the plan: where recordings wait',
          }),
        },
        {
          $id: 'MinutesCap',
          description: 'What an owner lets minutes past the plan’s cost in a month; null: any sum',
        },
      ),
    ),
    provider: OneOf(['none', 'stripe'] as const, 'What takes payments by card'),
  },
  { $id: 'Billing' },
)
export type BillingView = Static<typeof BillingView>

export const OfferView = Closed(
  {
    plan: PlanView,
    limits: Type.Array(
      Closed(
        { name: LimitName, unit: Words, limit: Nullable(Type.Integer()) },
        { $id: 'OfferLimit' },
      ),
    ),
    price: Nullable(
      Closed(
        {
          seatMonth: Money,
          minuteMinorDecimal: Nullable(
            Type.String({
              description:
                'For each transcribed minute past the included ones, in minor units; null: there work waits',
              examples: ['3.6'],
            }),
          ),
        },
        { $id: 'PlanPrice' },
      ),
    ),
    isCurrent: Type.Boolean(),
  },
  { $id: 'PlanOffer' },
)
export const OffersView = Closed(
  {
    data: Type.Array(OfferView),
    seats: Type.Integer({ description: 'People of the organisation now' }),
  },
  { $id: 'PlanOffers' },
)
export type OffersView = Static<typeof OffersView>

export const PlanChoice = Closed(
  { planId: Type.String({ pattern: '^[a-z][a-z-]{1,30}$', examples: ['team'] }) },
  { $id: 'PlanChoice' },
)
export type PlanChoice = Static<typeof PlanChoice>

export const PlanSwitch = Closed(
  {
    ...PlanChoice.properties,
    prorationDate: Type.Optional(
      Nullable(
        Timestamp(
          'From the preview, at most 15 minutes old: what is left of the month is reckoned as of then. Without it, or where minutes are metered, as of now',
        ),
      ),
    ),
    seats: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'From the preview: refused with `conflict` where other people are there now',
      }),
    ),
    planVersion: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'From the preview: refused with `conflict` where another version is sold now',
      }),
    ),
  },
  { $id: 'PlanSwitch' },
)
export type PlanSwitch = Static<typeof PlanSwitch>

export const MinutesCapChoice = Closed(
  {
    minor: Nullable(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000_000,
        description: 'In minor units of the plan’s currency, for one month; null: any sum',
      }),
    ),
  },
  { $id: 'MinutesCapChoice' },
)
export type MinutesCapChoice = Static<typeof MinutesCapChoice>

export const ProviderPage = Closed(
  { url: Type.String({ description: 'A page of the payment provider; good for a short time' }) },
  { $id: 'ProviderPage' },
)

const InvoiceLine = Closed(
  {
    part: OneOf(['seats', 'minutes', 'other'] as const),
    description: Type.String(),
    amount: Money,
    quantity: Nullable(Type.Number({ description: 'Seats, or transcribed seconds' })),
    isProration: Type.Boolean({ description: 'For a part of a month, after a change' }),
    startsAt: Timestamp(),
    endsAt: Timestamp(),
  },
  { $id: 'InvoiceLine' },
)

export const PlanPreview = Closed(
  {
    dueNow: Money,
    monthBefore: Nullable(Money),
    monthAfter: Nullable(Money),
    nextInvoiceAt: Nullable(Timestamp()),
    lines: Type.Array(InvoiceLine),
    prorationDate: Nullable(
      Timestamp(
        'The moment that it is reckoned for; sent along with the change, with `seats` and `planVersion`, exactly this is charged. Null where there is none, or where minutes are metered until the change',
      ),
    ),
    seats: Type.Integer({ description: 'People that it is reckoned for' }),
    planVersion: Type.Integer({ description: 'Of the plan that it is about' }),
    takesEffectAt: Nullable(Timestamp('Null: at once')),
    exceeds: Type.Array(
      Closed(
        { name: LimitName, unit: Words, limit: Type.Integer(), used: Type.Number() },
        { $id: 'ExceededLimit' },
      ),
      { description: 'What the organisation has that the other plan has no room for' },
    ),
    losesFeatures: Type.Array(Feature),
  },
  { $id: 'PlanPreview' },
)
export type PlanPreview = Static<typeof PlanPreview>

export const InvoiceView = Closed(
  {
    id: Type.String(),
    number: Nullable(Type.String()),
    status: OneOf(invoiceStatuses),
    createdAt: Timestamp(),
    dueAt: Nullable(Timestamp()),
    nextAttemptAt: Nullable(Timestamp('When the card is tried again')),
    total: Money,
    amountDue: Money,
    pageUrl: Nullable(Type.String({ description: 'The invoice on a page of the provider' })),
    pdfUrl: Nullable(Type.String()),
    lines: Type.Array(InvoiceLine),
  },
  { $id: 'Invoice' },
)
export const InvoicesPage = Page(InvoiceView)
