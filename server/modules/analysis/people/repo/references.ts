import type { TenantTx } from '../../../../../db/tenant.ts'

/** A stored reference from an item's value to a speaker or person. */
export interface ReferenceRow {
  place: 'value' | 'proposed'
  /** JSON Pointer into the value or the proposal. */
  pointer: string
  speaker_id: number | null
  person_id: string | null
  name: string | null
  chosen: boolean
  is_owner: boolean
  accepted_as: string | null
}

/** A stored reference with the current speaker, person and name. */
export interface ReadReference extends ReferenceRow {
  now_speaker_id: number | null
  now_person_id: string | null
  now_name: string | null
  /** The speaker who has the cited segments now, before merges of speakers. */
  heard_speaker_id: number | null
}

/**
 * Resolves the reference `w` of an item of the run `r` to the current speaker or person, as a sub-select of
 * `speaker_id`, `person_id`, `name` and `heard_id`. A reference to the speaker of the cited segments follows the
 * segments to the speaker who has them all now, unless a person chose the speaker. A merged speaker resolves to the
 * merge target, a linked speaker to the person.
 * The joins use CASE because under row-level security a comparison with COALESCE uses no index.
 */
const currentTarget = `(
  select coalesce(target.id, o.id) as speaker_id, pe.id as person_id, coalesce(pe.name, target.name, o.name, w.name) as name,
    f.id as heard_id
  from (select case when w.chosen or w.speaker_id is null then w.speaker_id else coalesce((
      select min(s.speaker_id) filter (where e.speaker_id = w.speaker_id)
      from evidence e
      join segments s
        on s.tenant_id = e.tenant_id and s.transcript_id = r.transcript_id and s.ordinal = e.ordinal
      where e.tenant_id = w.tenant_id and e.item_id = w.item_id
      having bool_or(e.speaker_id = w.speaker_id)
        and not coalesce(bool_or(s.speaker_id = w.speaker_id), false)
        and count(distinct s.speaker_id) filter (where e.speaker_id = w.speaker_id) = 1
    ), w.speaker_id) end as id) f
  left join speakers o on o.tenant_id = w.tenant_id and o.transcript_id = r.transcript_id and o.id = f.id
  left join speakers target on target.tenant_id = w.tenant_id and target.transcript_id = r.transcript_id
    and target.id = o.merged_into
  left join people pe on pe.tenant_id = w.tenant_id and pe.id = case when target.person_id is not null
    then target.person_id when target.id is null and o.person_id is not null then o.person_id else w.person_id end)`

/** SQL of the references of the item `i` of the run `r`, as JSON. */
export const referenceColumn = `
  coalesce((
    select json_agg(json_build_object('place', w.place, 'pointer', w.pointer, 'speaker_id', w.speaker_id,
      'person_id', w.person_id, 'name', w.name, 'chosen', w.chosen, 'is_owner', w.is_owner,
      'accepted_as', w.accepted_as, 'now_speaker_id', t.speaker_id, 'now_person_id', t.person_id,
      'now_name', t.name, 'heard_speaker_id', t.heard_id) order by w.pointer)
    from item_people w cross join lateral ${currentTarget} t
    where w.tenant_id = i.tenant_id and w.item_id = i.id), '[]'::json) as people`

/**
 * SQL condition: the item `i` of the run `r` belongs to a person of the directory; `tenant` and `person` are SQL. It
 * first narrows down the items: those that name the person, and all items of transcripts in which the person speaks.
 */
export const belongsTo = (tenant: string, person: string): string => `
  i.id in (
    select x.item_id from item_people x where x.tenant_id = ${tenant} and x.person_id = ${person}
    union all
    select n.id from speakers x
    join runs y on y.tenant_id = ${tenant} and y.transcript_id = x.transcript_id
    join items n on n.tenant_id = ${tenant} and n.run_id = y.id
    where x.tenant_id = ${tenant} and x.person_id = ${person})
  and exists (select 1 from item_people w cross join lateral ${currentTarget} t
    where w.tenant_id = i.tenant_id and w.item_id = i.id and w.place = 'value' and w.is_owner
      and t.person_id = ${person})`

export const asReference = (row: ReferenceRow): ReferenceRow => ({
  place: row.place,
  pointer: row.pointer,
  speaker_id: row.speaker_id,
  person_id: row.person_id,
  name: row.name,
  chosen: row.chosen,
  is_owner: row.is_owner,
  accepted_as: row.accepted_as,
})

/** Updates a reference together with the item's evidence: it points to the speaker who has the segments now. */
export const withCurrentSpeaker = (row: ReadReference): ReferenceRow => ({
  ...asReference(row),
  speaker_id: row.heard_speaker_id,
})

/** Columns of `jsonb_to_recordset` for `item_people` rows, without tenant and item. */
export const referenceRecord = `place text, pointer text, speaker_id smallint, person_id uuid, name text,
  chosen boolean, is_owner boolean, accepted_as text`

/** Replaces an item's references in its value or its proposal. Skips people who were deleted from the directory. */
export async function writeReferences(
  tx: TenantTx,
  itemId: string,
  place: ReferenceRow['place'],
  references: ReferenceRow[],
): Promise<void> {
  await tx.sql`
    delete from item_people where tenant_id = ${tx.tenantId} and item_id = ${itemId} and place = ${place}`
  if (references.length === 0) return
  const rows = references.map((row) => ({ ...asReference(row), place }))
  await tx.sql`
    insert into item_people (tenant_id, item_id, place, pointer, speaker_id, person_id, name, chosen, is_owner, accepted_as)
    select ${tx.tenantId}, ${itemId}, w.place, w.pointer, w.speaker_id, p.id, w.name, w.chosen, w.is_owner, w.accepted_as
    from jsonb_to_recordset(${tx.sql.json(rows as never)}) as w(${tx.sql.unsafe(referenceRecord)})
    left join people p on p.tenant_id = ${tx.tenantId} and p.id = w.person_id
    where w.speaker_id is not null or p.id is not null or w.name is not null`
}
