import type { TenantTx } from '../../../../db/tenant.ts'
import type { Role } from '../../../platform/context.ts'
import type { Scope } from '../../../platform/scopes.ts'
import type { KnownCredential } from '../ports.ts'

/** A key that is not revoked or past its time, of somebody who may come in. */
export async function findKeyInForce(
  tx: TenantTx,
  publicId: string,
): Promise<KnownCredential | null> {
  const [row] = await tx.sql<
    {
      id: string
      secret_hash: string
      scopes: Scope[]
      allowed_ranges: string[]
      expires_at: Date | null
      user_id: string
      role: Role
      name: string
    }[]
  >`
    select k.id, k.secret_hash, k.scopes, k.allowed_ranges, k.expires_at, u.id as user_id, u.role, u.name
    from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.tenant_id = ${tx.tenantId} and k.public_id = ${publicId} and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now()) and u.disabled_at is null`
  if (!row) return null
  return {
    userId: row.user_id,
    role: row.role,
    name: row.name,
    provedAtMs: 0,
    key: {
      id: row.id,
      secretHash: row.secret_hash,
      scopes: row.scopes,
      ranges: row.allowed_ranges,
      expiresAtMs: row.expires_at?.getTime() ?? null,
    },
  }
}

/** Notes when and from where a key was used; about once a minute, as it is asked for. */
export async function touchKey(tx: TenantTx, id: string, address: string): Promise<void> {
  await tx.sql`
    update api_keys set last_used_at = now(), last_used_from = ${address}
    where tenant_id = ${tx.tenantId} and id = ${id}`
}
