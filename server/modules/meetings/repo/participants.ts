import { and, eq } from 'drizzle-orm'
import { participants } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { AppError } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'

/**
 * The participants of a meeting with their current names, as a sub-select of `ord`, `name`, `role` and `person_id`. The
 * name is that of the linked person, else of the speaker the participant was copied from, else the one that was typed.
 * Participants whose speakers were merged later are one. `tenant` and `meeting` are SQL.
 * The joins use CASE because under row-level security a comparison with COALESCE uses no index.
 */
export const currentParticipants = (tenant: string, meeting: string): string => `(
  select distinct on (coalesce(target.id, o.id, -1 - p.ord)) p.ord, p.role,
    coalesce(pe.name, target.name, o.name, p.name) as name, pe.id as person_id
  from participants p
  left join speakers o
    on o.tenant_id = ${tenant} and o.transcript_id = p.transcript_id and o.id = p.speaker_id
  left join speakers target
    on target.tenant_id = ${tenant} and target.transcript_id = o.transcript_id and target.id = o.merged_into
  left join people pe on pe.tenant_id = ${tenant} and pe.id = case when p.person_id is not null then p.person_id
    when target.id is not null then target.person_id else o.person_id end
  where p.tenant_id = ${tenant} and p.meeting_id = ${meeting}
  order by coalesce(target.id, o.id, -1 - p.ord), p.ord)`

/**
 * SQL condition: a participant of the meeting `m` currently has a name like `pattern`. Postgres evaluates the
 * sub-select once for all meetings of the tenant, when the first row needs it. `tenant` and `pattern` are SQL.
 */
export const hasParticipantNamed = (tenant: string, pattern: string): string => {
  const isNamed = (
    who: string,
  ): string => `case when ${who}.person_id is null then fold_text(${who}.name) like fold_text(${pattern})
    else ${who}.person_id in (select e.id from people e where e.tenant_id = ${tenant} and fold_text(e.name) like fold_text(${pattern})) end`
  return `m.id in (
    select p.meeting_id from participants p where p.tenant_id = ${tenant} and case
      when p.speaker_id is null or p.person_id is not null then ${isNamed('p')}
      else (p.transcript_id, p.speaker_id) in (
          select o.transcript_id, o.id from speakers o where o.tenant_id = ${tenant} and case
            when o.merged_into is null then ${isNamed('o')}
            else (o.transcript_id, o.merged_into) in (
              select s.transcript_id, s.id from speakers s where s.tenant_id = ${tenant} and ${isNamed('s')}) end)
        or (fold_text(p.name) like fold_text(${pattern}) and not exists (select from speakers g
          where g.tenant_id = ${tenant} and g.transcript_id = p.transcript_id and g.id = p.speaker_id)) end)`
}

export interface NewParticipant {
  personId?: string
  name?: string
  role?: string | null
}

/** The speaker a participant was copied from. */
interface SpeakerRef {
  transcriptId: string
  id: number
}

/** Replaces the participants. One copied from a speaker keeps that link while the name stays the same. */
export async function replaceParticipants(
  tx: TenantTx,
  meetingId: string,
  list: NewParticipant[],
): Promise<void> {
  const before =
    list.length > 0 ? await mapParticipantSpeakers(tx, meetingId) : new Map<string, SpeakerRef>()
  await tx.orm
    .delete(participants)
    .where(and(eq(participants.tenantId, tx.tenantId), eq(participants.meetingId, meetingId)))
  if (list.length === 0) return
  const known = await findPeople(
    tx,
    list.flatMap((one) => (one.personId ? [one.personId] : [])),
  )
  const rows = list.map((one, ord) => {
    const person = one.personId ? known.get(one.personId.toLowerCase()) : undefined
    if (one.personId && !person)
      throw missing(`/participants/${ord}/personId`, 'no such person', 'такого человека нет')
    const name = one.name?.trim() ?? person?.name
    if (!name)
      throw missing(`/participants/${ord}`, 'needs a name or a personId', 'нужно имя или personId')
    const role = one.role?.trim() || null
    const speaker = before.get(foldName(name))
    return {
      tenantId: tx.tenantId,
      meetingId,
      ord,
      name,
      role,
      personId: person?.id ?? null,
      transcriptId: speaker?.transcriptId ?? null,
      speakerId: speaker?.id ?? null,
    }
  })
  await tx.orm.insert(participants).values(rows)
  if (known.size > 0) await linkSpeakers(tx, meetingId)
}

