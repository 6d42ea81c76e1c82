import type { TenantTx } from '../../../../../db/tenant.ts'
import { keyCacheId } from '../../ports.ts'

export async function findFactorRequirement(tx: TenantTx): Promise<Date | null> {
  const [row] = await tx.sql<{ from: Date | null }[]>`
    select second_factor_from as from from tenants where id = ${tx.tenantId}`
  return row?.from ?? null
}

/** Requires a second factor after `graceDays`; null ends the requirement. */
export async function setFactorRequirement(
  tx: TenantTx,
  graceDays: number | null,
): Promise<Date | null> {
  const [row] = await tx.sql<{ from: Date | null }[]>`
    update tenants set second_factor_from = now() + make_interval(days => ${graceDays}::int)
    where id = ${tx.tenantId} returning second_factor_from as from`
  return row?.from ?? null
}

export async function countPeopleWithoutFactor(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users u
    where u.tenant_id = ${tx.tenantId} and u.kind = 'person' and u.disabled_at is null
      and not exists (select from totp_factors f where f.tenant_id = u.tenant_id and f.user_id = u.id
        and f.confirmed_at is not null)
      and not exists (select from passkeys p where p.tenant_id = u.tenant_id and p.user_id = u.id)`
  return row?.count ?? 0
}

/** Cache ids of all active sessions and people's keys, since the access of each changes. */
export async function listAllCredentials(tx: TenantTx): Promise<string[]> {
  const rows = await tx.sql<{ session: string | null; key: string | null }[]>`
    select id::text as session, null as key from sessions
    where tenant_id = ${tx.tenantId} and ended_at is null and expires_at > now()
    union all
    select null, k.public_id from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.tenant_id = ${tx.tenantId} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
      and u.kind = 'person'`
  return rows.flatMap(({ session, key }) => session ?? (key === null ? [] : keyCacheId(key)))
}
