import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack } from '../../../../plugins/engine/index.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { AnalysisDeps } from '../deps.ts'
import { type ItemRow, listRunItems } from '../repo/items.ts'
import { valueAt } from './pointers.ts'
import { createNameResolver, findReferences, personPointers } from './find-people.ts'
import {
  insertReferences,
  listSpeakerNames,
  lockOldRun,
  markPeopleFound,
  type OldRun,
  readKnownPeople,
} from './repo/old-runs.ts'
import type { ReferenceRow } from './repo/references.ts'
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
    const run = await lockOldRun(tx)
    if (!run) return false
    const pack = await deps.packs.find(tx, run.packId, run.packVersion)
    if (pack) await fill(tx, run, pack)
    await markPeopleFound(tx, run.id)
    return true
  })
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
  const known = await readKnownPeople(tx, run.meetingId, speakers, names)
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
  await insertReferences(tx, rows)
}

const isLocked = (item: ItemRow, field: string): boolean =>
  item.locks.some(({ pointer }) => pointer !== '' && tokensOf(pointer)[0] === field)

const acceptedAs = (item: ItemRow, pointer: string): string | null =>
  item.review_state === 'accepted' ? String(valueAt(item.stored, pointer)) : null
