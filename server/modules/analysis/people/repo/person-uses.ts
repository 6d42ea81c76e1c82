import type { TenantTx } from '../../../../../db/tenant.ts'
import { type LiveEvent, publish, publishAll } from '../../../../jobs/outbox.ts'
import type { PersonUses } from '../../../directory/index.ts'
import { maxMeetingEvents, recordHistory } from '../../../meetings/index.ts'

/** Where meetings, transcripts and results use people of the directory. */
export const personUses: PersonUses = {
  async renamed(tx, ctx, change) {
    const meetings = await listMeetingsOf(tx, change.personId)
    if (meetings.length === 0) return 0
    const { personId, from, to } = change
    const renamed = [{ from, to, speakerId: null, personId }]
    await recordHistory(tx, ctx, meetings, 'person_renamed', { renamed })
    if (meetings.length > maxMeetingEvents) await publish(tx, { name: 'reset' })
    else await publishAll(tx, await eventsFor(tx, meetings, personId))
    return meetings.length
  },
  async leaving(tx, { id, name }) {
    for (const table of ['participants', 'speakers', 'item_people'] as const) {
      await tx.sql`
        update ${tx.sql(table)} set name = ${name}, person_id = null
        where tenant_id = ${tx.tenantId} and person_id = ${id}`
    }
  },
}

async function listMeetingsOf(tx: TenantTx, personId: string): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select p.meeting_id as id from participants p
    where p.tenant_id = ${tx.tenantId} and p.person_id = ${personId}
    union
    select t.meeting_id from speakers s
    join transcripts t on t.tenant_id = s.tenant_id and t.id = s.transcript_id
    where s.tenant_id = ${tx.tenantId} and s.person_id = ${personId}
    union
    select r.meeting_id from item_people w
    join items i on i.tenant_id = w.tenant_id and i.id = w.item_id
    join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
    where w.tenant_id = ${tx.tenantId} and w.person_id = ${personId}`
  return rows.map(({ id }) => id)
}

/** Live events for the transcript of each meeting and for the items of its result that name or cite the person. */
async function eventsFor(tx: TenantTx, meetings: string[], personId: string): Promise<LiveEvent[]> {
  const rows = await tx.sql<{ meetingId: string; itemIds: string[] }[]>`
    select m.id as "meetingId", array_agg(i.id) as "itemIds"
    from meetings m
    join runs r on r.tenant_id = m.tenant_id and r.id = m.current_run_id
    join items i on i.tenant_id = r.tenant_id and i.run_id = r.id
    left join speakers p on p.tenant_id = r.tenant_id and p.transcript_id = r.transcript_id
      and p.person_id = ${personId}
    where m.tenant_id = ${tx.tenantId} and m.id = any(${meetings}::uuid[])
      and (exists (select 1 from item_people w where w.tenant_id = i.tenant_id and w.item_id = i.id
          and (w.person_id = ${personId} or (p.id is not null and w.speaker_id is not null)))
        or exists (select 1 from evidence e
          join segments s on s.tenant_id = e.tenant_id and s.transcript_id = r.transcript_id and s.ordinal = e.ordinal
          where e.tenant_id = i.tenant_id and e.item_id = i.id and s.speaker_id = p.id))
    group by m.id`
  return [
    ...meetings.map((meetingId): LiveEvent => ({ name: 'transcript.changed', meetingId })),
    ...rows.map(({ meetingId, itemIds }): LiveEvent => ({
      name: 'items.changed',
      meetingId,
      itemIds: [...new Set(itemIds)],
    })),
  ]
}
