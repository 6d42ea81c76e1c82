import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { apiKeys, users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { Role } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { Scope } from '../../../platform/scopes.ts'
import type { KnownCredential } from '../ports.ts'
import type { ServiceRole, UserKind } from '../../../../plugins/vocabulary.ts'

export async function hasKey(tx: TenantTx, publicId: string): Promise<boolean> {
  const [row] = await tx.sql`
    select 1 from api_keys where tenant_id = ${tx.tenantId} and public_id = ${publicId}`
  return row !== undefined
}

const credentialColumns = columnsOf(apiKeys, 'id', 'secretHash', 'allowedRanges', 'expiresAt')
type CredentialRow = RowOf<typeof credentialColumns> & {
  scopes: Scope[]
  userId: string
  role: Role
  name: string
  owesFactorFrom: Date | null
}

/** An active key of an active user. */
export async function findKeyInForce(
  tx: TenantTx,
  publicId: string,
): Promise<KnownCredential | null> {
  const [row] = await tx.sql<CredentialRow[]>`
    select ${credentialColumns(tx, 'k')}, k.scopes, u.id as "userId", u.role, u.name,
      (select t.second_factor_from from tenants t where t.id = u.tenant_id and u.kind = 'person'
        and not exists (select from totp_factors f
          where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null)
        and not exists (select from passkeys p
          where p.tenant_id = u.tenant_id and p.user_id = u.id)) as "owesFactorFrom"
    from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
    where k.tenant_id = ${tx.tenantId} and k.public_id = ${publicId} and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now()) and u.disabled_at is null`
  if (!row) return null
  return {
    userId: row.userId,
    role: row.role,
    name: row.name,
    provedAtMs: 0,
    owesFactorFromMs: row.owesFactorFrom?.getTime() ?? null,
    key: {
      id: row.id,
      secretHash: row.secretHash,
      scopes: row.scopes,
      ranges: row.allowedRanges,
      expiresAtMs: row.expiresAt?.getTime() ?? null,
    },
  }
}

/** Records when and from where a key was used. Called about once a minute per key. */
export async function touchKey(tx: TenantTx, id: string, address: string): Promise<void> {
  await tx.sql`
    update api_keys set last_used_at = now(), last_used_from = ${address}
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

const keyColumns = columnsOf(
  apiKeys,
  'id',
  'publicId',
  'name',
  'userId',
  'allowedRanges',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
  'lastUsedFrom',
  'replacedBy',
  'createdAt',
)
export type KeyRow = RowOf<typeof keyColumns> & {
  scopes: Scope[]
  ownerName: string
  ownerKind: UserKind
  ownerDisabledAt: Date | null
  state: 'active' | 'expired' | 'revoked'
  seenBy: string | null
  seenByName: string | null
}

/** An active, unreplaced key of a service account whose creator has seen its secret and has left. */
const seenByFormerMember = (tx: TenantTx) => tx.sql`
  u.kind = 'service' and s.kind = 'person' and s.disabled_at is not null and k.replaced_by is null
  and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`

const selectKeys = (tx: TenantTx) => tx.sql`
  select ${keyColumns(tx, 'k')}, k.scopes, u.name as "ownerName", u.kind as "ownerKind",
    u.disabled_at as "ownerDisabledAt",
    case when k.revoked_at is not null then 'revoked' when k.expires_at <= now() then 'expired' else 'active' end as state,
    s.id as "seenBy", s.name as "seenByName"
  from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
  left join users s on s.tenant_id = k.tenant_id and s.id = k.created_by and ${seenByFormerMember(tx)}`

export type SeenKey = Pick<KeyRow, 'id' | 'name' | 'userId' | 'ownerName'>

/** Active keys of service accounts whose secret the person has seen, newest first. */
export async function listKeysSeenBy(
  tx: TenantTx,
  userId: string,
  atMost: number,
): Promise<SeenKey[]> {
  return tx.sql<SeenKey[]>`
    select k.id, k.name, k.user_id as "userId", u.name as "ownerName"
    from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
    join users s on s.tenant_id = k.tenant_id and s.id = k.created_by
    where k.tenant_id = ${tx.tenantId} and s.id = ${userId} and ${seenByFormerMember(tx)}
    order by k.id desc limit ${atMost}`
}

/**
 * Keys of one user or all users; active ones first, newest first among them. The time of the first page decides for all
 * pages what counts as active, so a key that ends meanwhile is neither skipped nor repeated.
 */
export function listKeyRows(
  tx: TenantTx,
  userId: string | null,
  after: string[] | null,
  atMost: number,
) {
  const [asOf = null, wasInForce = null, id = null] = after ?? []
  return tx.sql<(KeyRow & { asOf: string; wasInForce: string })[]>`
    select listed.*, m.as_of::text as "asOf", f.was_in_force::text as "wasInForce"
    from (select coalesce(${asOf}::text::timestamptz, now()) as as_of) m
    cross join lateral (${selectKeys(tx)} where k.tenant_id = ${tx.tenantId}
      and (${userId}::uuid is null or k.user_id = ${userId})) listed
    cross join lateral (select (listed."revokedAt" is null or listed."revokedAt" > m.as_of)
      and (listed."expiresAt" is null or listed."expiresAt" > m.as_of) as was_in_force) f
    where ${id}::uuid is null or (f.was_in_force, listed.id) < (${wasInForce}::text::boolean, ${id}::uuid)
    order by f.was_in_force desc, listed.id desc limit ${atMost}`
}

/** Locks a key for a change. Throws `not_found` if it does not belong to `userId`, when given. */
export async function getKeyForChange(
  tx: TenantTx,
  id: string,
  userId: string | null,
): Promise<KeyRow> {
  const [row] = await tx.sql<KeyRow[]>`
    ${selectKeys(tx)} where k.tenant_id = ${tx.tenantId} and k.id = ${id}
      and (${userId}::uuid is null or k.user_id = ${userId}) for no key update of k`
  if (!row) throw notFound('key')
  return row
}

export interface NewKeyRow {
  id: string
  publicId: string
  name: string
  userId: string
  scopes: readonly Scope[]
  ranges: readonly string[]
  secretHash: string
  expiresAt: Date | null
  createdBy: string | null
}

export async function insertKey(tx: TenantTx, key: NewKeyRow): Promise<void> {
  await tx.sql`
    insert into api_keys (tenant_id, id, public_id, name, user_id, scopes, allowed_ranges, secret_hash, expires_at, created_by)
    values (${tx.tenantId}, ${key.id}, ${key.publicId}, ${key.name}, ${key.userId}, ${[...key.scopes]}::text[],
      ${[...key.ranges]}::text[], ${key.secretHash}, ${key.expiresAt}, ${key.createdBy})`
}

export async function revokeKeyRow(tx: TenantTx, id: string): Promise<void> {
  await tx.sql`
    update api_keys set revoked_at = coalesce(revoked_at, now()) where tenant_id = ${tx.tenantId} and id = ${id}`
}

/** The old key ends after the overlap, or earlier if it expires before. */
export async function replaceKeyRow(
  tx: TenantTx,
  id: string,
  by: string,
  overlapHours: number,
): Promise<void> {
  await tx.sql`
    update api_keys set replaced_by = ${by},
      expires_at = least(coalesce(expires_at, 'infinity'), now() + make_interval(hours => ${overlapHours}))
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

/** Counts active keys of the organisation and of one user. Blocks creation of other keys until the transaction ends. */
export async function countKeys(
  tx: TenantTx,
  userId: string,
): Promise<{ organisation: number; person: number }> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/keys`}, 0))`
  const [counts] = await tx.sql<{ organisation: number; person: number }[]>`
    select count(*)::int as organisation, count(*) filter (where user_id = ${userId})::int as person
    from api_keys where tenant_id = ${tx.tenantId} and revoked_at is null
      and (expires_at is null or expires_at > now())`
  return counts ?? { organisation: 0, person: 0 }
}

const serviceColumns = columnsOf(users, 'id', 'name', 'disabledAt', 'createdAt')
export type ServiceAccountRow = RowOf<typeof serviceColumns> & {
  role: ServiceRole
}

/** Active accounts first, by name; after the time, name and id of `after`. */
export function listServiceRows(tx: TenantTx, after: string[] | null, atMost: number) {
  const [at = null, name = null, id = null] = after ?? []
  return tx.sql<(ServiceAccountRow & { position: string })[]>`
    select ${serviceColumns(tx)}, role, coalesce(disabled_at, '-infinity')::text as position from users
    where tenant_id = ${tx.tenantId} and kind = 'service'
      and (${id}::uuid is null or (coalesce(disabled_at, '-infinity'), name, id)
        > (${at}::text::timestamptz, ${name}::text, ${id}::uuid))
    order by coalesce(disabled_at, '-infinity'), name, id limit ${atMost}`
}

/** Locks a service account for a change. */
export async function getServiceForChange(tx: TenantTx, id: string): Promise<ServiceAccountRow> {
  const [row] = await tx.sql<ServiceAccountRow[]>`
    select ${serviceColumns(tx)}, role from users
    where tenant_id = ${tx.tenantId} and id = ${id} and kind = 'service' for no key update`
  if (!row) throw notFound('service account')
  return row
}

export async function insertService(
  tx: TenantTx,
  { id, name, role }: { id: string; name: string; role: string },
): Promise<void> {
  await tx.sql`
    insert into users (tenant_id, id, kind, name, role, locale)
    select ${tx.tenantId}, ${id}, 'service', ${name}, ${role}, locale from tenants where id = ${tx.tenantId}`
}

export async function updateService(
  tx: TenantTx,
  id: string,
  { name, role, isActive }: { name: string; role: string; isActive: boolean },
): Promise<void> {
  await tx.sql`
    update users set name = ${name}, role = ${role},
      disabled_at = case when ${isActive} then null else coalesce(disabled_at, now()) end
    where tenant_id = ${tx.tenantId} and id = ${id}`
}

export async function findActivePerson(tx: TenantTx, email: string): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from users where tenant_id = ${tx.tenantId} and email = ${email} and disabled_at is null`
  return row?.id
}

export async function findActiveService(tx: TenantTx, name: string): Promise<string | undefined> {
  const [row] = await tx.sql<{ id: string }[]>`
    select id from users where tenant_id = ${tx.tenantId} and kind = 'service' and name = ${name}
      and disabled_at is null order by id limit 1`
  return row?.id
}

/** Cache ids of a user's keys. */
export async function listKeyIds(tx: TenantTx, userId: string): Promise<string[]> {
  const rows = await tx.sql<{ publicId: string }[]>`
    select public_id as "publicId" from api_keys where tenant_id = ${tx.tenantId} and user_id = ${userId} and revoked_at is null
      and (expires_at is null or expires_at > now())`
  return rows.map((row) => row.publicId)
}
