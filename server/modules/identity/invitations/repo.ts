import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import { invitations, users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { UserRow } from '../repo.ts'
import type { Locale } from '../../../../plugins/vocabulary.ts'

export type InvitationRow = typeof invitations.$inferSelect & { inviterName: string | null }

export const invitationDays = 7
const expiry = sql`now() + make_interval(days => ${invitationDays})`

const isOpen = (tx: TenantTx) =>
  and(
    eq(invitations.tenantId, tx.tenantId),
    isNull(invitations.acceptedAt),
    isNull(invitations.withdrawnAt),
  )

const withInviter = (tx: TenantTx) =>
  tx.orm
    .select({
      invitation: invitations,
      inviterName: users.name,
      position: sql<string>`${invitations.createdAt}::text`,
    })
    .from(invitations)
    .leftJoin(
      users,
      and(eq(users.tenantId, invitations.tenantId), eq(users.id, invitations.invitedBy)),
    )

const toRow = ({
  invitation,
  inviterName,
}: {
  invitation: typeof invitations.$inferSelect
  inviterName: string | null
}): InvitationRow => ({ ...invitation, inviterName })

/** Open invitations sent by members, newest first, after the time and id of `after`. */
export async function listOpenInvitations(
  tx: TenantTx,
  after: string[] | null,
  atMost: number,
): Promise<(InvitationRow & { position: string })[]> {
  const [at, id] = after ?? []
  const rows = await withInviter(tx)
    .where(
      and(
        isOpen(tx),
        eq(invitations.origin, 'member'),
        after
          ? sql`(${invitations.createdAt}, ${invitations.id}) < (${at}::text::timestamptz, ${id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(atMost)
  return rows.map((row) => ({ ...toRow(row), position: row.position }))
}

export async function findOpenInvitation(
  tx: TenantTx,
  id: string,
): Promise<InvitationRow | undefined> {
  const [row] = await withInviter(tx).where(and(isOpen(tx), eq(invitations.id, id)))
  return row && toRow(row)
}

/** Only an active invitation. */
export async function findInvitationByToken(
  tx: TenantTx,
  tokenHash: string,
): Promise<InvitationRow | undefined> {
  const [row] = await withInviter(tx).where(
    and(isOpen(tx), eq(invitations.tokenHash, tokenHash), sql`${invitations.expiresAt} > now()`),
  )
  return row && toRow(row)
}

export async function findUsersByEmail(tx: TenantTx, emails: string[]): Promise<UserRow[]> {
  return tx.orm
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), inArray(users.email, emails)))
}

/** A person's own join request is replaced by a member's invitation to the same address. */
export async function withdrawJoinRequests(tx: TenantTx, emails: string[]): Promise<void> {
  await tx.orm
    .update(invitations)
    .set({ withdrawnAt: sql`now()` })
    .where(and(isOpen(tx), inArray(invitations.email, emails), eq(invitations.origin, 'domain')))
}

/** An expired invitation is replaced by a new one to the same address. */
export async function withdrawExpired(tx: TenantTx, emails: string[]): Promise<void> {
  await tx.orm
    .update(invitations)
    .set({ withdrawnAt: sql`now()` })
    .where(
      and(isOpen(tx), inArray(invitations.email, emails), sql`${invitations.expiresAt} <= now()`),
    )
}

/** Returns false if another invitation to the same address is open. */
export async function insertInvitation(
  tx: TenantTx,
  invitation: Pick<
    typeof invitations.$inferInsert,
    'id' | 'email' | 'role' | 'note' | 'locale' | 'tokenHash' | 'isMailed' | 'invitedBy' | 'origin'
  >,
): Promise<boolean> {
  const added = await tx.orm
    .insert(invitations)
    .values({ tenantId: tx.tenantId, ...invitation, expiresAt: expiry })
    .onConflictDoNothing({
      target: [invitations.tenantId, invitations.email],
      where: sql`accepted_at is null and withdrawn_at is null`,
    })
    .returning({ id: invitations.id })
  return added.length > 0
}

export async function replaceToken(
  tx: TenantTx,
  id: string,
  link: { tokenHash: string; isMailed: boolean },
): Promise<boolean> {
  const changed = await tx.orm
    .update(invitations)
    .set({ ...link, expiresAt: expiry })
    .where(and(isOpen(tx), eq(invitations.id, id)))
    .returning({ id: invitations.id })
  return changed.length > 0
}

export async function withdrawById(tx: TenantTx, id: string): Promise<boolean> {
  const changed = await tx.orm
    .update(invitations)
    .set({ withdrawnAt: sql`now()` })
    .where(and(isOpen(tx), eq(invitations.id, id)))
    .returning({ id: invitations.id })
  return changed.length > 0
}

/** Consumes an active invitation; of concurrent calls, one gets it. */
export async function takeInvitation(
  tx: TenantTx,
  tokenHash: string,
): Promise<typeof invitations.$inferSelect | undefined> {
  const [taken] = await tx.orm
    .update(invitations)
    .set({ acceptedAt: sql`now()` })
    .where(
      and(isOpen(tx), eq(invitations.tokenHash, tokenHash), sql`${invitations.expiresAt} > now()`),
    )
    .returning()
  return taken
}

export async function recordAcceptance(tx: TenantTx, id: string, userId: string): Promise<void> {
  await tx.orm
    .update(invitations)
    .set({ acceptedBy: userId })
    .where(and(eq(invitations.tenantId, tx.tenantId), eq(invitations.id, id)))
}

type Joining = Pick<UserRow, 'id' | 'email' | 'name' | 'role' | 'locale' | 'passwordHash'>

/**
 * Adds a member, or returns a deactivated one to their old account if `mayReturn`, in one statement, so that both take
 * the same time. Returns nothing if the address belongs to an account that may not be taken.
 */
export async function admitUser(
  tx: TenantTx,
  user: Joining,
  mayReturn: boolean,
): Promise<UserRow | undefined> {
  const { name, role, passwordHash } = user
  const [admitted] = await tx.orm
    .insert(users)
    .values({ tenantId: tx.tenantId, ...user, lastSeenAt: sql`now()` })
    .onConflictDoUpdate({
      target: [users.tenantId, users.email],
      set: { name, role, passwordHash, disabledAt: null, lastSeenAt: sql`now()` },
      setWhere: sql`${users.disabledAt} is not null and ${mayReturn}`,
    })
    .returning()
  return admitted
}

interface InvitationFacts {
  organisation: string
  inviter: string | null
  note: string | null
  locale: Locale
}

/** The data for the invitation's message. */
export async function findInvitationFacts(tx: TenantTx, id: string): Promise<InvitationFacts> {
  const [facts] = await tx.sql<InvitationFacts[]>`
    select t.name as organisation, u.name as inviter, i.note, i.locale
    from invitations i join tenants t on t.id = i.tenant_id
    left join users u on u.tenant_id = i.tenant_id and u.id = i.invited_by
    where i.tenant_id = ${tx.tenantId} and i.id = ${id}`
  if (!facts) throw new Error('an invitation without its row')
  return facts
}

/** Deletes invitations and links that were used, withdrawn or expired 90 days ago. */
export async function deleteOldLinks(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from invitations where tenant_id = ${tx.tenantId}
      and least(expires_at, accepted_at, withdrawn_at) < now() - interval '90 days'`
  await tx.sql`
    delete from one_time_links where tenant_id = ${tx.tenantId}
      and least(expires_at, used_at) < now() - interval '90 days'`
}
