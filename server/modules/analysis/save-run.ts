import type { TenantTx } from '../../../db/tenant.ts'
import { selectMeetingEvent } from '../meetings/index.ts'
import type {
  GroundedItem,
  ItemValue,
  LoadedPack,
  RunOutput,
  SectionSpec,
} from '../../../plugins/engine/index.ts'
import { Superseded } from '../../jobs/keep-claim.ts'
import { newId } from '../../platform/ids.ts'
import type { ItemCounts } from './carry-decisions.ts'
import type { AnalysisClaim } from './claim.ts'
import {
  createNameResolver,
  findReferences,
  type KnownPeople,
  personPointers,
  type NameTarget,
} from './people/find-people.ts'
import { knownPeople, type KnownRow } from './people/known-people.ts'
import { valueAt } from './people/pointers.ts'
import { referenceRecord } from './people/references.ts'
import { dueOf, typedFields } from './typed-fields.ts'

export interface SavedRun {
  runId: string
  itemCount: number
}

/** Stores a run in two statements: one for the run, one for all items with evidence, people and fields. */
export async function insertRun(
  tx: TenantTx,
  claim: AnalysisClaim,
  pack: LoadedPack,
  output: RunOutput,
): Promise<SavedRun> {
  const runId = claim.runId ?? newId()
  const speakers = speakersOf(claim.segments)
  const known = await storeRun(tx, runId, claim, output, speakers, namesIn(pack, output))
  const resolveName = createNameResolver({ speakers, ...known })
  return { runId, itemCount: await insertItems(tx, runId, claim, pack, output, resolveName) }
}

/** Stores the run and reads, in the same statement, the people that names in its result may refer to. */
async function storeRun(
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

async function insertItems(
  tx: TenantTx,
  runId: string,
  claim: AnalysisClaim,
  pack: LoadedPack,
  output: RunOutput,
  resolveName: (name: string) => NameTarget | null,
): Promise<number> {
  const speakerOf = new Map(claim.segments.map((segment) => [segment.ordinal, segment.speakerId]))
  const found = output.sections.flatMap(({ name, items }) => items.map((item) => ({ name, item })))
  if (found.length === 0) return 0
  const sections = new Map(pack.sections.map((section) => [section.name, section]))
  const rows = found.map(({ name, item }) =>
    itemRow(name, sections.get(name), item, speakerOf, resolveName),
  )
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
  return rows.length
}

function namesIn(pack: LoadedPack, output: RunOutput): string[] {
  const sections = new Map(pack.sections.map((section) => [section.name, section]))
  return output.sections.flatMap(({ name, items }) => {
    const section = sections.get(name)
    return section ? items.flatMap(({ value }) => namesOf(section, value)) : []
  })
}

const namesOf = (section: SectionSpec, value: ItemValue): string[] =>
  personPointers(section, value).map((pointer) => String(valueAt(value, pointer)))

/** Speakers with the names that the run received. */
function speakersOf(segments: AnalysisClaim['segments']): KnownPeople['speakers'] {
  const names = new Map(segments.map(({ speakerId, speaker }) => [speakerId, speaker]))
  return [...names].flatMap(([id, name]) => (id === null || name === null ? [] : [{ id, name }]))
}

function itemRow(
  sectionName: string,
  section: SectionSpec | undefined,
  item: GroundedItem,
  speakerOf: Map<number, number | null>,
  resolveName: (name: string) => NameTarget | null,
) {
  const fields = section ? typedFields(section, item.value) : []
  return {
    id: newId(),
    section: sectionName,
    item_key: item.key,
    ord: item.ord,
    value: item.value,
    evidence_state: item.state,
    track: section?.track ?? null,
    due_on: section ? dueOf(section, fields) : null,
    evidence: item.evidence.map((entry, at) => ({
      ord: at + 1,
      ordinal: entry.ordinal,
      rev: entry.rev,
      speaker_id: speakerOf.get(entry.ordinal) ?? null,
      start_char: entry.startChar,
      end_char: entry.endChar,
      quote: entry.quote,
      state: entry.state,
    })),
    fields,
    people: section ? findReferences(section, item.value, resolveName) : [],
  }
}

/**
 * Makes the run and its transcript current and puts the meeting in review. Writes meeting, history, audit and live
 * event in one statement.
 */
export async function finishMeeting(
  tx: TenantTx,
  claim: AnalysisClaim,
  { runId, itemCount, decidedCount }: SavedRun & ItemCounts,
  context: { requestId: string; traceId: string | null },
): Promise<number | null> {
  tx.outboxUsed = true
  const done = await tx.sql<{ seconds: number | null }[]>`
    with done as (
      update meetings m set status = 'in_review', stage = null, reason = null, can_retry = false, progress = null,
        claimed_at = null, current_transcript_id = t.id,
        current_media_id = coalesce(t.media_id, m.pending_media_id, m.current_media_id),
        pending_transcript_id = null, pending_media_id = null, before_replacement = null,
        duration_ms = t.duration_ms, language = ${claim.meeting.language},
        current_run_id = ${runId}, item_count = ${itemCount}, decided_count = ${decidedCount},
        rev = m.rev + 1, updated_at = now()
      from transcripts t
      where m.tenant_id = ${tx.tenantId} and m.id = ${claim.meetingId} and m.fence = ${claim.fence}
        and t.tenant_id = ${tx.tenantId} and t.id = ${claim.transcriptId} and m.status = 'analysing'
      returning m.*
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage)
      select tenant_id, ${newId()}, id, 'analysed', status, stage from done
    ), line as (
      insert into audit_log (tenant_id, id, actor_kind, action, subject_id, request_id, trace_id, data)
      select tenant_id, ${newId()}, 'system', 'meeting.analysed', id, ${context.requestId}, ${context.traceId},
        jsonb_build_object('runId', ${runId}::text) from done
    ), live as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      ${selectMeetingEvent(tx)} from done
    )
    select (
      select extract(epoch from now() - max(e.created_at))::float8 from meeting_events e
      where e.tenant_id = ${tx.tenantId} and e.meeting_id = done.id
        and e.kind in ('upload_completed', 'recording_added', 'transcript_imported')) as seconds
    from done`
  const [meeting] = done
  if (!meeting) throw new Superseded()
  return meeting.seconds
}
