import type { TenantTx } from '../../db/tenant.ts'
import { limitReached } from './limit-reached.ts'
import { readLimits } from './stored-limits.ts'

/** Counts active people; service accounts take no seat. */
export async function countMembers(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from users
    where tenant_id = ${tx.tenantId} and kind = 'person' and disabled_at is null`
  return row?.count ?? 0
}

/** Counts the organisation's own scenarios that have a draft or a published version. */
export async function countOwnScenarios(tx: TenantTx): Promise<number> {
  const [row] = await tx.sql<{ count: number }[]>`
    select count(*)::int as count from scenarios s
    where s.tenant_id = ${tx.tenantId} and (s.draft_digest is not null or exists (
      select 1 from scenario_versions v where v.tenant_id = s.tenant_id and v.pack_id = s.id
        and v.origin = 'own' and v.state = 'published'))`
  return row?.count ?? 0
}

const counts = { members: countMembers, ownScenarios: countOwnScenarios } as const

/**
 * Throws when one more would exceed the organisation's limit. With a limit, concurrent callers wait for each other
 * until the transaction ends.
 */
export async function requireCapacity(tx: TenantTx, name: keyof typeof counts): Promise<void> {
  const limit = (await readLimits(tx)).of(name, 'organisation', tx.tenantId)
  if (limit === null) return
  await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.tenantId}/${name}`}, 0))`
  const used = await counts[name](tx)
  if (used >= limit) throw limitReached({ name, holder: 'organisation', limit, used })
}
