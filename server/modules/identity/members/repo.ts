import { and, asc, eq, ilike, isNull, or, type SQL, sql } from 'drizzle-orm'
import { users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { UserRow } from '../repo.ts'
import { keyCacheId } from '../ports.ts'

// Written in SQL: in a single-table query Drizzle omits table names, and these columns would resolve to another table.
const hasSecondFactor = sql<boolean>`(
  exists (select from totp_factors f
    where f.tenant_id = users.tenant_id and f.user_id = users.id and f.confirmed_at is not null)
  or exists (select from passkeys p where p.tenant_id = users.tenant_id and p.user_id = users.id))`

export interface UserFilter {
  q?: string
  role?: UserRow['role']
  seesAll: boolean
}

/** By name, after the name and id of `after`. */
export async function listUsers(
  tx: TenantTx,
  { q, role, seesAll }: UserFilter,
  after: string[] | null,
  atMost: number,
): Promise<(UserRow & { hasSecondFactor: boolean })[]> {
  const conditions: (SQL | undefined)[] = [
    eq(users.tenantId, tx.tenantId),
    eq(users.kind, 'person'),
  ]
  if (!seesAll) conditions.push(isNull(users.disabledAt))
  if (after) {
    const [name, id] = after
    conditions.push(sql`(${users.name}, ${users.id}) > (${name}::text, ${id}::uuid)`)
  }
  if (role) conditions.push(eq(users.role, role))
  if (q?.trim()) {
    const pattern = `%${q.trim().replace(/[\\%_]/g, String.raw`\$&`)}%`
    conditions.push(
      or(
        sql`fold_text(${users.name}) like fold_text(${pattern})`,
        seesAll ? ilike(users.email, pattern) : undefined,
      ),
    )
  }
  const rows = await tx.orm
    .select({ user: users, hasSecondFactor })
    .from(users)
    .where(and(...conditions))
    .orderBy(asc(users.name), asc(users.id))
    .limit(atMost)
  return rows.map(({ user, hasSecondFactor }) => ({ ...user, hasSecondFactor }))
}

/** Serializes changes of roles and status, so that two owners cannot demote each other. */
export async function lockMembers(tx: TenantTx): Promise<void> {
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/members`}, 0))`
}

/** Locks the person's row; concurrent sign-ins as them wait. */
export async function lockUser(tx: TenantTx, id: string): Promise<UserRow | undefined> {
  const [user] = await tx.orm
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, id)))
    .for('update')
  return user
}

export async function countOtherOwners(tx: TenantTx, userId: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users
    where tenant_id = ${tx.tenantId} and role = 'owner' and kind = 'person' and disabled_at is null
      and id <> ${userId}`
  return row?.count ?? 0
}

export async function setRoleOrStatus(
  tx: TenantTx,
  id: string,
  change: { role?: UserRow['role']; isDisabled?: boolean },
): Promise<UserRow> {
  const [user] = await tx.orm
    .update(users)
    .set({
      ...(change.role ? { role: change.role } : {}),
      ...(change.isDisabled === undefined
        ? {}
        : { disabledAt: change.isDisabled ? sql`now()` : null }),
    })
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, id)))
    .returning()
  if (!user) throw new Error('the locked person is gone')
  return user
}

/** Ends everything that gives the person access: sessions, keys and links. */
export async function revokeAllAccess(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update sessions set ended_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and ended_at is null`
  await tx.sql`
    update api_keys set revoked_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and revoked_at is null`
  await tx.sql`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and used_at is null`
}

/** Revokes what a person who lost the right has issued: invitations, and password links for others. */
export async function revokeIssuedLinks(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update invitations set withdrawn_at = now()
    where tenant_id = ${tx.tenantId} and invited_by = ${userId} and accepted_at is null and withdrawn_at is null`
  await tx.sql`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and created_by = ${userId} and used_at is null`
}

/** An older invitation must not readmit somebody who has left since. */
export async function withdrawInvitationsTo(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update invitations i set withdrawn_at = now() from users u
    where i.tenant_id = ${tx.tenantId} and u.tenant_id = i.tenant_id and u.id = ${userId} and i.email = u.email
      and i.accepted_at is null and i.withdrawn_at is null`
}

/** Cache ids of the person's active sessions and keys. */
export async function listCredentials(tx: TenantTx, userId: string): Promise<string[]> {
  const rows = await tx.sql<{ session: string | null; key: string | null }[]>`
    select id::text as session, null as key from sessions
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and ended_at is null and expires_at > now()
    union all
    select null, public_id from api_keys
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and revoked_at is null`
  return rows.flatMap(({ session, key }) => session ?? (key === null ? [] : keyCacheId(key)))
}

/** Whether the organisation is a customer of the payment provider. */
export async function isCustomer(tx: TenantTx): Promise<boolean> {
  const rows = await tx.sql`select 1 from billing_customers where tenant_id = ${tx.tenantId}`
  return rows.length > 0
}
