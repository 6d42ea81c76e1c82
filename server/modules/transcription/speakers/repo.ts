import type { TenantTx } from '../../../../db/tenant.ts'

export interface SpeakerRow {
  id: number
  name: string
  unnamed: boolean
  personId: string | null
  segmentCount: number
  spokenMs: number | null
}

/**
 * Grouped before they are joined: Postgres knows nothing yet of a new transcript, and would look through all segments
 * for each speaker. Every speaker, also those whose segments all went to others: ids are never given twice. One who is linked to a person
 * is called as the directory calls that person now.
 */
export const listSpeakerRows = (tx: TenantTx, transcriptId: string) => tx.sql<SpeakerRow[]>`
  with spoken as materialized (
    select speaker_id, count(*)::int as count, sum(end_ms - start_ms)::float8 as spoken_ms from segments
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId}
    group by speaker_id)
  select p.id, coalesce(e.name, p.name) as name, p.unnamed, p.person_id as "personId",
    coalesce(s.count, 0) as "segmentCount", s.spoken_ms as "spokenMs"
  from speakers p
  left join people e on e.tenant_id = p.tenant_id and e.id = p.person_id
  left join spoken s on s.speaker_id = p.id
  where p.tenant_id = ${tx.tenantId} and p.transcript_id = ${transcriptId}
  order by p.id`

/** People of the directory with these folded names, for each name that only one person has. */
export const findPeopleByName = (tx: TenantTx, foldedNames: string[]) =>
  tx.sql<{ foldedName: string; personId: string }[]>`
    select folded_name as "foldedName", min(id::text) as "personId" from people
    where tenant_id = ${tx.tenantId} and folded_name = any(${foldedNames})
    group by folded_name having count(*) = 1`

/** Names of these people of the directory, by lower-case id; missing people are left out. */
export async function findPeopleNames(tx: TenantTx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select id, name from people where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Writes names, links and whether the speaker is named; returns the ids of changed speakers. */
export async function writeSpeakers(
  tx: TenantTx,
  transcriptId: string,
  list: { id: number; name: string; personId: string | null }[],
): Promise<number[]> {
  const rows = await tx.sql<{ id: number }[]>`
    update speakers p set name = g.name, unnamed = false, person_id = g."personId"
    from jsonb_to_recordset(${tx.sql.json(list)}) as g(id smallint, name text, "personId" uuid)
    where p.tenant_id = ${tx.tenantId} and p.transcript_id = ${transcriptId} and p.id = g.id
      and (p.name <> g.name or p.unnamed or p.person_id is distinct from g."personId")
    returning p.id`
  return rows.map(({ id }) => id)
}

/** Merges speakers into another one, which gets their segments. Returns the segments. */
export async function mergeSpeakers(
  tx: TenantTx,
  transcriptId: string,
  from: number[],
  into: number,
): Promise<number[]> {
  await tx.sql`
    update speakers set merged_into = case when id = ${into} then null else ${into}::smallint end
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId}
      and (id = ${into} or id = any(${from}::smallint[]) or merged_into = any(${from}::smallint[]))`
  const rows = await tx.sql<{ ordinal: number }[]>`
    update segments set speaker_id = ${into}
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId}
      and speaker_id = any(${from}::smallint[])
    returning ordinal`
  return rows.map(({ ordinal }) => ordinal)
}

/** Assigns segments to a speaker, or to none; returns those that changed. */
export async function giveSegments(
  tx: TenantTx,
  transcriptId: string,
  range: { first: number; last: number },
  speakerId: number | null,
): Promise<number[]> {
  const rows = await tx.sql<{ ordinal: number }[]>`
    update segments set speaker_id = ${speakerId}
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId}
      and ordinal between ${range.first} and ${range.last} and speaker_id is distinct from ${speakerId}::smallint
    returning ordinal`
  // A merged speaker that gets segments again is no longer merged.
  await tx.sql`
    update speakers set merged_into = null
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId} and id = ${speakerId}
      and merged_into is not null`
  return rows.map(({ ordinal }) => ordinal)
}

/** Items of the current result that cite or name one of these speakers. */
export async function listItemsNaming(
  tx: TenantTx,
  transcriptId: string,
  speakerIds: number[],
): Promise<string[]> {
  if (speakerIds.length === 0) return []
  const rows = await tx.sql<{ id: string }[]>`
    select i.id from transcripts t
    join meetings m on m.tenant_id = t.tenant_id and m.id = t.meeting_id
    join runs r on r.tenant_id = m.tenant_id and r.id = m.current_run_id and r.transcript_id = t.id
    join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
    where t.tenant_id = ${tx.tenantId} and t.id = ${transcriptId}
      and (exists (select 1 from item_people w
          join speakers o
            on o.tenant_id = w.tenant_id and o.transcript_id = t.id and o.id = w.speaker_id
          where w.tenant_id = i.tenant_id and w.item_id = i.id
            and (o.id = any(${speakerIds}::smallint[]) or o.merged_into = any(${speakerIds}::smallint[])))
        or exists (select 1 from evidence e
          join segments s on s.tenant_id = e.tenant_id and s.transcript_id = t.id and s.ordinal = e.ordinal
          where e.tenant_id = i.tenant_id and e.item_id = i.id and s.speaker_id = any(${speakerIds}::smallint[])))`
  return rows.map(({ id }) => id)
}

/**
 * Items of the shown result that cite one of these segments as it no longer is: another revision or another speaker. A
 * comparison, no model call.
 */
export async function listStaleItems(
  tx: TenantTx,
  transcriptId: string,
  ordinals: number[],
): Promise<string[]> {
  if (ordinals.length === 0) return []
  const rows = await tx.sql<{ id: string }[]>`
    select distinct i.id from transcripts t
    join meetings m on m.tenant_id = t.tenant_id and m.id = t.meeting_id
    join items i on i.tenant_id = m.tenant_id and i.run_id = m.current_run_id
    join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id and r.transcript_id = t.id
    join evidence e on e.tenant_id = i.tenant_id and e.item_id = i.id and e.ordinal = any(${ordinals})
    join segments s on s.tenant_id = t.tenant_id and s.transcript_id = t.id and s.ordinal = e.ordinal
    where t.tenant_id = ${tx.tenantId} and t.id = ${transcriptId}
      and (s.rev is distinct from e.rev or s.speaker_id is distinct from e.speaker_id)`
  return rows.map(({ id }) => id)
}

/** Writes the corrected text of a segment and raises its revision; `moreWords` is the change of the word count. */
export async function writeText(
  tx: TenantTx,
  { transcriptId, ordinal }: { transcriptId: string; ordinal: number },
  text: string,
  moreWords: number,
): Promise<void> {
  await tx.sql`
    update segments set text = ${text}, words = null, rev = rev + 1
    where tenant_id = ${tx.tenantId} and transcript_id = ${transcriptId} and ordinal = ${ordinal}`
  await tx.sql`
    update transcripts set word_count = word_count + ${moreWords}
    where tenant_id = ${tx.tenantId} and id = ${transcriptId}`
}

export async function insertSpeaker(
  tx: TenantTx,
  transcriptId: string,
  id: number,
  name: string,
): Promise<void> {
  await tx.sql`
    insert into speakers (tenant_id, transcript_id, id, name)
    values (${tx.tenantId}, ${transcriptId}, ${id}, ${name})`
}
