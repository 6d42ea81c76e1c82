import { currentParticipants } from '../../../server/modules/meetings/repo/participants.ts'
import { fromPage } from '../../../server/modules/meetings/repo/rows.ts'

/** A page of items with their details, with the names as they were stored. */
export const itemsBare = (where: string): string => `
  select i.id, i.run_id, i.section, i.item_key, i.ord, i.value, i.evidence_state, i.review_state, i.override_note,
    i.decided_by, u.name as decided_by_name, i.decided_at, i.track, i.due_on, i.proposed, i.rev, i.created_at,
    coalesce((
      select json_agg(json_build_object('ord', e.ord, 'ordinal', e.ordinal, 'rev', e.rev,
        'speaker_id', e.speaker_id, 'start_char', e.start_char, 'end_char', e.end_char, 'quote', e.quote,
        'state', e.state, 'start_ms', s.start_ms, 'end_ms', s.end_ms, 'speaker', p.name,
        'moved', s.rev is distinct from e.rev or s.speaker_id is distinct from e.speaker_id) order by e.ord)
      from evidence e
      left join segments s
        on s.tenant_id = e.tenant_id and s.transcript_id = r.transcript_id and s.ordinal = e.ordinal
      left join speakers p
        on p.tenant_id = s.tenant_id and p.transcript_id = s.transcript_id and p.id = s.speaker_id
      where e.tenant_id = i.tenant_id and e.item_id = i.id), '[]'::json) as evidence,
    coalesce((
      select json_agg(json_build_object('pointer', l.pointer, 'value', l.value, 'locked_by', l.locked_by)
        order by l.pointer)
      from field_locks l where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]'::json) as locks,
    exists (select 1 from item_history h
      where h.tenant_id = i.tenant_id and h.item_id = i.id and not h.undone) as can_undo,
    m.id as meeting_id, m.title as meeting_title, m.started_at as meeting_started_at, r.pack_id, r.pack_version,
    i.created_at::text as position
  from items i
  join runs r on r.tenant_id = i.tenant_id and r.id = i.run_id
  left join users u on u.tenant_id = i.tenant_id and u.id = i.decided_by
  join meetings m on m.tenant_id = r.tenant_id and m.id = r.meeting_id and m.current_run_id = r.id
  where i.tenant_id = $1 ${where}
  order by i.created_at desc, i.id desc limit 21`

/** The owner of an item as stored: the person, or the speaker who is linked to the person. */
export const ofPersonBare = `and i.id in (
  select w.item_id from item_people w where w.tenant_id = $1 and w.person_id = $2 and w.is_owner
  union all
  select w.item_id from speakers x
  join runs y on y.tenant_id = $1 and y.transcript_id = x.transcript_id
  join items n on n.tenant_id = $1 and n.run_id = y.id
  join item_people w on w.tenant_id = $1 and w.item_id = n.id and w.is_owner and w.speaker_id = x.id
  where x.tenant_id = $1 and x.person_id = $2)`

/** The same page of meetings with its participants as stored; `$2` is a pattern for `q`. */
export const meetingsBare = (isSearch: boolean): string => {
  const names = isSearch
    ? `and (m.title ilike $2 or exists (select 1 from participants q
        where q.tenant_id = m.tenant_id and q.meeting_id = m.id and q.name ilike $2))`
    : ''
  return fromPage(
    `select m.* from meetings m where m.tenant_id = $1 ${names} order by m.created_at desc, m.id desc limit 21`,
    '$1',
  ).replace(
    currentParticipants('$1', 'm.id'),
    '(select p.ord, p.role, p.name, p.person_id from participants p where p.tenant_id = $1 and p.meeting_id = m.id)',
  )
}
