import { type Static, Type } from '@sinclair/typebox'
import { limitNames } from '../../server/platform/limits/limit-list.ts'

const Closed = <T extends Parameters<typeof Type.Object>[0]>(fields: T) =>
  Type.Object(fields, { additionalProperties: false })
const Words = Closed({
  en: Type.String({ minLength: 1, maxLength: 200 }),
  ru: Type.String({ minLength: 1, maxLength: 200 }),
})
/** Null is no limit. */
const LimitValue = Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])

/** What a plan may let people do beside its limits. */
export const planFeatures = ['ownProviders', 'auditExport'] as const
export type PlanFeature = (typeof planFeatures)[number]

/**
 * One version of a plan, as `tenants/plans/data/<id>.<version>.json` holds it. Money is in minor units of its currency
 * (ISO 4217), never a fraction but for metered prices, which are decimal strings in minor units.
 */
export const Plan = Closed({
  id: Type.String({ pattern: '^[a-z][a-z-]{1,30}$' }),
  /** A price or limit that changes is a new version: who has the old one keeps it. */
  version: Type.Integer({ minimum: 1 }),
  name: Words,
  /** One sentence on whom it is for. */
  summary: Words,
  /** Who collects the money: nobody, a payment provider by card, or the operator by invoice. */
  payment: Type.Union([Type.Literal('none'), Type.Literal('card'), Type.Literal('invoice')]),
  price: Type.Union([
    Type.Null(),
    Closed({
      currency: Type.String({ pattern: '^[a-z]{3}$' }),
      seatMonthMinor: Type.Integer({ minimum: 0 }),
      /** For each transcribed minute past the limit, by the second; null: there the work waits. */
      minuteMinorDecimal: Type.Union([
        Type.Null(),
        Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,12})?$' }),
      ]),
    }),
  ]),
  /** For the organisation as a whole; one that is left out is what the list of limits says. */
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
  /** Its share of the workers beside others that wait: 2 is served twice as often as 1. */
  queueWeight: Type.Integer({ minimum: 1, maximum: 16 }),
})
export type Plan = Static<typeof Plan>
