import { and, eq, isNull, sql } from 'drizzle-orm'
import { sessions, tenants, users } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'

export type UserRow = typeof users.$inferSelect
export type SessionRow = typeof sessions.$inferSelect

export async function findUserByEmail(tx: TenantTx, email: string): Promise<UserRow | undefined> {
  const [user] = await tx.orm
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.email, email)))
  return user
}

export async function findUser(tx: TenantTx, id: string): Promise<UserRow | undefined> {
  const [user] = await tx.orm
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, id)))
  return user
}

/**
 * Records the sign-in and locks the person's row until the session is opened; returns nothing if they are deactivated
 * or their password has changed.
 */
export async function lockForSignIn(
  tx: TenantTx,
  { id, passwordHash }: Pick<UserRow, 'id' | 'passwordHash'>,
): Promise<UserRow | undefined> {
  const [user] = await tx.orm
    .update(users)
    .set({ lastSeenAt: sql`now()` })
    .where(
      and(
        eq(users.tenantId, tx.tenantId),
        eq(users.id, id),
        isNull(users.disabledAt),
        sql`${users.passwordHash} is not distinct from ${passwordHash}`,
      ),
    )
    .returning()
  return user
}

/** Records activity at most once a minute; skips rows that are locked by a concurrent change. */
export async function touchSession(tx: TenantTx, sessionId: string, userId: string): Promise<void> {
  await tx.sql`
    update users set last_seen_at = now()
    where tenant_id = ${tx.tenantId} and id in (
      select id from users where tenant_id = ${tx.tenantId} and id = ${userId}
        and (last_seen_at is null or last_seen_at < now() - interval '1 minute')
      for no key update skip locked)`
  await tx.sql`
    update sessions set last_used_at = now()
    where tenant_id = ${tx.tenantId} and id in (
      select id from sessions where tenant_id = ${tx.tenantId} and id = ${sessionId}
        and last_used_at < now() - interval '1 minute'
      for no key update skip locked)`
}

export async function findOrganisation(
  tx: TenantTx,
): Promise<{ name: string; locale: UserRow['locale'] }> {
  const [row] = await tx.sql<{ name: string; locale: UserRow['locale'] }[]>`
    select name, locale from tenants where id = ${tx.tenantId}`
  return row ?? { name: '', locale: 'en' }
}

export const findOrganisationName = async (tx: TenantTx): Promise<string> =>
  (await findOrganisation(tx)).name

export async function updateUser(
  tx: TenantTx,
  id: string,
  change: Partial<Pick<UserRow, 'name' | 'locale' | 'timeZone'>>,
): Promise<UserRow | undefined> {
  const [user] = await tx.orm
    .update(users)
    .set(change)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, id)))
    .returning()
  return user
}

export async function insertSession(
  tx: TenantTx,
  session: Pick<
    SessionRow,
    'id' | 'userId' | 'refreshHash' | 'expiresAt' | 'userAgent' | 'address'
  >,
): Promise<void> {
  await tx.orm.insert(sessions).values({ tenantId: tx.tenantId, ...session })
}

/**
 * The date from which the person needs a second factor; null if they have one or the organisation does not require it.
 */
// Written in SQL: in a single-table query Drizzle omits table names, and these columns would resolve to another table.
const owesFactorFrom = sql<Date | null>`(
  select t.second_factor_from from tenants t where t.id = users.tenant_id
    and not exists (select from totp_factors f
      where f.tenant_id = t.id and f.user_id = users.id and f.confirmed_at is not null)
    and not exists (select from passkeys p where p.tenant_id = t.id and p.user_id = users.id))`.mapWith(
  tenants.secondFactorFrom,
)

export async function findFactorDeadline(tx: TenantTx, userId: string): Promise<Date | null> {
  const [row] = await tx.orm
    .select({ owesFactorFrom })
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, userId)))
  return row?.owesFactorFrom ?? null
}

/** Returns the session with its user if both are active. */
export async function findLiveSession(
  tx: TenantTx,
  sessionId: string,
): Promise<{ session: SessionRow; user: UserRow; owesFactorFrom: Date | null } | undefined> {
  const [row] = await tx.orm
    .select({ session: sessions, user: users, owesFactorFrom })
    .from(sessions)
    .innerJoin(users, and(eq(users.tenantId, sessions.tenantId), eq(users.id, sessions.userId)))
    .where(
      and(
        eq(sessions.tenantId, tx.tenantId),
        eq(sessions.id, sessionId),
        isNull(sessions.endedAt),
        isNull(users.disabledAt),
        sql`${sessions.expiresAt} > now()`,
      ),
    )
  return row
}

/** Like findLiveSession, but locks the row so that concurrent refreshes of one session run one after another. */
export async function lockSession(
  tx: TenantTx,
  sessionId: string,
): Promise<SessionRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(sessions)
    .where(and(eq(sessions.tenantId, tx.tenantId), eq(sessions.id, sessionId)))
    .for('update')
  return row
}

export async function rotateSession(
  tx: TenantTx,
  session: SessionRow,
  refreshHash: string,
  expiresAt: Date,
): Promise<void> {
  await tx.orm
    .update(sessions)
    .set({
      refreshHash,
      previousRefreshHash: session.refreshHash,
      rotatedAt: sql`now()`,
      lastUsedAt: sql`now()`,
      expiresAt,
    })
    .where(and(eq(sessions.tenantId, tx.tenantId), eq(sessions.id, session.id)))
}

export async function endSession(tx: TenantTx, sessionId: string): Promise<void> {
  await tx.orm
    .update(sessions)
    .set({ endedAt: sql`now()` })
    .where(
      and(eq(sessions.tenantId, tx.tenantId), eq(sessions.id, sessionId), isNull(sessions.endedAt)),
    )
}

/** Deletes sessions that ended or expired more than a day ago. */
export async function deleteStaleSessions(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    delete from sessions where tenant_id = ${tx.tenantId} and user_id = ${userId}
      and least(coalesce(ended_at, expires_at), expires_at) < now() - interval '1 day'`
}
