import { and, desc, eq } from 'drizzle-orm'
import { runs } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { GroundedItem, RunOutput } from '../../../../plugins/engine/index.ts'
import { Superseded } from '../../../jobs/keep-claim.ts'
import { notFound } from '../../../platform/errors.ts'
import { advanceStage } from '../../meetings/index.ts'
import type { findReferences, KnownPeople } from '../people/find-people.ts'
import { knownPeople, type KnownRow } from '../people/repo/known-people.ts'
import { referenceRecord } from '../people/repo/references.ts'
import type { typedFields } from '../typed-fields.ts'
import type { AnalysisClaim } from './claim.ts'
import type { ItemCounts } from './decisions.ts'

export type RunRow = typeof runs.$inferSelect

/** Stores the run and reads, in the same statement, the people that names in its result may refer to. */
export async function storeRun(
  tx: TenantTx,
  runId: string,
  claim: AnalysisClaim,
  output: RunOutput,
  speakers: KnownPeople['speakers'],
  names: string[],
): Promise<KnownRow> {
  const [known] = await tx.sql<KnownRow[]>`
    with stored as (
    insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider,
      state, fence, output, coverage, people_found, finished_at)
    select tenant_id, ${runId}, id, ${claim.transcriptId}, ${output.pack.id}, ${output.pack.version},
      ${output.pack.hash}, ${output.provider}, 'done', ${claim.fence}, ${tx.sql.json(output as never)},
      ${tx.sql.json(output.coverage as never)}, true, now()
    from meetings where tenant_id = ${tx.tenantId} and id = ${claim.meetingId}
    on conflict (tenant_id, id) do update set state = 'done', provider = excluded.provider,
      pack_hash = excluded.pack_hash, output = excluded.output, coverage = excluded.coverage, people_found = true,
      finished_at = now()
    where runs.state = 'running' and runs.fence = excluded.fence
    returning 1
    )
    select ${knownPeople(tx, claim.meetingId, speakers, names)} from stored`
  if (!known) throw new Superseded()
  return known
}

/** An item as `insertItemRows` reads it; the names are those of the columns. */
export interface ItemRecord {
  id: string
  section: string
  item_key: string
  ord: number
  value: GroundedItem['value']
  evidence_state: string
  track: string | null
  due_on: string | null
  evidence: {
    ord: number
    ordinal: number
    rev: number
    speaker_id: number | null
    start_char: number
    end_char: number
    quote: string
    state: string
  }[]
  fields: ReturnType<typeof typedFields>
  people: ReturnType<typeof findReferences>
}

/** Stores items with their evidence, people and fields in one statement. */
export async function insertItemRows(
  tx: TenantTx,
  runId: string,
  rows: ItemRecord[],
): Promise<void> {
  await tx.sql`
    with given as (
      select * from jsonb_to_recordset(${tx.sql.json(rows as never)}) as r(
        id uuid, section text, item_key text, ord int, value jsonb, evidence_state text, track text,
        due_on date, evidence jsonb, fields jsonb, people jsonb)
    ), stored as (
      insert into items (tenant_id, id, run_id, section, item_key, ord, value, evidence_state, track, due_on)
      select ${tx.tenantId}, id, ${runId}, section, item_key, ord, value, evidence_state, track, due_on from given
    ), cited as (
      insert into evidence (tenant_id, item_id, ord, ordinal, rev, speaker_id, start_char, end_char, quote, state)
      select ${tx.tenantId}, g.id, e.* from given g, jsonb_to_recordset(g.evidence) as e(
        ord smallint, ordinal int, rev int, speaker_id smallint, start_char int, end_char int, quote text, state text)
    ), named as (
      insert into item_people (tenant_id, item_id, place, pointer, speaker_id, person_id, name, chosen, is_owner, accepted_as)
      select ${tx.tenantId}, g.id, w.* from given g, jsonb_to_recordset(g.people) as w(${tx.sql.unsafe(referenceRecord)})
    )
    insert into item_fields (tenant_id, item_id, pointer, text, number, date)
    select ${tx.tenantId}, g.id, f.* from given g, jsonb_to_recordset(g.fields) as f(
      pointer text, text text, number double precision, date date)`
}

