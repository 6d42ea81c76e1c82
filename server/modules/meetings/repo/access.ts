import { and, eq } from 'drizzle-orm'
import { meetingAccess, users } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { Role } from '../../../platform/context.ts'

/** The users who may read a meeting besides its owner and admins. */
export const listViewers = (tx: TenantTx, id: string) => tx.sql<{ id: string; name: string }[]>`
  select u.id, u.name from meeting_access a
  join users u on u.tenant_id = a.tenant_id and u.id = a.user_id
  where a.tenant_id = ${tx.tenantId} and a.meeting_id = ${id} and a.kind = 'viewer'
  order by u.name, u.id`

/** Replaces the viewers of a meeting. */
export async function writeViewers(tx: TenantTx, id: string, userIds: string[]): Promise<void> {
  await tx.sql`
    delete from meeting_access where tenant_id = ${tx.tenantId} and meeting_id = ${id} and kind = 'viewer'`
  await tx.sql`
    insert into meeting_access (tenant_id, user_id, meeting_id, kind, created_at)
    select m.tenant_id, v.id, m.id, 'viewer', m.created_at
    from meetings m cross join unnest(${userIds}::uuid[]) as v(id)
    where m.tenant_id = ${tx.tenantId} and m.id = ${id}`
}

/** Makes another user the owner in the access index; the previous owner becomes a viewer. */
export async function moveAccess(
  tx: TenantTx,
  id: string,
  from: string,
  to: string,
): Promise<void> {
  await tx.sql`
    update meeting_access set kind = 'viewer'
    where tenant_id = ${tx.tenantId} and meeting_id = ${id} and user_id = ${from}`
  await tx.sql`
    insert into meeting_access (tenant_id, user_id, meeting_id, kind, created_at)
    select m.tenant_id, ${to}, m.id, 'owner', m.created_at from meetings m
    where m.tenant_id = ${tx.tenantId} and m.id = ${id}
    on conflict (tenant_id, user_id, meeting_id) do update set kind = 'owner'`
}

export async function findRole(tx: TenantTx, userId: string): Promise<Role | undefined> {
  const [user] = await tx.orm
    .select({ role: users.role })
    .from(users)
    .where(and(eq(users.tenantId, tx.tenantId), eq(users.id, userId)))
  return user?.role
}

/** The owner and the viewers. */
export async function listAudience(tx: TenantTx, meetingId: string): Promise<string[]> {
  const rows = await tx.orm
    .select({ userId: meetingAccess.userId })
    .from(meetingAccess)
    .where(and(eq(meetingAccess.tenantId, tx.tenantId), eq(meetingAccess.meetingId, meetingId)))
  return rows.map((row) => row.userId)
}
