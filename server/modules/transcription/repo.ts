import { and, asc, desc, eq, gt, type SQL, sql } from 'drizzle-orm'
import { people, segments, speakers, transcripts } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { Segment } from '../../../plugins/engine/types.ts'
import { retentionOver } from '../../platform/errors.ts'

export type TranscriptRow = typeof transcripts.$inferSelect
/** A segment without its single words. */
const spokenColumns = {
  transcriptId: segments.transcriptId,
  ordinal: segments.ordinal,
  speakerId: segments.speakerId,
  startMs: segments.startMs,
  endMs: segments.endMs,
  text: segments.text,
  rev: segments.rev,
}
export type SegmentRow = Pick<typeof segments.$inferSelect, keyof typeof spokenColumns>

type NewTranscript = Omit<typeof transcripts.$inferInsert, 'besideMediaId'> & {
  id: string
  besideMediaId?: SQL
}

/** `rows` is the text of `ReadTranscript.rows`, passed on unchanged. Only speech has words. */
export async function insertTranscript(
  tx: TenantTx,
  transcript: NewTranscript,
  speakerNames: string[],
  rows: string,
  { unnamed = false }: { unnamed?: boolean } = {},
): Promise<void> {
  await insertHead(tx, transcript, speakerNames, unnamed)
  // Sent as text, because the driver would encode a JSON value again.
  await tx.sql`
    insert into segments (tenant_id, transcript_id, ordinal, speaker_id, start_ms, end_ms, text, words)
    select ${tx.tenantId}, ${transcript.id}, s.ordinality, s.speaker_id, s.start_ms, s.end_ms, s.text,
      case when jsonb_typeof(s.words) = 'array' then s.words end
    from rows from (
      json_to_recordset(${rows}::text::json)
        as (speaker_id smallint, start_ms bigint, end_ms bigint, text text, words jsonb)
    ) with ordinality as s(speaker_id, start_ms, end_ms, text, words, ordinality)`
}

/** The recording that belongs to a newly imported transcript: the newest that was ingested. */
export const recordingBeside = (tenantId: string, meetingId: string): SQL => sql`(
  select coalesce(d.id, m.current_media_id) from meetings m
  left join media d on d.tenant_id = m.tenant_id and d.id = m.pending_media_id and d.ingested_at is not null
  where m.tenant_id = ${tenantId} and m.id = ${meetingId})`

async function insertHead(
  tx: TenantTx,
  transcript: NewTranscript,
  speakerNames: string[],
  unnamed: boolean,
): Promise<void> {
  await tx.orm.insert(transcripts).values(transcript)
  if (speakerNames.length > 0) {
    await tx.orm.insert(speakers).values(
      speakerNames.map((name, at) => ({
        tenantId: tx.tenantId,
        transcriptId: transcript.id,
        id: at + 1,
        name,
        unnamed,
      })),
    )
  }
}

export async function findTranscript(tx: TenantTx, id: string): Promise<TranscriptRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(transcripts)
    .where(and(eq(transcripts.tenantId, tx.tenantId), eq(transcripts.id, id)))
  return row
}

type HadTranscript = TranscriptRow & {
  askedBy: { id: string; name: string } | null
  runId: string | null
}

/** Actions of people that result in a transcript. */
const askings = ['transcript_imported', 'upload_completed', 'recording_added', 'queued']

/** All transcripts of a meeting, newest first, with who requested each and its newest result. */
export async function listTranscripts(tx: TenantTx, meetingId: string): Promise<HadTranscript[]> {
  const rows = await tx.orm
    .select({
      transcript: transcripts,
      askedBy: sql<HadTranscript['askedBy']>`(
        select jsonb_build_object('id', u.id, 'name', u.name) from meeting_events e
        join users u on u.tenant_id = e.tenant_id and u.id = e.actor_id
        where e.tenant_id = transcripts.tenant_id and e.meeting_id = transcripts.meeting_id
          and e.created_at <= transcripts.created_at and e.kind in ${askings}
          and (e.kind = 'transcript_imported') = (transcripts.provider is null)
        order by e.created_at desc, e.id desc limit 1)`,
      runId: sql<string | null>`(
        select r.id from runs r
        where r.tenant_id = transcripts.tenant_id and r.transcript_id = transcripts.id and r.state = 'done'
          and r.expired_at is null
        order by r.created_at desc, r.id desc limit 1)`,
    })
    .from(transcripts)
    .where(and(eq(transcripts.tenantId, tx.tenantId), eq(transcripts.meetingId, meetingId)))
    .orderBy(desc(transcripts.createdAt), desc(transcripts.id))
    .limit(100)
  return rows.map(({ transcript, askedBy, runId }) => ({ ...transcript, askedBy, runId }))
}

