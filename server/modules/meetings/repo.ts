import { and, eq, type SQL, sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { clients, meetingAccess, meetingEvents, meetings, users } from '../../../db/schema/index.ts'
import type { WorkState } from '../../../db/schema/meetings.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { auditAll } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../platform/context.ts'
import { AppError, changedMeanwhile, notFound } from '../../platform/errors.ts'
import { recordChanges } from './record-change.ts'
import { fromAccess, fromAll, type MeetingRow } from './rows.ts'
import type { MeetingFacts } from './stage.ts'

export type MeetingFields = Omit<Partial<typeof meetings.$inferInsert>, 'fence'> & { fence?: SQL }

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
  meeting: typeof meetings.$inferInsert & { createdAt: Date },
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

export async function updateMeeting(
  tx: TenantTx,
  id: string,
  fields: MeetingFields,
): Promise<void> {
  await tx.orm
    .update(meetings)
    .set({ ...fields, rev: sql`${meetings.rev} + 1`, updatedAt: sql`now()` })
    .where(and(eq(meetings.tenantId, tx.tenantId), eq(meetings.id, id)))
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

interface FactsRow extends Omit<
  WorkState,
  'before' | 'canRetry' | 'pendingMediaId' | 'pendingTranscriptId'
> {
  fence: number
  can_retry: boolean
  before_replacement: WorkState | null
  has_refused: boolean
  current_media: { id: string; isIngested: boolean } | null
  pending_media: { id: string; isIngested: boolean; fileName: string } | null
  current_transcript: { id: string; isUpToDate: boolean } | null
  pending_transcript_id: string | null
  current_run: { id: string; transcriptId: string } | null
}

/** Locks a meeting and reads the facts that decide its next state. Throws `not_found` if it was deleted. */
export async function lockMeeting(tx: TenantTx, id: string): Promise<MeetingFacts> {
  const recording = (column: postgres.Fragment) => tx.sql`(
    select jsonb_build_object('id', d.id, 'isIngested', d.ingested_at is not null, 'fileName', d.file_name)
    from media d where d.tenant_id = m.tenant_id and d.id = ${column})`
  const [row] = await tx.sql<FactsRow[]>`
    select m.status, m.stage, m.reason, m.can_retry, m.fence, m.before_replacement, m.pending_transcript_id,
      m.refused_recording is not null as has_refused,
      ${recording(tx.sql`m.current_media_id`)} as current_media,
      ${recording(tx.sql`m.pending_media_id`)} as pending_media,
      (select jsonb_build_object('id', t.id, 'isUpToDate', case
          when t.media_id is not null then t.media_id is not distinct from m.current_media_id
          else not exists (select from media d where d.tenant_id = m.tenant_id and d.id = m.current_media_id
            and d.created_at > t.created_at) end)
        from transcripts t where t.tenant_id = m.tenant_id and t.id = m.current_transcript_id) as current_transcript,
      (select jsonb_build_object('id', r.id, 'transcriptId', r.transcript_id)
        from runs r where r.tenant_id = m.tenant_id and r.id = m.current_run_id) as current_run
    from meetings m where m.tenant_id = ${tx.tenantId} and m.id = ${id} for update of m`
  if (!row) throw notFound('meeting')
  const { status, stage, reason, fence } = row
  return {
    id,
    status,
    stage,
    reason,
    fence,
    canRetry: row.can_retry,
    hasRefusedRecording: row.has_refused,
    before: row.before_replacement,
    pendingMediaId: row.pending_media?.id ?? null,
    pendingTranscriptId: row.pending_transcript_id,
    currentMedia: row.current_media,
    pendingMedia: row.pending_media,
    currentTranscript: row.current_transcript,
    currentRun: row.current_run,
  }
}

/** Saves a new state of the work and raises the fence, so that an attempt still running can no longer write. */
export const saveWork = (
  tx: TenantTx,
  id: string,
  work: WorkState,
  fields: MeetingFields = {},
): Promise<void> =>
  updateMeeting(tx, id, {
    status: work.status,
    stage: work.stage,
    reason: work.reason,
    canRetry: work.canRetry,
    pendingMediaId: work.pendingMediaId,
    pendingTranscriptId: work.pendingTranscriptId,
    beforeReplacement: work.before,
    progress: null,
    claimedAt: null,
    fence: sql`${meetings.fence} + 1`,
    ...fields,
  })

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

export async function listAudience(tx: TenantTx, meetingId: string): Promise<string[]> {
  const rows = await tx.orm
    .select({ userId: meetingAccess.userId })
    .from(meetingAccess)
    .where(and(eq(meetingAccess.tenantId, tx.tenantId), eq(meetingAccess.meetingId, meetingId)))
  return rows.map((row) => row.userId)
}
