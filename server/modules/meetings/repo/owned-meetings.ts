import type { TenantTx } from '../../../../db/tenant.ts'
import { auditAll } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { recordChanges } from './record-change.ts'

/** Counts and transfers the meetings of a member who leaves. */
export const ownedMeetings = {
  async count(tx: TenantTx, userId: string): Promise<{ meetings: number }> {
    const [row] = await tx.sql<{ count: number }[]>`
      select count(*)::int as count from meetings where tenant_id = ${tx.tenantId} and owner_id = ${userId}`
    return { meetings: row?.count ?? 0 }
  },

  /** Transfers all of them to another member; the previous owner can still read them. Returns how many. */
  async transferAll(tx: TenantTx, ctx: Ctx, from: string, to: string): Promise<number> {
    const moved = await tx.sql<{ id: string }[]>`
      update meetings set owner_id = ${to}, rev = rev + 1, updated_at = now()
      where tenant_id = ${tx.tenantId} and owner_id = ${from} returning id`
    const ids = moved.map(({ id }) => id)
    await tx.sql`
      update meeting_access set kind = 'viewer'
      where tenant_id = ${tx.tenantId} and user_id = ${from} and kind = 'owner'`
    await tx.sql`
      insert into meeting_access (tenant_id, user_id, meeting_id, kind, created_at)
      select m.tenant_id, ${to}, m.id, 'owner', m.created_at from meetings m
      where m.tenant_id = ${tx.tenantId} and m.id = any(${ids}::uuid[])
      on conflict (tenant_id, user_id, meeting_id) do update set kind = 'owner'`
    await auditAll(tx, ctx, 'meeting.transferred', ids, { to })
    await recordChanges(tx, ctx, ids, 'transferred')
    return ids.length
  },
}
