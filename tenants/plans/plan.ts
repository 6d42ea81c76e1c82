import { type Static, Type } from '@sinclair/typebox'
import { limitNames } from '../limits/limit-list.ts'
import { planFeatures, type PlanFeature } from '../../plugins/vocabulary.ts'

const Closed = <T extends Parameters<typeof Type.Object>[0]>(fields: T) =>
  Type.Object(fields, { additionalProperties: false })
const Words = Closed({
  en: Type.String({ minLength: 1, maxLength: 200 }),
  ru: Type.String({ minLength: 1, maxLength: 200 }),
})
/** Null means unlimited. */
const LimitValue = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])

/** Features that a plan may include. */
export type { PlanFeature }

/**
 * One version of a plan, as in `tenants/plans/data/<id>.<version>.json`. Amounts are whole minor units of the currency
 * (ISO 4217), except metered prices, which are decimal strings in minor units.
 */
export const Plan = Closed({
  id: Type.String({ pattern: '^[a-z][a-z-]{1,30}$' }),
  /** A changed price or limit is a new version; existing subscribers keep the old one. */
  version: Type.Integer({ minimum: 1 }),
  name: Words,
  /** One sentence on who it is for. */
  summary: Words,
  /** How it is paid: not at all, by card through the payment provider, or by the operator's invoice. */
  payment: Type.Union([Type.Literal('none'), Type.Literal('card'), Type.Literal('invoice')]),
  price: Type.Union([
    Type.Null(),
    Closed({
      currency: Type.String({ pattern: '^[a-z]{3}$' }),
      seatMonthMinor: Type.Integer({ minimum: 0 }),
      /** Price of a transcribed minute beyond the limit, charged by the second; null: recordings wait instead. */
      minuteMinorDecimal: Type.Union([
        Type.Null(),
        Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,12})?$' }),
      ]),
    }),
  ]),
  /** Limits of the organisation as a whole; omitted ones use the default of the limit list. */
  limits: Type.Partial(
    Closed(
      Object.fromEntries(limitNames.map((name) => [name, LimitValue])) as Record<
        (typeof limitNames)[number],
        typeof LimitValue
      >,
    ),
    { additionalProperties: false },
  ),
  features: Type.Array(Type.Union(planFeatures.map((feature) => Type.Literal(feature))), {
    uniqueItems: true,
  }),
  /** Scheduling weight among waiting organisations: 2 is served twice as often as 1. */
  queueWeight: Type.Integer({ minimum: 1, maximum: 16 }),
})
export type Plan = Static<typeof Plan>
