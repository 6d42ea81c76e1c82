import type { Database } from '../../../db/client.ts'
import { listSubscriptions, listTenants } from '../../../db/lookup.ts'
import { type Plan, plans } from '../../../tenants/plans/index.ts'
import type { Payments, PricedPlan, SetUpChange } from '../../modules/billing/ports.ts'

/** Every version of every plan paid by card, as the provider should have it. */
export function listPricedPlans(): PricedPlan[] {
  return plans.ids.flatMap((id) => {
    const newest = plans.newest(id)
    const versions = Array.from({ length: newest?.version ?? 0 }, (_, at) => plans.find(id, at + 1))
    return versions.flatMap((plan) => (plan ? toPriced(plan, plan === newest) : []))
  })
}

function toPriced(plan: Plan, isNewest: boolean): PricedPlan[] {
  if (!plan.price) return []
  const { currency, seatMonthMinor, minuteMinorDecimal } = plan.price
  const included = plan.limits.transcribedMinutesPerMonth ?? null
  // Without a limit no minute is beyond it.
  const isMetered = minuteMinorDecimal !== null && included !== null
  return [
    {
      id: plan.id,
      version: plan.version,
      isNewest,
      name: plan.name.en,
      summary: plan.summary.en,
      currency,
      seatMonthMinor,
      minutes: isMetered ? { included, minorDecimal: minuteMinorDecimal } : null,
    },
  ]
}

export interface SetUpReport {
  changes: SetUpChange[]
  /** Webhook URL for the provider; null when PUBLIC_URL is not set. */
  webhookUrl: string | null
  /** Organisations without a plan: they stay self-hosted and unlimited until one is assigned. */
  withoutPlan: string[]
}

/** Creates what the plans need at the provider and reports each step. */
export async function setUpPayments(
  { db, payments }: { db: Database; payments: Payments },
  publicUrl: string | null,
  onChange: (change: SetUpChange) => void,
): Promise<SetUpReport> {
  const webhookUrl = publicUrl === null ? null : new URL('/webhooks/stripe', publicUrl).href
  const changes: SetUpChange[] = []
  const options = { plans: listPricedPlans(), webhookUrl, returnUrl: publicUrl }
  for await (const change of payments.setUp(options)) {
    onChange(change)
    changes.push(change)
  }
  return { changes, webhookUrl, withoutPlan: await listWithoutPlan(db) }
}

/** Slugs of organisations without a plan. */
export async function listWithoutPlan(db: Database): Promise<string[]> {
  const has = new Set((await listSubscriptions(db)).map(({ tenantId }) => tenantId))
  return (await listTenants(db)).filter(({ id }) => !has.has(id)).map(({ slug }) => slug)
}
