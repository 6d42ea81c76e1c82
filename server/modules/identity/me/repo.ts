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

/** Last used first, after the time and id of `after`. */
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

/** Ends one session of the person, or with `except` all others; returns the ended ids. */
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

export async function recordProof(tx: TenantTx, sessionId: string): Promise<void> {
  await tx.orm
    .update(sessions)
    .set({ provedAt: sql`now()` })
    .where(and(eq(sessions.tenantId, tx.tenantId), eq(sessions.id, sessionId)))
}

/** Returns false if the password changed since `earlier` was read. */
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
 * Inserts a password link that replaces earlier ones; returns its expiry. `email`: where it is sent, unless it is
 * shown.
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
  // A request from the sign-in page may come from a stranger, so it does not invalidate an admin's link.
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

/** Closes all links, or only those requested from the sign-in page. */
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

/** Whether a requested link is only minutes old; then no other one is sent. */
export async function hasFreshResetLink(tx: TenantTx, userId: string): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from one_time_links
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and purpose = 'reset-password'
      and created_by is null and used_at is null and created_at > now() - interval '5 minutes'`
  return rows.length > 0
}

/** The user of an active link. */
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

/** Consumes an active link; of concurrent calls, one gets it. */
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
