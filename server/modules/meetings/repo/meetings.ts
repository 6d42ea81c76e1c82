import { and, eq } from 'drizzle-orm'
import {
  clients,
  meetingAccess,
  meetingEvents,
  meetings,
  purges,
  users,
} from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { auditAll } from '../../../../db/audit/audit.ts'
import { describeChange } from '../../../../db/audit/describe-change.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { AppError, changedMeanwhile, notFound } from '../../../platform/errors.ts'
import { recordChanges } from './record-change.ts'
import { fromAccess, fromAll, type MeetingRow } from './rows.ts'
import type { StateColumn } from '../stage/repo/work.ts'

/** A meeting that the principal may see. Throws `not_found` if it does not exist or belongs to somebody else. */
export async function getMeeting(tx: TenantTx, ctx: Ctx, id: string): Promise<MeetingRow> {
  const rows = seesEveryMeeting(ctx)
    ? await tx.sql.unsafe<MeetingRow[]>(
        `${fromAll} where m.tenant_id = $1 and m.id = $2`,
        [tx.tenantId, id],
        {
          prepare: true,
        },
      )
    : await tx.sql.unsafe<MeetingRow[]>(
        `${fromAccess} where a.tenant_id = $1 and a.user_id = $2 and a.meeting_id = $3`,
        [tx.tenantId, actorId(ctx), id],
        { prepare: true },
      )
  const [row] = rows
  if (!row) throw notFound('meeting')
  return row
}

/**
 * Locks a meeting for a change. Its owner and admins may change it; viewers may not. `expectedRev` is the revision that
 * the caller last read.
 */
export async function getMeetingForChange(
  tx: TenantTx,
  ctx: Ctx,
  id: string,
  expectedRev: number | null = null,
): Promise<MeetingRow> {
  await tx.sql`select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${id} for update`
  const meeting = await getMeeting(tx, ctx, id)
  if (!seesEveryMeeting(ctx) && meeting.owner_id !== actorId(ctx)) {
    throw new AppError(
      'forbidden',
      'You may read this meeting but not change it. Its owner or an admin can.',
      [],
      {},
      'Вы можете читать эту встречу, но не менять. Менять её могут владелец и администратор.',
    )
  }
  if (expectedRev !== null && expectedRev !== meeting.rev) throw changedMeanwhile(meeting.rev)
  return meeting
}

export async function insertMeeting(
  tx: TenantTx,
  meeting: Omit<typeof meetings.$inferInsert, StateColumn> & { createdAt: Date },
): Promise<void> {
  await tx.orm.insert(meetings).values({ ...meeting, updatedAt: meeting.createdAt })
  await tx.orm.insert(meetingAccess).values({
    tenantId: tx.tenantId,
    userId: meeting.ownerId,
    meetingId: meeting.id,
    kind: 'owner',
    createdAt: meeting.createdAt,
  })
}

export async function deleteMeetingRow(tx: TenantTx, id: string): Promise<void> {
  await tx.orm.delete(meetings).where(and(eq(meetings.tenantId, tx.tenantId), eq(meetings.id, id)))
}

export async function meetingExists(tx: TenantTx, id: string): Promise<boolean> {
  const found = await tx.sql`
    select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${id}`
  return found.length > 0
}

/** Records that the files of a deleted meeting have to be deleted too. */
export async function insertPurge(tx: TenantTx, meetingId: string): Promise<void> {
  await tx.orm.insert(purges).values({ tenantId: tx.tenantId, meetingId }).onConflictDoNothing()
}

/** The organisation's time zone, used when a meeting's start has no offset. */
export async function readTimeZone(tx: TenantTx): Promise<string> {
  const [row] = await tx.sql<{ timeZone: string }[]>`
    select time_zone as "timeZone" from tenants where id = ${tx.tenantId}`
  return row?.timeZone ?? 'UTC'
}

/** Moves all meetings of a client to another client, or to none; returns how many. */
export async function moveMeetingsOfClient(
  tx: TenantTx,
  ctx: Ctx,
  from: string,
  to: string | null,
): Promise<number> {
  const moved = await tx.sql<{ id: string }[]>`
    update meetings set client_id = ${to}, rev = rev + 1, updated_at = now()
    where tenant_id = ${tx.tenantId} and client_id = ${from} returning id`
  const ids = moved.map(({ id }) => id)
  const change = describeChange<{ clientId: string | null }>({ clientId: from }, { clientId: to }, [
    'clientId',
  ])
  await auditAll(tx, ctx, 'meeting.changed', ids, change)
  await recordChanges(tx, ctx, ids, 'changed')
  return moved.length
}

export async function requireClient(tx: TenantTx, clientId: string): Promise<void> {
  const [found] = await tx.orm
    .select({ id: clients.id })
    .from(clients)
    .where(and(eq(clients.tenantId, tx.tenantId), eq(clients.id, clientId)))
  if (!found) throw missing('/clientId', 'no such client', 'такого клиента нет')
}

/** Throws `invalid_request` for ids of no active member; `pointerOf` returns the position of an id in the body. */
export async function requireUsers(
  tx: TenantTx,
  ids: string[],
  pointerOf: (at: number) => string,
): Promise<void> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from users where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[]) and disabled_at is null`
  const known = new Set(rows.map((row) => row.id))
  const faults = ids.flatMap((id, at) =>
    known.has(id.toLowerCase())
      ? []
      : [{ pointer: pointerOf(at), detail: 'no such member', inRussian: 'такого участника нет' }],
  )
  if (faults.length > 0) {
    throw new AppError(
      'invalid_request',
      'Some people are not members of this organisation.',
      faults,
      {},
      'Не все, кого вы назвали, состоят в этой организации. Выберите её участников.',
    )
  }
}

const missing = (pointer: string, detail: string, inRussian: string): AppError =>
  new AppError(
    'invalid_request',
    'What was sent names something that is not there. Nothing was changed.',
    [{ pointer, detail, inRussian }],
    {},
    'В присланном названо то, чего здесь нет. Ничего не изменено.',
  )

export async function listHistory(tx: TenantTx, meetingId: string) {
  return tx.orm
    .select({ event: meetingEvents, actorName: users.name })
    .from(meetingEvents)
    .leftJoin(
      users,
      and(eq(users.tenantId, meetingEvents.tenantId), eq(users.id, meetingEvents.actorId)),
    )
    .where(and(eq(meetingEvents.tenantId, tx.tenantId), eq(meetingEvents.meetingId, meetingId)))
    .orderBy(meetingEvents.id)
    .limit(1_000)
}
