import type { Database } from '../../db/client.ts'
import { type TenantTx, withTenant } from '../../db/tenant.ts'
import { type Ctx, actorId } from './context.ts'
import { AppError } from './errors.ts'

/**
 * A write: `withTenant`, and where the request carries an `Idempotency-Key`, the answer is kept in the same transaction,
 * so that the same request again gets the same answer without a second effect. `work` returns what JSON can hold; of an
 * answer that holds a secret, only what `keep` leaves is kept, and given to the request that comes again.
 */
export async function withWrite<T>(
  db: Database,
  ctx: Ctx,
  work: (tx: TenantTx) => Promise<T>,
  keep: (result: T) => unknown = (result) => result ?? null,
): Promise<T> {
  const write = ctx.idempotency
  const principalId = actorId(ctx)
  if (!write || !principalId) return withTenant(db, ctx, work)
  return withTenant(db, ctx, async (tx) => {
    const earlier = await claimKey(tx, principalId, write.key, write.requestHash)
    if (earlier !== null) return JSON.parse(earlier) as T
    const result = await work(tx)
    await tx.sql`
      update idempotent_writes set result = ${JSON.stringify(keep(result))}
      where tenant_id = ${tx.tenantId} and principal_id = ${principalId} and key = ${write.key}`
    return result
  })
}

/**
 * Whether this very request was answered before: whatever would be refused before its `withWrite` need not be asked then,
 * as that was done already.
 */
export async function wasAnswered(db: Database, ctx: Ctx): Promise<boolean> {
  const write = ctx.idempotency
  const principalId = actorId(ctx)
  if (!write || !principalId) return false
  return withTenant(db, ctx, async (tx) => {
    const rows = await tx.sql`
      select 1 from idempotent_writes
      where tenant_id = ${tx.tenantId} and principal_id = ${principalId} and key = ${write.key}
        and request_hash = ${write.requestHash} and result is not null
        and created_at >= now() - interval '24 hours'`
    return rows.length > 0
  })
}

/** Takes the key for this transaction, or returns what the earlier request answered. */
async function claimKey(
  tx: TenantTx,
  principalId: string,
  key: string,
  requestHash: string,
): Promise<string | null> {
  const [lock] = await tx.sql<{ taken: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/${principalId}/${key}`}, 0)) as taken`
  if (!lock?.taken) {
    throw new AppError(
      'idempotency_in_flight',
      'The same request is still being worked on. Wait a moment and send it again with the same key.',
      [],
      { 'retry-after': '1' },
      'Такой же запрос ещё выполняется. Подождите немного и отправьте его снова с тем же ключом.',
    )
  }
  await tx.sql`
    delete from idempotent_writes
    where tenant_id = ${tx.tenantId} and created_at < now() - interval '24 hours'`
  const [earlier] = await tx.sql<{ request_hash: string; result: string | null }[]>`
    insert into idempotent_writes (tenant_id, principal_id, key, request_hash)
    values (${tx.tenantId}, ${principalId}, ${key}, ${requestHash})
    on conflict (tenant_id, principal_id, key)
      do update set attempts = idempotent_writes.attempts + 1
    returning request_hash, result`
  if (earlier && earlier.request_hash !== requestHash) {
    throw new AppError(
      'idempotency_mismatch',
      'This Idempotency-Key was used for another request. Use a new key for a new request.',
      [],
      {},
      'Этот Idempotency-Key уже был у другого запроса. Для нового запроса возьмите новый ключ.',
    )
  }
  return earlier?.result ?? null
}
