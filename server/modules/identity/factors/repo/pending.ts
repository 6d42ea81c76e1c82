import { and, eq, sql } from 'drizzle-orm'
import { passkeyChallenges, pendingSignIns, users } from '../../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'
import type { UserRow } from '../../repo.ts'

export type PendingRow = typeof pendingSignIns.$inferSelect
type ChallengeRow = typeof passkeyChallenges.$inferSelect
/** The purpose and owner of a challenge; it is valid for nothing else. */
export type ChallengeUse = Pick<ChallengeRow, 'purpose' | 'rpId' | 'userId' | 'boundTo'>

export const minutesToAnswer = 5
const inTime = sql`now() + make_interval(mins => ${minutesToAnswer})`

export async function insertChallenge(
  tx: TenantTx,
  challenge: ChallengeUse & { id: string; challenge: string },
): Promise<void> {
  await tx.sql`
    delete from passkey_challenges where tenant_id = ${tx.tenantId} and expires_at < now()`
  await tx.orm
    .insert(passkeyChallenges)
    .values({ tenantId: tx.tenantId, ...challenge, expiresAt: inTime })
}

/** Consumes an unexpired challenge, whatever the outcome; of concurrent calls, one gets it. */
export async function takeChallenge(
  tx: TenantTx,
  challenge: string,
  { purpose, rpId, userId, boundTo }: ChallengeUse,
): Promise<boolean> {
  const taken = await tx.orm
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.tenantId, tx.tenantId),
        eq(passkeyChallenges.challenge, challenge),
        eq(passkeyChallenges.purpose, purpose),
        eq(passkeyChallenges.rpId, rpId),
        sql`${passkeyChallenges.userId} is not distinct from ${userId}::uuid`,
        sql`${passkeyChallenges.boundTo} is not distinct from ${boundTo}::uuid`,
        sql`${passkeyChallenges.expiresAt} > now()`,
      ),
    )
    .returning({ id: passkeyChallenges.id })
  return taken.length > 0
}

export async function insertPending(
  tx: TenantTx,
  pending: Pick<PendingRow, 'id' | 'userId' | 'tokenHash' | 'passwordMark'>,
): Promise<Date> {
  await tx.sql`
    delete from pending_sign_ins where tenant_id = ${tx.tenantId} and expires_at < now()`
  const [added] = await tx.orm
    .insert(pendingSignIns)
    .values({ tenantId: tx.tenantId, ...pending, expiresAt: inTime })
    .returning({ expiresAt: pendingSignIns.expiresAt })
  if (!added) throw new Error('the pending sign-in was not kept')
  return added.expiresAt
}

const isOpen = (tx: TenantTx, tokenHash: string) =>
  and(
    eq(pendingSignIns.tenantId, tx.tenantId),
    eq(pendingSignIns.tokenHash, tokenHash),
    sql`${pendingSignIns.expiresAt} > now()`,
  )

/** Counts an attempt before it is verified; returns nothing after too many. */
export async function tryPending(
  tx: TenantTx,
  tokenHash: string,
  atMost: number,
): Promise<PendingRow | undefined> {
  const [row] = await tx.orm
    .update(pendingSignIns)
    .set({ attempts: sql`${pendingSignIns.attempts} + 1` })
    .where(and(isOpen(tx, tokenHash), sql`${pendingSignIns.attempts} < ${atMost}`))
    .returning()
  return row
}

export async function findPending(
  tx: TenantTx,
  tokenHash: string,
): Promise<{ pending: PendingRow; user: UserRow } | undefined> {
  const [row] = await tx.orm
    .select({ pending: pendingSignIns, user: users })
    .from(pendingSignIns)
    .innerJoin(
      users,
      and(eq(users.tenantId, pendingSignIns.tenantId), eq(users.id, pendingSignIns.userId)),
    )
    .where(and(isOpen(tx, tokenHash), sql`${users.disabledAt} is null`))
  return row
}

/** Of concurrent calls, one gets it. */
export async function takePending(tx: TenantTx, tokenHash: string): Promise<boolean> {
  const taken = await tx.orm
    .delete(pendingSignIns)
    .where(isOpen(tx, tokenHash))
    .returning({ id: pendingSignIns.id })
  return taken.length > 0
}
