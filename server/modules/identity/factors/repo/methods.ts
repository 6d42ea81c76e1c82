import { and, asc, eq, sql } from 'drizzle-orm'
import { passkeys, totpFactors, users } from '../../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import type { FactorMethod } from '../../../../platform/factor-methods.ts'
import type { UserRow } from '../../repo.ts'

export type PasskeyRow = typeof passkeys.$inferSelect
export type TotpRow = typeof totpFactors.$inferSelect

const isOf = (tx: TenantTx, userId: string) =>
  and(eq(totpFactors.tenantId, tx.tenantId), eq(totpFactors.userId, userId))

export async function findTotp(tx: TenantTx, userId: string): Promise<TotpRow | undefined> {
  const [row] = await tx.orm.select().from(totpFactors).where(isOf(tx, userId))
  return row
}

/** Starts or restarts set-up of an authenticator app; returns false if a confirmed one exists. */
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

/** Returns false if the set-up was restarted or confirmed meanwhile. */
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

/** Consumes the code of a time step: of concurrent calls one gets it, and earlier steps are rejected afterwards. */
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

/** The person's passkeys: those for the host, or all. */
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

/** Returns the passkey with its active owner. */
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

/** Returns nothing if the credential is already registered. */
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

/** Records a use; returns false if the authenticator's counter did not increase. */
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

/** Methods that the person can use for the second step; empty without a factor. Recovery codes alone do not count. */
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

/** Of concurrent calls with one code, one gets it. */
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

/** Deletes all second factors of the person, and pending sign-ins. */
export async function deleteFactors(tx: TenantTx, userId: string): Promise<void> {
  await tx.sql`delete from totp_factors where tenant_id = ${tx.tenantId} and user_id = ${userId}`
  await tx.sql`delete from passkeys where tenant_id = ${tx.tenantId} and user_id = ${userId}`
  await deleteRecoveryCodes(tx, userId)
  await tx.sql`delete from pending_sign_ins where tenant_id = ${tx.tenantId} and user_id = ${userId}`
}