/** Throws `retention_over` if its text was deleted. */
export async function requireTranscript(tx: TenantTx, id: string): Promise<void> {
  const [gone] = await tx.sql`
    select 1 from transcripts where tenant_id = ${tx.tenantId} and id = ${id} and expired_at is not null`
  if (gone) throw retentionOver('transcript')
}

export async function listSpeakers(tx: TenantTx, transcriptId: string) {
  return tx.orm
    .select({
      id: speakers.id,
      name: sql<string>`coalesce(${people.name}, ${speakers.name})`,
      unnamed: speakers.unnamed,
      personId: speakers.personId,
    })
    .from(speakers)
    .leftJoin(people, and(eq(people.tenantId, speakers.tenantId), eq(people.id, speakers.personId)))
    .where(
      and(
        eq(speakers.tenantId, tx.tenantId),
        eq(speakers.transcriptId, transcriptId),
        // One whose segments all went to others says nothing any more. Of an array Postgres looks at the segments once,
        // also while it knows nothing yet of a new transcript.
        sql`${speakers.id} = any(array(select distinct ${segments.speakerId} from ${segments}
          where ${segments.tenantId} = ${tx.tenantId} and ${segments.transcriptId} = ${transcriptId}))`,
      ),
    )
    .orderBy(asc(speakers.id))
}

export async function listSegments(
  tx: TenantTx,
  transcriptId: string,
  afterOrdinal: number,
  limit: number,
): Promise<SegmentRow[]> {
  return tx.orm
    .select(spokenColumns)
    .from(segments)
    .where(
      and(
        eq(segments.tenantId, tx.tenantId),
        eq(segments.transcriptId, transcriptId),
        gt(segments.ordinal, afterOrdinal),
      ),
    )
    .orderBy(asc(segments.ordinal))
    .limit(limit)
}

export type SpokenSegment = Segment & { speakerId: number | null }

/** How many neighbours of a cited segment are searched for its words, and one more on each side. */
const nearSegments = 4

/** The segments with these ordinals and their neighbours, for grounding an item again. */
export async function loadSegmentsNear(
  tx: TenantTx,
  transcriptId: string,
  ordinals: readonly number[],
): Promise<SpokenSegment[]> {
  if (ordinals.length === 0) return []
  return tx.sql<SpokenSegment[]>`
    select s.ordinal, s.rev, p.name as speaker, s.speaker_id as "speakerId",
      s.start_ms as "startMs", s.end_ms as "endMs", s.text
    from segments s
    left join speakers p
      on p.tenant_id = s.tenant_id and p.transcript_id = s.transcript_id and p.id = s.speaker_id
    where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${transcriptId} and s.ordinal in (
      select cited.ordinal + near.step from unnest(${[...new Set(ordinals)]}::int[]) as cited(ordinal),
        generate_series(${-nearSegments}::int, ${nearSegments}::int) as near(step))
    order by s.ordinal`
}

/**
 * A whole transcript as the engine reads it, speakers by name, in one statement. The names are looked up in one value:
 * joined to a new transcript, of which Postgres knows nothing yet, each would be looked for among all speakers.
 */
export async function loadSegments(tx: TenantTx, transcriptId: string): Promise<SpokenSegment[]> {
  return tx.sql<SpokenSegment[]>`
    with names as materialized (
      select jsonb_object_agg(p.id::text, coalesce(e.name, p.name)) as by_id from speakers p
      left join people e on e.tenant_id = p.tenant_id and e.id = p.person_id
      where p.tenant_id = ${tx.tenantId} and p.transcript_id = ${transcriptId})
    select s.ordinal, s.rev, (select by_id from names) ->> s.speaker_id::text as speaker,
      s.speaker_id as "speakerId", s.start_ms as "startMs", s.end_ms as "endMs", s.text
    from segments s
    where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${transcriptId}
    order by s.ordinal`
}

/** Records that the files of a deleted meeting are deleted. */
export async function deletePurge(tx: TenantTx, meetingId: string): Promise<void> {
  await tx.sql`delete from purges where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId}`
}
