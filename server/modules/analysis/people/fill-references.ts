import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack } from '../../../../plugins/engine/index.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { AnalysisDeps } from '../deps.ts'
import { type ItemRow, listRunItems } from '../items.ts'
import { valueAt } from './pointers.ts'
import { createNameResolver, findReferences, personPointers } from './find-people.ts'
import { knownPeople, type KnownRow } from './known-people.ts'
import { type ReferenceRow, referenceRecord } from './references.ts'
import { tokensOf } from './pointers.ts'

/**
 * Adds references to the items of one run made before references were stored, newest run first. Returns false if no
 * such run is left. Safe to repeat and to run in several processes.
 */
export async function findMissingReferences(
  deps: Pick<AnalysisDeps, 'db' | 'packs'>,
  ctx: Ctx,
): Promise<boolean> {
  return withTenant(deps.db, ctx, async (tx) => {
    const [run] = await tx.sql<OldRun[]>`
      select r.id, r.meeting_id as "meetingId", r.transcript_id as "transcriptId", r.pack_id as "packId",
        r.pack_version as "packVersion"
      from runs r
      where r.tenant_id = ${tx.tenantId} and not r.people_found and r.state = 'done'
      order by r.id desc limit 1 for update skip locked`
    if (!run) return false
    const pack = await deps.packs.find(tx, run.packId, run.packVersion)
    if (pack) await fill(tx, run, pack)
    await tx.sql`
      update runs set people_found = true where tenant_id = ${tx.tenantId} and id = ${run.id}`
    return true
  })
}

interface OldRun {
  id: string
  meetingId: string
  transcriptId: string
  packId: string
  packVersion: string
}

async function fill(tx: TenantTx, run: OldRun, pack: LoadedPack): Promise<void> {
  const items = await listRunItems(tx, run.id)
  const sections = new Map(pack.sections.map((section) => [section.name, section]))
  const names = items.flatMap((item) => {
    const section = sections.get(item.section)
    return [item.stored, item.storedProposed].flatMap((value) =>
      section && value
        ? personPointers(section, value).map((at) => String(valueAt(value, at)))
        : [],
    )
  })
  const speakers = await listSpeakerNames(tx, run.transcriptId)
  const [known] = await tx.sql<KnownRow[]>`
    select ${knownPeople(tx, run.meetingId, speakers, names)}`
  const resolveName = createNameResolver({ speakers, participants: [], people: [], ...known })
  const rows = items.flatMap((item) => {
    const section = sections.get(item.section)
    if (!section) return []
    const isTyped = ({ pointer }: ReferenceRow) => isLocked(item, tokensOf(pointer)[0] ?? '')
    const found = findReferences(section, item.stored, resolveName)
      .filter((one) => !isTyped(one))
      .map((one) => ({ ...one, accepted_as: acceptedAs(item, one.pointer) }))
    const proposed = item.storedProposed
      ? findReferences(section, item.storedProposed, resolveName)
      : []
    return [...found, ...proposed.map((one) => ({ ...one, place: 'proposed' as const }))].map(
      (one) => ({ item_id: item.id, ...one }),
    )
  })
  await tx.sql`
    insert into item_people (tenant_id, item_id, place, pointer, speaker_id, person_id, name, chosen, is_owner, accepted_as)
    select ${tx.tenantId}, w.* from jsonb_to_recordset(${tx.sql.json(rows as never)}) as w(
      item_id uuid, ${tx.sql.unsafe(referenceRecord)})
    on conflict do nothing`
}

const isLocked = (item: ItemRow, field: string): boolean =>
  item.locks.some(({ pointer }) => pointer !== '' && tokensOf(pointer)[0] === field)

const acceptedAs = (item: ItemRow, pointer: string): string | null =>
  item.review_state === 'accepted' ? String(valueAt(item.stored, pointer)) : null

/**
 * Speakers by current name. Speakers of a recording also by the number they had when the run was made, in case somebody
 * has named them since.
 */
const listSpeakerNames = (tx: TenantTx, transcriptId: string) => tx.sql<
  { id: number; name: string }[]
>`
  select s.id, n.name from speakers s
  join transcripts t on t.tenant_id = s.tenant_id and t.id = s.transcript_id
  cross join lateral (values (s.name),
    (case when t.source = 'speech' then 'Speaker ' || s.id end),
    (case when t.source = 'speech' then 'Говорящий ' || s.id end)) as n(name)
  where s.tenant_id = ${tx.tenantId} and s.transcript_id = ${transcriptId} and n.name is not null`