const maxParticipants = 200

/**
 * Makes the speakers of an imported transcript, now the current one, the participants of the meeting. Does nothing if
 * somebody has edited the participants: typed a name, chose a person or set a role.
 */
export async function addSpeakersAsParticipants(
  tx: TenantTx,
  meetingId: string,
  transcriptId: string,
): Promise<void> {
  await tx.sql`
    with taken as (
      select s.id, s.name, row_number() over (order by s.id) - 1 as ord from speakers s
      join transcripts t on t.tenant_id = s.tenant_id and t.id = s.transcript_id
      where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${transcriptId} and t.source <> 'speech'
        and not exists (select from participants p
          where p.tenant_id = ${tx.tenantId} and p.meeting_id = ${meetingId}
            and (p.transcript_id is null or p.person_id is not null or p.role is not null))
      order by s.id limit ${maxParticipants}
    ), gone as (
      delete from participants where tenant_id = ${tx.tenantId} and meeting_id = ${meetingId}
        and ord > (select max(ord) from taken)
    )
    insert into participants (tenant_id, meeting_id, ord, name, transcript_id, speaker_id)
    select ${tx.tenantId}, ${meetingId}, ord, name, ${transcriptId}, id from taken
    on conflict (tenant_id, meeting_id, ord) do update
      set name = excluded.name, transcript_id = excluded.transcript_id, speaker_id = excluded.speaker_id`
}

/** The speakers that participants were copied from, by folded participant name. */
async function mapParticipantSpeakers(
  tx: TenantTx,
  meetingId: string,
): Promise<Map<string, SpeakerRef>> {
  const rows = await tx.sql<{ name: string; transcriptId: string; speakerId: number }[]>`
    select w.name, t.transcript_id as "transcriptId", t.speaker_id as "speakerId"
    from participants t
    join lateral ${tx.sql.unsafe(currentParticipants('t.tenant_id', 't.meeting_id'))} w on w.ord = t.ord
    where t.tenant_id = ${tx.tenantId} and t.meeting_id = ${meetingId} and t.speaker_id is not null`
  return new Map(
    rows.map(({ name, transcriptId, speakerId }) => [
      foldName(name),
      { transcriptId, id: speakerId },
    ]),
  )
}

/**
 * Links speakers of a transcript to people of the directory who take part in the meeting and have the same name. A name
 * that is not unique links nobody. Without `transcriptId`, uses the current transcript.
 */
export async function linkSpeakers(
  tx: TenantTx,
  meetingId: string,
  transcriptId: string | null = null,
): Promise<void> {
  const rows = await tx.sql<
    { transcriptId: string; id: number; speaker: string; person: string; personId: string }[]
  >`
    select s.transcript_id as "transcriptId", s.id, s.name as speaker, e.name as person, e.id as "personId"
    from meetings m
    join speakers s on s.tenant_id = m.tenant_id and s.transcript_id = coalesce(${transcriptId}::uuid, m.current_transcript_id)
    join participants p on p.tenant_id = m.tenant_id and p.meeting_id = m.id
    join people e on e.tenant_id = p.tenant_id and e.id = p.person_id
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and s.person_id is null and not s.unnamed`
  const alike = rows.filter(({ speaker, person }) => foldName(speaker) === foldName(person))
  const isOnly = (row: (typeof rows)[number]) =>
    alike.every((other) => (other.id === row.id) === (other.personId === row.personId))
  const links = alike.filter(isOnly)
  if (links.length === 0) return
  await tx.sql`
    update speakers s set person_id = g."personId"
    from jsonb_to_recordset(${tx.sql.json(links)}) as g("transcriptId" uuid, id smallint, "personId" uuid)
    where s.tenant_id = ${tx.tenantId} and s.transcript_id = g."transcriptId" and s.id = g.id`
}

async function findPeople(
  tx: TenantTx,
  ids: string[],
): Promise<Map<string, { id: string; name: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.sql<{ id: string; name: string }[]>`
    select id, name from people where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

const missing = (pointer: string, detail: string, inRussian: string): AppError =>
  new AppError(
    'invalid_request',
    'What was sent names something that is not there. Nothing was changed.',
    [{ pointer, detail, inRussian }],
    {},
    'В присланном названо то, чего здесь нет. Ничего не изменено.',
  )
