import type postgres from 'postgres'
import { type Ctx, actorId, seesEveryMeeting } from '../server/platform/context.ts'
import type { TenantTx } from './tenant.ts'

/** The condition that the principal may see the meeting of a row, such as `g.meeting_id` of the alias `g`. */
export const isVisible = (
  tx: TenantTx,
  ctx: Ctx,
  alias: string,
  column: 'id' | 'meeting_id',
): postgres.PendingQuery<postgres.Row[]> => tx.sql`
  (${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
    where a.tenant_id = ${tx.sql(`${alias}.tenant_id`)} and a.meeting_id = ${tx.sql(`${alias}.${column}`)}
      and a.user_id = ${actorId(ctx)}))`

/** Whether a person owns a meeting or was given access to it. */
export async function hasMeetingAccess(
  tx: TenantTx,
  userId: string | null,
  meetingId: string,
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from meeting_access
    where tenant_id = ${tx.tenantId} and user_id = ${userId} and meeting_id = ${meetingId}`
  return rows.length > 0
}
