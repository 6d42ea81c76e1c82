import type postgres from 'postgres'
import type { RetentionKind } from '../../../../../plugins/vocabulary.ts'
import type { TenantTx } from '../../../../../db/tenant.ts'

/**
 * What is old enough to delete, per kind, with meeting, size and age: the only definition, for dry runs and real runs.
 * Text sizes approximate what the database stores.
 */
export const dueOf: Record<RetentionKind, (tx: TenantTx, cutoff: Date) => postgres.Fragment> = {
  media: (tx, cutoff) => tx.sql`
    select d.meeting_id, d.id, d.created_at as since,
      d.size_bytes + coalesce(d.audio_size_bytes, 0) as bytes
    from media d where d.tenant_id = ${tx.tenantId} and d.expired_at is null and d.created_at <= ${cutoff}`,
  transcript: (tx, cutoff) => tx.sql`
    select t.meeting_id, t.id, t.created_at as since, coalesce((
      select sum(octet_length(s.text)) from segments s
      where s.tenant_id = ${tx.tenantId} and s.transcript_id = t.id), 0)::bigint as bytes
    from transcripts t
    where t.tenant_id = ${tx.tenantId} and t.expired_at is null and t.created_at <= ${cutoff}`,
  results: (tx, cutoff) => tx.sql`
    select r.meeting_id, r.id, coalesce(r.finished_at, r.created_at) as since,
      coalesce(pg_column_size(r.output), 0)::bigint as bytes
    from runs r where r.tenant_id = ${tx.tenantId} and r.expired_at is null and r.state = 'done'
      and coalesce(r.finished_at, r.created_at) <= ${cutoff}`,
  modelCalls: (tx, cutoff) => tx.sql`
    select i.meeting_id, i.id, i.created_at as since, coalesce(i.body_size_bytes, 0)::bigint as bytes
    from interactions i where i.tenant_id = ${tx.tenantId} and i.body_key is not null and i.created_at <= ${cutoff}`,
}

/** No work on the meeting is running, queued or postponed. */
const isIdle = (tx: TenantTx) => tx.sql`
  m.status not in ('uploading', 'queued', 'waiting', 'transcribing', 'analysing')
  and coalesce(m.before_replacement->>'status', '') not in ('queued', 'waiting', 'transcribing', 'analysing')
  and not exists (select from uploads u
    where u.tenant_id = m.tenant_id and u.meeting_id = m.id and u.state = 'open')
  and not exists (select from runs w
    where w.tenant_id = m.tenant_id and w.meeting_id = m.id and w.state = 'running')`

export interface Amount {
  count: number
  bytes: number
  oldest: Date | null
}

/** How much of a kind would be deleted. */
export async function countDue(tx: TenantTx, kind: RetentionKind, cutoff: Date): Promise<Amount> {
  const [row] = await tx.sql<Amount[]>`
    select count(*)::int as count, coalesce(sum(d.bytes), 0)::float8 as bytes, min(d.since) as oldest
    from (${dueOf[kind](tx, cutoff)}) d
    join meetings m on m.tenant_id = ${tx.tenantId} and m.id = d.meeting_id
    where ${isIdle(tx)}`
  return row ?? { count: 0, bytes: 0, oldest: null }
}

/**
 * Locks the next idle meetings with something of this kind to delete, in id order, until the transaction ends. Meetings
 * locked by others are left to the next run.
 */
export async function lockMeetingsDue(
  tx: TenantTx,
  kind: RetentionKind,
  cutoff: Date,
  after: string | null,
  atMost: number,
): Promise<string[]> {
  const found = await tx.sql<{ id: string }[]>`
    select m.id from meetings m
    where m.tenant_id = ${tx.tenantId} and (${after}::uuid is null or m.id > ${after}::uuid)
      and m.id in (select d.meeting_id from (${dueOf[kind](tx, cutoff)}) d)
      and ${isIdle(tx)}
    order by m.id limit ${atMost} for no key update of m skip locked`
  return found.map(({ id }) => id)
}

export interface DueRow {
  id: string
  meetingId: string
  bytes: number
}

/** What to delete in locked meetings; work may have begun on one before it was locked. */
export async function listDue(
  tx: TenantTx,
  kind: RetentionKind,
  cutoff: Date,
  meetingIds: string[],
): Promise<DueRow[]> {
  return tx.sql<DueRow[]>`
    select d.id, d.meeting_id as "meetingId", d.bytes::float8 as bytes
    from (${dueOf[kind](tx, cutoff)}) d
    join meetings m on m.tenant_id = ${tx.tenantId} and m.id = d.meeting_id
    where m.id = any(${meetingIds}::uuid[]) and ${isIdle(tx)}`
}
