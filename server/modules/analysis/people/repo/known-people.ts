import type { TenantTx } from '../../../../../db/tenant.ts'
import { foldName } from '../../../../platform/ids.ts'
import { currentParticipants } from '../../../meetings/index.ts'
import type { KnownPeople } from '../find-people.ts'

/** Names besides those of speakers, as the query returns them. */
export type KnownRow = Pick<KnownPeople, 'participants' | 'people'>

/**
 * SQL columns of `KnownRow`: the participants of a meeting, and the people of the directory whose name is in `names`.
 */
export function knownPeople(
  tx: TenantTx,
  meetingId: string,
  speakers: KnownPeople['speakers'],
  names: string[],
) {
  const known = new Set(speakers.map(({ name }) => foldName(name)))
  const strangers = [...new Set(names.map(foldName))].filter((name) => !known.has(name))
  return tx.sql`
    coalesce((
      select json_agg(json_build_object('name', w.name, 'personId', w.person_id))
      from meetings m cross join lateral ${tx.sql.unsafe(currentParticipants('m.tenant_id', 'm.id'))} w
      where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId} and ${strangers.length > 0}), '[]') as participants,
    coalesce((
      select json_agg(json_build_object('id', p.id, 'name', p.name)) from people p
      where p.tenant_id = ${tx.tenantId} and p.folded_name = any(${strangers}::text[])), '[]') as people`
}
