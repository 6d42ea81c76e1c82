import { and, desc, eq, isNull, ne, sql } from 'drizzle-orm'
import { oneTimeLinks, sessions, users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { SessionRow, UserRow } from '../repo.ts'

const isOpenSessionOf = (tx: TenantTx, userId: string) =>
  and(
    eq(sessions.tenantId, tx.tenantId),
    eq(sessions.userId, userId),
    isNull(sessions.endedAt),
    sql`${sessions.expiresAt} > now()`,
  )

/** The last used first, after the moment and id of `after`. */
export async function listOpenSessions(
  tx: TenantTx,
  userId: string,
  after: string[] | null,
  atMost: number,
): Promise<{ session: SessionRow; position: string }[]> {
  const [at, id] = after ?? []
  return tx.orm
    .select({ session: sessions, position: sql<string>`${sessions.lastUsedAt}::text` })
    .from(sessions)
    .where(
      and(
        isOpenSessionOf(tx, userId),
        after
          ? sql`(${sessions.lastUsedAt}, ${sessions.id}) < (${at}::text::timestamptz, ${id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(sessions.lastUsedAt), desc(sessions.id))
    .limit(atMost)
}

/** Ends one session of the person, or where `except` is given all but that one; gives what ended. */
export async function endSessionsOf(
  tx: TenantTx,
  userId: string,
  which: { only: string } | { except: string } | 'all',
): Promise<string[]> {
  const chosen =
    which === 'all'
      ? undefined
      : 'only' in which
        ? eq(sessions.id, which.only)
        : ne(sessions.id, which.except)
  const ended = await tx.orm
    .update(sessions)
    .set({ endedAt: sql`now()` })
    .where(and(isOpenSessionOf(tx, userId), chosen))
    .returning({ id: sessions.id })
  return ended.map(({ id }) => id)
}

export async function noteProof(tx: TenantTx, sessionId: string): Promise<void> {
  await tx.orm
    .update(sessions)
    .set({ provedAt: sql`now()` })
    .where(and(eq(sessions.tenantId, tx.tenantId), eq(sessions.id, sessionId)))
}

/** Changes the password unless it was changed since `earlier` was read; gives whether it did. */
export async function replacePassword(
  tx: TenantTx,
  userId: string,
  passwordHash: string,
  earlier: { hash: string | null } | null,
): Promise<boolean> {
  const changed = await tx.orm
    .update(users)
    .set({ passwordHash })
    .where(
      and(
        eq(users.tenantId, tx.tenantId),
        eq(users.id, userId),
        isNull(users.disabledAt),
        earlier ? sql`${users.passwordHash} is not distinct from ${earlier.hash}` : undefined,
      ),
    )
    .returning({ id: users.id })
  return changed.length > 0
}

const isOpenReset = (tx: TenantTx) =>
  and(
    eq(oneTimeLinks.tenantId, tx.tenantId),
    eq(oneTimeLinks.purpose, 'reset-password'),
    isNull(oneTimeLinks.usedAt),
  )

/**
 * A link for a new password, in place of earlier ones; gives until when it works. `email`: where it is sent, if it is shown
 * to nobody.
 */
export async function insertResetLink(
  tx: TenantTx,
  link: {
    id: string
    userId: string
    tokenHash: string
    createdBy: string | null
    email: string | null
  },
  hours: number,
): Promise<Date> {
  // Whoever asks at the sign-in page may be a stranger: an admin's link works on.
  await closeResetLinks(tx, link.userId, link.createdBy === null ? 'asked for' : 'all')
  const [added] = await tx.orm
    .insert(oneTimeLinks)
    .values({
      tenantId: tx.tenantId,
      purpose: 'reset-password',
      ...link,
      expiresAt: sql`now() + make_interval(hours => ${hours})`,
    })
    .returning({ expiresAt: oneTimeLinks.expiresAt })
  if (!added) throw new Error('the link was not kept')
  return added.expiresAt
}

/** All of them, or those alone that were asked for at the sign-in page. */
export async function closeResetLinks(
  tx: TenantTx,
  userId: string,
  which: 'all' | 'asked for' = 'all',
): Promise<void> {
  await tx.orm
    .update(oneTimeLinks)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        isOpenReset(tx),
        eq(oneTimeLinks.userId, userId),
        which === 'asked for' ? isNull(oneTimeLinks.createdBy) : undefined,
      ),
    )
}

/** Whether a link that was asked for at the sign-in page is a few minutes old: another one tells nobody more. */
export async function hasFreshResetLink(tx: TenantTx, userId: string): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from one_time_links
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and purpose = 'reset-password'
      and created_by is null and used_at is null and created_at > now() - interval '5 minutes'`
  return rows.length > 0
}

/** Whom a link in force is for. */
export async function findResetUser(tx: TenantTx, tokenHash: string): Promise<UserRow | undefined> {
  const [row] = await tx.orm
    .select({ user: users })
    .from(oneTimeLinks)
    .innerJoin(
      users,
      and(eq(users.tenantId, oneTimeLinks.tenantId), eq(users.id, oneTimeLinks.userId)),
    )
    .where(
      and(
        isOpenReset(tx),
        eq(oneTimeLinks.tokenHash, tokenHash),
        sql`${oneTimeLinks.expiresAt} > now()`,
        isNull(users.disabledAt),
      ),
    )
  return row?.user
}

/** Takes a link in force: of any number who try, one gets it. */
export async function takeResetLink(
  tx: TenantTx,
  tokenHash: string,
): Promise<{ email: string | null } | undefined> {
  const [taken] = await tx.orm
    .update(oneTimeLinks)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        isOpenReset(tx),
        eq(oneTimeLinks.tokenHash, tokenHash),
        sql`${oneTimeLinks.expiresAt} > now()`,
      ),
    )
    .returning({ email: oneTimeLinks.email })
  return taken
}
