import type { TenantTx } from '../../../../db/tenant.ts'
import { foldName } from '../../../platform/ids.ts'
import { currentParticipants } from '../../meetings/index.ts'
import { createWhoFinder, type KnownPeople, type Who } from './find-people.ts'

/** Finds whom names mean in a meeting whose transcript has these speakers. Only `names` can be asked for. */
export async function openWhoFinder(
  tx: TenantTx,
  meetingId: string,
  speakers: KnownPeople['speakers'],
  names: string[],
): Promise<(name: string) => Who | null> {
  const known = new Set(speakers.map(({ name }) => foldName(name)))
  const strangers = [...new Set(names.map(foldName))].filter((name) => !known.has(name))
  if (strangers.length === 0) return createWhoFinder({ speakers, participants: [], people: [] })
  const participants = await tx.sql<KnownPeople['participants']>`
    select w.name, w.person_id as "personId" from meetings m
    cross join lateral ${tx.sql.unsafe(currentParticipants('m.tenant_id', 'm.id'))} w
    where m.tenant_id = ${tx.tenantId} and m.id = ${meetingId}`
  const people = await tx.sql<KnownPeople['people']>`
    select id, name from people
    where tenant_id = ${tx.tenantId} and folded_name = any(${strangers})`
  return createWhoFinder({ speakers, participants, people })
}
