import { and, asc, eq, sql } from 'drizzle-orm'
import { passkeys, totpFactors, users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { FactorMethod } from '../../../platform/factor-methods.ts'
import type { UserRow } from '../repo.ts'

export type PasskeyRow = typeof passkeys.$inferSelect
export type TotpRow = typeof totpFactors.$inferSelect

const isOf = (tx: TenantTx, userId: string) =>
  and(eq(totpFactors.tenantId, tx.tenantId), eq(totpFactors.userId, userId))

export async function findTotp(tx: TenantTx, userId: string): Promise<TotpRow | undefined> {
  const [row] = await tx.orm.select().from(totpFactors).where(isOf(tx, userId))
  return row
}

/** Begins anew where one was begun; gives whether it did: not over one that is in use. */
export async function beginTotp(tx: TenantTx, userId: string, sealed: string): Promise<boolean> {
  const begun = await tx.orm
    .insert(totpFactors)
    .values({ tenantId: tx.tenantId, userId, sealed })
    .onConflictDoUpdate({
      target: [totpFactors.tenantId, totpFactors.userId],
      set: { sealed, createdAt: sql`now()` },
      setWhere: sql`${totpFactors.confirmedAt} is null`,
    })
    .returning({ userId: totpFactors.userId })
  return begun.length > 0
}

/** Gives whether it did: not where another one was begun, or this one confirmed, meanwhile. */
export async function confirmTotp(
  tx: TenantTx,
  userId: string,
  { sealed, step }: { sealed: string; step: number },
): Promise<boolean> {
  const confirmed = await tx.orm
    .update(totpFactors)
    .set({ confirmedAt: sql`now()`, lastStep: step })
    .where(
      and(
        isOf(tx, userId),
        eq(totpFactors.sealed, sealed),
        sql`${totpFactors.confirmedAt} is null`,
      ),
    )
    .returning({ userId: totpFactors.userId })
  return confirmed.length > 0
}

/** Takes the code of a time step: of any number who try, one gets it, and none an earlier one afterwards. */
export async function takeStep(
  tx: TenantTx,
  userId: string,
  { sealed, step }: { sealed: string; step: number },
): Promise<boolean> {
  const taken = await tx.orm
    .update(totpFactors)
    .set({ lastStep: step })
    .where(
      and(
        isOf(tx, userId),
        eq(totpFactors.sealed, sealed),
        sql`${totpFactors.confirmedAt} is not null and coalesce(${totpFactors.lastStep}, -1) < ${step}`,
      ),
    )
    .returning({ userId: totpFactors.userId })
  return taken.length > 0
}

export async function deleteTotp(tx: TenantTx, userId: string): Promise<boolean> {
  const gone = await tx.orm
    .delete(totpFactors)
    .where(and(isOf(tx, userId), sql`${totpFactors.confirmedAt} is not null`))
    .returning({ userId: totpFactors.userId })
  return gone.length > 0
}

/** Those that work at the host, or all of the person. */
export async function listPasskeys(
  tx: TenantTx,
  userId: string,
  rpId?: string,
): Promise<PasskeyRow[]> {
  return tx.orm
    .select()
    .from(passkeys)
    .where(
      and(
        eq(passkeys.tenantId, tx.tenantId),
        eq(passkeys.userId, userId),
        rpId === undefined ? undefined : eq(passkeys.rpId, rpId),
      ),
    )
    .orderBy(asc(passkeys.createdAt), asc(passkeys.id))
}

/** With whom it belongs to, while they may come in. */
export async function findPasskey(
  tx: TenantTx,
  credentialId: string,
): Promise<{ passkey: PasskeyRow; user: UserRow } | undefined> {
  const [row] = await tx.orm
    .select({ passkey: passkeys, user: users })
    .from(passkeys)
    .innerJoin(users, and(eq(users.tenantId, passkeys.tenantId), eq(users.id, passkeys.userId)))
    .where(
      and(
        eq(passkeys.tenantId, tx.tenantId),
        eq(passkeys.credentialId, credentialId),
        sql`${users.disabledAt} is null`,
      ),
    )
  return row
}

/** Nothing where the credential is registered already. */
export async function insertPasskey(
  tx: TenantTx,
  passkey: Omit<typeof passkeys.$inferInsert, 'tenantId'>,
): Promise<PasskeyRow | undefined> {
  const [added] = await tx.orm
    .insert(passkeys)
    .values({ tenantId: tx.tenantId, ...passkey })
    .onConflictDoNothing({ target: [passkeys.tenantId, passkeys.credentialId] })
    .returning()
  return added
}

/** Notes a use; gives whether it was one: not where the authenticator counted no further than before. */
export async function takeCount(tx: TenantTx, id: string, counter: number): Promise<boolean> {
  const taken = await tx.orm
    .update(passkeys)
    .set({ counter, lastUsedAt: sql`now()` })
    .where(
      and(
        eq(passkeys.tenantId, tx.tenantId),
        eq(passkeys.id, id),
        sql`(${passkeys.counter} < ${counter} or (${passkeys.counter} = 0 and ${counter} = 0))`,
      ),
    )
    .returning({ id: passkeys.id })
  return taken.length > 0
}

export async function renamePasskey(
  tx: TenantTx,
  userId: string,
  id: string,
  name: string,
): Promise<PasskeyRow | undefined> {
  const [renamed] = await tx.orm
    .update(passkeys)
    .set({ name })
    .where(
      and(eq(passkeys.tenantId, tx.tenantId), eq(passkeys.userId, userId), eq(passkeys.id, id)),
    )
    .returning()
  return renamed
}

export async function deletePasskey(tx: TenantTx, userId: string, id: string): Promise<boolean> {
  const gone = await tx.orm
    .delete(passkeys)
    .where(
      and(eq(passkeys.tenantId, tx.tenantId), eq(passkeys.userId, userId), eq(passkeys.id, id)),
    )
    .returning({ id: passkeys.id })
  return gone.length > 0
}

/** By what the person can take the second step; nothing where they have no factor. Recovery codes are none by themselves. */
export async function listMethods(tx: TenantTx, userId: string): Promise<FactorMethod[]> {
  const [has] = await tx.sql<{ totp: boolean; passkey: boolean; recovery: boolean }[]>`
    select
      exists (select from totp_factors where tenant_id = ${tx.tenantId} and user_id = ${userId}
        and confirmed_at is not null) as totp,
      exists (select from passkeys where tenant_id = ${tx.tenantId} and user_id = ${userId}) as passkey,
      exists (select from recovery_codes where tenant_id = ${tx.tenantId} and user_id = ${userId}
        and used_at is null) as recovery`
  if (!has || (!has.totp && !has.passkey)) return []
  return (['totp', 'passkey', 'recovery'] as const).filter((method) => has[method])
}

export async function replaceRecoveryCodes(
  tx: TenantTx,
  userId: string,
  codes: { id: string; hash: string }[],
): Promise<void> {
  await deleteRecoveryCodes(tx, userId)
  await tx.sql`
    insert into recovery_codes (tenant_id, id, user_id, code_hash)
    select ${tx.tenantId}, c.id, ${userId}, c.hash
    from unnest(${codes.map(({ id }) => id)}::uuid[], ${codes.map(({ hash }) => hash)}::text[]) as c(id, hash)`
}

export async function deleteRecoveryCodes(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`
    delete from recovery_codes where tenant_id = ${tx.tenantId} and user_id = ${userId}`
}

export async function countRecoveryCodes(tx: TenantTx, userId: string): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from recovery_codes
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and used_at is null`
  return row?.count ?? 0
}

export async function hasRecoveryCode(
  tx: TenantTx,
  userId: string,
  hash: string,
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from recovery_codes
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and code_hash = ${hash} and used_at is null`
  return rows.length > 0
}

/** Of any number who try with one code, one gets it. */
export async function takeRecoveryCode(
  tx: TenantTx,
  userId: string,
  hash: string,
): Promise<boolean> {
  const rows = await tx.sql`
    update recovery_codes set used_at = now()
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and code_hash = ${hash} and used_at is null
    returning 1`
  return rows.length > 0
}

/** Takes everything away by which the person takes a second step, and sign-ins that wait for one. */
export async function deleteFactors(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`delete from totp_factors where tenant_id = ${tx.tenantId} and user_id = ${userId}`
  await tx.sql`delete from passkeys where tenant_id = ${tx.tenantId} and user_id = ${userId}`
  await deleteRecoveryCodes(tx, userId)
  await tx.sql`delete from pending_sign_ins where tenant_id = ${tx.tenantId} and user_id = ${userId}`
}
