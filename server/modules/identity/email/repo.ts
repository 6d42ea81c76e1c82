import type { TenantTx } from '../../../../db/tenant.ts'

export const changeHours = 24

export const proofHours = 24

/** Inserts a link that proves the person's current address; replaces earlier ones. */
export async function insertProofLink(
  tx: TenantTx,
  link: { id: string; userId: string; email: string; tokenHash: string },
): Promise<void> {
  await tx.sql`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${link.userId} and purpose = 'prove-email' and used_at is null`
  await tx.sql`
    insert into one_time_links (tenant_id, id, user_id, purpose, token_hash, email, expires_at)
    values (${tx.tenantId}, ${link.id}, ${link.userId}, 'prove-email', ${link.tokenHash}, ${link.email},
      now() + make_interval(hours => ${proofHours}))`
}

interface ChangeLinks {
  userId: string
  email: string
  pairId: string
  old: { id: string; tokenHash: string }
  new: { id: string; tokenHash: string }
}

/** Inserts both links of an email change; replaces those of an earlier change. */
export async function insertEmailChange(tx: TenantTx, change: ChangeLinks): Promise<void> {
  await closeEmailChanges(tx, change.userId)
  for (const purpose of ['leave-email', 'change-email'] as const) {
    const { id, tokenHash } = purpose === 'leave-email' ? change.old : change.new
    await tx.sql`
      insert into one_time_links (tenant_id, id, user_id, purpose, token_hash, email, pair_id, expires_at)
      values (${tx.tenantId}, ${id}, ${change.userId}, ${purpose}, ${tokenHash}, ${change.email},
        ${change.pairId}, now() + make_interval(hours => ${changeHours}))`
  }
}

/** Closes both links of a change together, so that a half-confirmed change can never complete. */
export async function closeEmailChanges(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and purpose in ('change-email', 'leave-email')
      and used_at is null`
}

export interface OpenChange {
  email: string
  agreed: ('old' | 'new')[]
  expiresAt: string
}

/** The pending change: one confirmation or both are missing. */
export async function findEmailChange(
  tx: TenantTx,
  userId: string,
): Promise<OpenChange | undefined> {
  const [row] = await tx.sql<{ email: string; waits: string[]; expiresAt: Date }[]>`
    select email, array_agg(purpose) as waits, min(expires_at) as "expiresAt" from one_time_links
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and purpose in ('change-email', 'leave-email')
      and used_at is null and expires_at > now()
    group by pair_id, email limit 1`
  if (!row) return undefined
  const agreed = (['old', 'new'] as const).filter(
    (side) => !row.waits.includes(side === 'old' ? 'leave-email' : 'change-email'),
  )
  return { email: row.email, agreed, expiresAt: row.expiresAt.toISOString() }
}

/** The user of an active link. */
export async function findEmailLink(
  tx: TenantTx,
  tokenHash: string,
): Promise<{ userId: string } | undefined> {
  const [row] = await tx.sql<{ userId: string }[]>`
    select user_id as "userId" from one_time_links
    where tenant_id = ${tx.tenantId} and token_hash = ${tokenHash}
      and purpose in ('change-email', 'leave-email') and used_at is null and expires_at > now()`
  return row
}

/** Consumes a link; returns the new address and whether the other address has confirmed. */
export async function takeEmailLink(
  tx: TenantTx,
  tokenHash: string,
): Promise<{ email: string; isAgreed: boolean } | undefined> {
  const [taken] = await tx.sql<{ email: string; pairId: string }[]>`
    update one_time_links set used_at = now()
    where tenant_id = ${tx.tenantId} and token_hash = ${tokenHash}
      and purpose in ('change-email', 'leave-email') and used_at is null and expires_at > now()
    returning email, pair_id as "pairId"`
  if (!taken) return undefined
  const open = await tx.sql`
    select 1 from one_time_links
    where tenant_id = ${tx.tenantId} and pair_id = ${taken.pairId} and used_at is null`
  return { email: taken.email, isAgreed: open.length === 0 }
}

export async function isEmailTaken(tx: TenantTx, email: string): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from users where tenant_id = ${tx.tenantId} and email = ${email}`
  return rows.length > 0
}

/** Returns false if somebody else has the address. */
export async function setEmail(
  tx: TenantTx,
  userId: string,
  { email, isProved }: { email: string; isProved: boolean },
): Promise<boolean> {
  const rows = await tx.sql`
    update users set email = ${email}, email_proved_at = case when ${isProved} then now() end
    where tenant_id = ${tx.tenantId} and id = ${userId}
      and not exists (select from users o where o.tenant_id = ${tx.tenantId} and o.email = ${email} and o.id <> ${userId})
    returning 1`
  return rows.length > 0
}
