import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { limitNames, limitOf, periodOf } from '../../../tenants/limits/limit-list.ts'
import { minutesCapOf, paidMinuteOf } from '../../../tenants/limits/paid-minutes.ts'
import { type Limits, originOf, readLimits } from '../../../tenants/limits/stored-limits.ts'
import { readCurrentUsage } from '../../../tenants/limits/current-usage.ts'
import { listWarnings } from '../../../tenants/limits/warnings.ts'
import type { BillingView, LimitView, UseView } from './contract.ts'
import type { Payments } from './ports.ts'

/** The plan, its limits and their current usage. */
export async function readBilling(
  deps: { db: Database; payments: Payments | null },
  ctx: Ctx,
): Promise<BillingView> {
  authorize(ctx, 'billing:read')
  const { limits, usage } = await withTenant(deps.db, ctx, async (tx) => ({
    limits: await readLimits(tx),
    usage: await readCurrentUsage(tx, null),
  }))
  const { id, version, name, summary, payment, features } = limits.plan
  return {
    plan: { id, version, name, summary, payment, features: [...features] },
    subscription: toSubscriptionView(limits),
    lapsed: limits.lapsed,
    limits: limitNames.map((one) => toLimitView(limits, ctx.tenantId, one)),
    usage: limitNames.flatMap((one) => {
      const used = usage[one]
      return used === undefined ? [] : [toUseView(one, used)]
    }),
    warnings: listWarnings(limits, ctx.tenantId, usage),
    minutePrice: paidMinuteOf(limits, ctx.tenantId),
    minutesCap: minutesCapOf(limits, ctx.tenantId),
    provider: deps.payments ? 'stripe' : 'none',
  }
}

function toSubscriptionView({ subscription, chosen, endsAt }: Limits): BillingView['subscription'] {
  if (!subscription) return null
  const { trialEndsAt, paidUntil, periodEndsAt, cancelsAt, meteredFrom } = subscription
  const { planId, planVersion, status, paidBy, seats } = subscription
  return {
    planId,
    planVersion,
    status,
    paidBy,
    seats,
    name: chosen.name,
    trialEndsAt: trialEndsAt?.toISOString() ?? null,
    paidUntil: paidUntil?.toISOString() ?? null,
    periodEndsAt: periodEndsAt?.toISOString() ?? null,
    cancelsAt: cancelsAt?.toISOString() ?? null,
    isMetered: meteredFrom !== null,
    endsAt: endsAt?.toISOString() ?? null,
  }
}

function toLimitView(
  limits: Limits,
  tenantId: string,
  name: (typeof limitNames)[number],
): LimitView {
  const override = limits.overrideOf(name, tenantId)
  return {
    name,
    unit: limitOf(name).unit,
    limit: limits.of(name, 'organisation', tenantId),
    origin: originOf(limits, name, 'organisation', tenantId),
    reason: override?.reason ?? null,
    until: override?.expiresAt?.toISOString() ?? null,
  }
}

function toUseView(name: (typeof limitNames)[number], used: number): UseView {
  const { window } = limitOf(name)
  const startsAgainAt = window && periodOf(window, new Date()).endsAt.toISOString()
  return { name, used, startsAgainAt }
}
