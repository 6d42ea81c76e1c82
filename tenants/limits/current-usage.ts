import type { TenantTx } from '../../db/tenant.ts'
import { countMembers, countOwnScenarios } from './capacity.ts'
import { type LimitName, periodOf } from './limit-list.ts'
import { readMinuteSeconds } from './minutes.ts'
import { inUnitOf } from './usage-counts.ts'

/**
 * The current use of each limit by an organisation or one person, in the limit's unit. Omits limits that are counted
 * only in Redis, and for a person those that apply only to organisations.
 */
export async function readCurrentUsage(
  tx: TenantTx,
  userId: string | null,
): Promise<Partial<Record<LimitName, number>>> {
  const [held] = await tx.sql<{ uploads: number; bytes: number; stored: number; keys: number }[]>`
    select count(*)::int as uploads, coalesce(sum(size_bytes), 0)::float8 as bytes,
      (select count(*)::int from api_keys k where k.tenant_id = ${tx.tenantId} and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > now())
        and (${userId}::uuid is null or k.user_id = ${userId})) as keys,
      (select coalesce(sum(d.size_bytes), 0)::float8 from media d
        join meetings m on m.tenant_id = d.tenant_id and m.id = d.meeting_id
        where d.tenant_id = ${tx.tenantId} and d.expired_at is null
          and (${userId}::uuid is null or m.owner_id = ${userId})) as stored
    from uploads where tenant_id = ${tx.tenantId} and state = 'open'
      and (${userId}::uuid is null or created_by = ${userId})`
  const periods = ['day', 'month'] as const
  const counted = await tx.sql<{ name: LimitName; used: number }[]>`
    select name, used from quota_uses where tenant_id = ${tx.tenantId} and holder_id = ${userId ?? tx.tenantId}
      and period = any(${periods.map((window) => periodOf(window, new Date()).period)}::text[])`
  const used = (name: LimitName): number =>
    inUnitOf(name, counted.find((row) => row.name === name)?.used ?? 0)
  const minutes = inUnitOf('transcribedMinutesPerMonth', await readMinuteSeconds(tx, userId))
  return {
    openUploads: held?.uploads ?? 0,
    openUploadBytes: held?.bytes ?? 0,
    storedBytes: held?.stored ?? 0,
    apiKeys: held?.keys ?? 0,
    mailsPerDay: used('mailsPerDay'),
    joiningMailsPerDay: used('joiningMailsPerDay'),
    runsPerDay: used('runsPerDay'),
    modelCentsPerMonth: used('modelCentsPerMonth'),
    transcribedMinutesPerMonth: minutes,
    ...(userId === null
      ? { members: await countMembers(tx), ownScenarios: await countOwnScenarios(tx) }
      : {}),
  }
}
