import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { sessions, users } from '../../../db/schema/index.ts'
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

export async function listActiveUsers(tx: TenantTx): Promise<UserRow[]> {
  return tx.orm
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), isNull(users.disabledAt)))
    .orderBy(asc(users.name), asc(users.id))
    .limit(1_000)
}

export async function updateUser(
  tx: TenantTx,
  id: string,
  change: Partial<Pick<UserRow, 'name' | 'locale'>>,
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

/** The session with its user, when both are in force. */
export async function findLiveSession(
  tx: TenantTx,
  sessionId: string,
): Promise<{ session: SessionRow; user: UserRow } | undefined> {
  const [row] = await tx.orm
    .select({ session: sessions, user: users })
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

/** The same, with the row locked: two refreshes of one session take turns. */
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

/** Sessions that ended or ran out a day ago tell nobody anything any more. */
export async function deleteStaleSessions(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    delete from sessions where tenant_id = ${tx.tenantId} and user_id = ${userId}
      and least(coalesce(ended_at, expires_at), expires_at) < now() - interval '1 day'`
}
