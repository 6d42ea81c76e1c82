import type { TenantTx } from '../../db/tenant.ts'
import { plans } from './index.ts'

/** Gives a new organisation the free plan, unless it already has one. For installations with plans paid by card. */
export async function startFree(tx: TenantTx): Promise<void> {
  await tx.sql`
    insert into subscriptions (tenant_id, plan_id, plan_version)
    values (${tx.tenantId}, 'free', ${plans.newest('free')?.version ?? 1}) on conflict do nothing`
}