/** Marks a run that a person started as failed; returns false if it has ended or another attempt has it. */
export async function failRun(
  tx: TenantTx,
  runId: string,
  fence: number | null,
  reason: string,
): Promise<boolean> {
  const failed = await tx.sql`
    update runs set state = 'failed', reason = ${reason}, finished_at = now()
    where tenant_id = ${tx.tenantId} and id = ${runId} and state = 'running'
      and (${fence}::int is null or fence = ${fence}) returning 1`
  return failed.length > 0
}

/**
 * Makes the run and its transcript current and puts the meeting in review. Returns how many seconds the meeting took,
 * null if unknown. Throws `Superseded` if the claim was lost.
 */
export async function finishMeeting(
  tx: TenantTx,
  claim: AnalysisClaim,
  { runId, itemCount, decidedCount }: { runId: string } & ItemCounts,
  context: { requestId: string; traceId: string | null },
): Promise<number | null> {
  const { seconds } = await advanceStage<{ seconds: number | null }>(tx, claim, {
    next: null,
    kind: 'analysed',
    set: tx.sql`
      current_transcript_id = t.id, current_media_id = coalesce(t.media_id, m.pending_media_id, m.current_media_id),
      pending_transcript_id = null, pending_media_id = null, before_replacement = null,
      duration_ms = t.duration_ms, language = ${claim.meeting.language},
      current_run_id = ${runId}, item_count = ${itemCount}, decided_count = ${decidedCount}`,
    from: {
      tables: tx.sql`transcripts t`,
      where: tx.sql`t.tenant_id = ${tx.tenantId} and t.id = ${claim.transcriptId}`,
    },
    audit: { action: 'meeting.analysed', ...context, data: { runId } },
    returning: tx.sql`(
      select extract(epoch from now() - max(e.created_at))::float8 from meeting_events e
      where e.tenant_id = ${tx.tenantId} and e.meeting_id = done.id
        and e.kind in ('upload_completed', 'recording_added', 'transcript_imported')) as seconds`,
  })
  return seconds
}

/** Throws `not_found` if the meeting has no such run. */
export async function findRun(tx: TenantTx, meetingId: string, runId: string): Promise<RunRow> {
  const [run] = await tx.orm
    .select()
    .from(runs)
    .where(and(eq(runs.tenantId, tx.tenantId), eq(runs.id, runId), eq(runs.meetingId, meetingId)))
  if (!run) throw notFound('run')
  return run
}

/** The newest runs of a meeting. */
export const listRunRows = (tx: TenantTx, meetingId: string): Promise<RunRow[]> =>
  tx.orm
    .select()
    .from(runs)
    .where(and(eq(runs.tenantId, tx.tenantId), eq(runs.meetingId, meetingId)))
    .orderBy(desc(runs.id))
    .limit(200)

interface CitedRow {
  /** Segments that items cite. */
  ordinals: number[]
  /** Their share of the text. */
  share: number
  /** Time from the last cited segment to the end; null if nothing is cited. */
  tailMs: number | null
}

/** Reads which segments the items of a run cite. A rejected item cites nothing. */
export async function readCited(
  tx: TenantTx,
  run: Pick<RunRow, 'id' | 'transcriptId'>,
): Promise<CitedRow> {
  const [cited] = await tx.sql<CitedRow[]>`
    with cited as (
      select distinct e.ordinal from evidence e
      join items i on i.tenant_id = e.tenant_id and i.id = e.item_id
      where i.tenant_id = ${tx.tenantId} and i.run_id = ${run.id} and i.review_state <> 'rejected'
    ), spoken as (
      select s.ordinal, s.end_ms, length(s.text) as size, c.ordinal is not null as is_cited
      from segments s left join cited c on c.ordinal = s.ordinal
      where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${run.transcriptId}
    )
    select coalesce(array_agg(ordinal order by ordinal) filter (where is_cited), '{}') as ordinals,
      coalesce(sum(size) filter (where is_cited), 0)::float / greatest(sum(size), 1) as share,
      max(end_ms) - max(end_ms) filter (where is_cited) as "tailMs"
    from spoken`
  return cited ?? { ordinals: [], share: 0, tailMs: null }
}
