import type { TenantTx } from '../../../../../db/tenant.ts'
import type { KnownPeople } from '../find-people.ts'
import { knownPeople, type KnownRow } from './known-people.ts'
import { type ReferenceRow, referenceRecord } from './references.ts'

export interface OldRun {
  id: string
  meetingId: string
  transcriptId: string
  packId: string
  packVersion: string
}

/** Locks the newest run without references that no other process has locked. */
export async function lockOldRun(tx: TenantTx): Promise<OldRun | undefined> {
  const [run] = await tx.sql<OldRun[]>`
    select r.id, r.meeting_id as "meetingId", r.transcript_id as "transcriptId", r.pack_id as "packId",
      r.pack_version as "packVersion"
    from runs r
    where r.tenant_id = ${tx.tenantId} and not r.people_found and r.state = 'done'
    order by r.id desc limit 1 for update skip locked`
  return run
}

export async function markPeopleFound(tx: TenantTx, runId: string): Promise<void> {
  await tx.sql`
    update runs set people_found = true where tenant_id = ${tx.tenantId} and id = ${runId}`
}

export async function readKnownPeople(
  tx: TenantTx,
  meetingId: string,
  speakers: KnownPeople['speakers'],
  names: string[],
): Promise<KnownRow | undefined> {
  const [known] = await tx.sql<KnownRow[]>`select ${knownPeople(tx, meetingId, speakers, names)}`
  return known
}

/** Adds references to items; existing ones stay. */
export async function insertReferences(
  tx: TenantTx,
  rows: (ReferenceRow & { item_id: string })[],
): Promise<void> {
  await tx.sql`
    insert into item_people (tenant_id, item_id, place, pointer, speaker_id, person_id, name, chosen, is_owner, accepted_as)
    select ${tx.tenantId}, w.* from jsonb_to_recordset(${tx.sql.json(rows as never)}) as w(
      item_id uuid, ${tx.sql.unsafe(referenceRecord)})
    on conflict do nothing`
}

/**
 * Speakers by current name. Speakers of a recording also by the number they had when the run was made, in case somebody
 * has named them since.
 */
export const listSpeakerNames = (tx: TenantTx, transcriptId: string) => tx.sql<
  { id: number; name: string }[]
>`
  select s.id, n.name from speakers s
  join transcripts t on t.tenant_id = s.tenant_id and t.id = s.transcript_id
  cross join lateral (values (s.name),
    (case when t.source = 'speech' then 'Speaker ' || s.id end),
    (case when t.source = 'speech' then 'Говорящий ' || s.id end)) as n(name)
  where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${transcriptId} and n.name is not null`
