import type { TenantTx } from '../../../../db/tenant.ts'

export interface SpeakerRow {
  id: number
  name: string
  unnamed: boolean
  personId: string | null
  segmentCount: number
  spokenMs: number | null
}

/** Every speaker, also those whose segments all went to others: ids are never given twice. */
export const listSpeakerRows = (tx: TenantTx, transcriptId: string) => tx.sql<SpeakerRow[]>`
  select p.id, p.name, p.unnamed, p.person_id as "personId", count(s.ordinal)::int as "segmentCount",
    sum(s.end_ms - s.start_ms)::float8 as "spokenMs"
  from speakers p
  left join segments s
    on s.tenant_id = p.tenant_id and s.transcript_id = p.transcript_id and s.speaker_id = p.id
  where p.tenant_id = ${tx.tenantId} and p.transcript_id = ${transcriptId}
  group by p.id, p.name, p.unnamed, p.person_id
  order by p.id`

/** People of the directory among these folded names, each name that only one person has. */
export const findPeopleByName = (tx: TenantTx, foldedNames: string[]) =>
  tx.sql<{ foldedName: string; personId: string }[]>`
    select folded_name as "foldedName", min(id::text) as "personId" from people
    where tenant_id = ${tx.tenantId} and folded_name = any(${foldedNames})
    group by folded_name having count(*) = 1`

export async function listMissingPeople(tx: TenantTx, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.sql<{ id: string }[]>`
    select id from people where tenant_id = ${tx.tenantId} and id = any(${ids}::uuid[])`
  const known = new Set(rows.map(({ id }) => id))
  return new Set(ids.filter((id) => !known.has(id.toLowerCase())))
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
