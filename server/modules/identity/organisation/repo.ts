import type { TenantTx } from '../../../../db/tenant.ts'

export const reopenDays = 30

/** Returns until when it can be reopened; undefined if it is not open. */
export async function closeTenant(tx: TenantTx): Promise<Date | undefined> {
  const [row] = await tx.sql<{ until: Date }[]>`
    update tenants set status = 'suspended', closed_at = now()
    where id = ${tx.tenantId} and status = 'active'
    returning closed_at + make_interval(days => ${reopenDays}) as until`
  return row?.until
}

/** Only if the owner closed it within the retention period and the operator has not suspended it. */
export async function reopenTenant(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`
    update tenants set status = 'active', closed_at = null
    where id = ${tx.tenantId} and status = 'suspended' and suspended_at is null
      and closed_at > now() - make_interval(days => ${reopenDays})
    returning 1`
  return rows.length > 0
}
