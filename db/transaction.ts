import type { Database } from './client.ts'
import { type TenantTx, withTenant } from './tenant.ts'
import { type Ctx, actorId } from '../server/platform/context.ts'
import { AppError } from '../server/platform/errors.ts'

/**
 * Runs a write in `withTenant`. If the request has an `Idempotency-Key`, the result is stored in the same transaction,
 * so that a repeated request gets the same result without a second effect. `work` must return JSON. If the result
 * contains a secret, `keep` returns what may be stored; a repeated request gets only that.
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
 * Whether this request was already answered. Checks that come before its `withWrite` can then be skipped, since they
 * passed the first time.
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

/** Claims the key for this transaction, or returns the stored result of an earlier request. */
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
      'The same request is still being processed. Wait a moment and send it again with the same key.',
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
