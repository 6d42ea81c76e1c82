import type { TenantTx } from '../../../../db/tenant.ts'

export async function findFactorRequirement(tx: TenantTx): Promise<Date | null> {
  const [row] = await tx.sql<{ from: Date | null }[]>`
    select second_factor_from as from from tenants where id = ${tx.tenantId}`
  return row?.from ?? null
}

/** Requires it after so many days of grace; null: no longer. */
export async function setFactorRequirement(
  tx: TenantTx,
  graceDays: number | null,
): Promise<Date | null> {
  const [row] = await tx.sql<{ from: Date | null }[]>`
    update tenants set second_factor_from = now() + make_interval(days => ${graceDays}::int)
    where id = ${tx.tenantId} returning second_factor_from as from`
  return row?.from ?? null
}

export async function countPeopleWithout(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users u
    where u.tenant_id = ${tx.tenantId} and u.kind = 'person' and u.disabled_at is null
      and not exists (select from totp_factors f where f.tenant_id = u.tenant_id and f.user_id = u.id
        and f.confirmed_at is not null)
      and not exists (select from passkeys p where p.tenant_id = u.tenant_id and p.user_id = u.id)`
  return row?.count ?? 0
}

/** Every session in force, since what each may do changes. */
export async function listEverySession(tx: TenantTx): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from sessions
    where tenant_id = ${tx.tenantId} and ended_at is null and expires_at > now()`
  return rows.map(({ id }) => id)
}
