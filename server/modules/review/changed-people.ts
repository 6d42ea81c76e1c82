import type { TenantTx } from '../../../db/tenant.ts'
import type { ItemValue, SectionSpec } from '../../../plugins/engine/index.ts'
import { AppError, type FieldFault } from '../../platform/errors.ts'
import {
  personPointers,
  pointerOf,
  putAt,
  reAnchored,
  type ItemRow,
  type ReadReference,
  type ReferenceRow,
  tokensOf,
  toReference,
  valueAt,
  type Who,
} from '../analysis/index.ts'
import { findPeopleNames, listSpeakers } from '../transcription/index.ts'
import type { PatchItem } from './contract.ts'

/** An item, or the place of one that is new, as far as names in it go. */
interface Named {
  item: Pick<ItemRow, 'value' | 'people' | 'references'>
  section: SectionSpec
  transcriptId: string
}

interface ChangedPeople {
  value: ItemValue
  people: ReferenceRow[]
  /** Fields that a person changed. */
  fields: string[]
}

/**
 * The item's value and whom it names after a change. Whoever is chosen in `refs` is referred to; a name that stood in the
 * list already stays the same person; any other name is what a person typed, and refers to nobody. What is sent as it
 * reads today is no change.
 */
export async function changedPeople(
  tx: TenantTx,
  open: Named,
  { value: given = {}, refs = {} }: PatchItem,
  merge: (change: ItemValue) => ItemValue,
): Promise<ChangedPeople> {
  const { item, section } = open
  requireFields(section, Object.keys(refs))
  const chosenFields = new Set(Object.keys(refs).map((pointer) => tokensOf(pointer)[0] ?? ''))
  const shown = merge(given)
  const change = Object.fromEntries(
    Object.entries(given).filter(
      ([name]) => chosenFields.has(name) || !Bun.deepEquals(shown[name], item.value[name]),
    ),
  )
  for (const name of chosenFields) if (!(name in change)) change[name] = item.value[name] ?? ''
  const value = structuredClone(merge(change))
  const chosen = await placeChosen(tx, open, value, refs)
  const fields = Object.keys(change)
  const isOther = ({ pointer }: ReferenceRow) => !fields.includes(tokensOf(pointer)[0] ?? '')
  const untouched = item.people.filter((one) => one.place === 'value' && isOther(one))
  const kept = keptReferences(open, value, fields, new Set(chosen.map(({ pointer }) => pointer)))
  const pointers = new Set(personPointers(section, value))
  const people = [...[...untouched, ...kept].map(reAnchored), ...chosen].filter(({ pointer }) =>
    pointers.has(pointer),
  )
  return { value, people, fields }
}

function requireFields({ fields }: SectionSpec, pointers: string[]): void {
  const names = new Set(fields.map(({ name }) => name))
  const faults = pointers
    .filter((pointer) => !pointer.startsWith('/') || !names.has(tokensOf(pointer)[0] ?? ''))
    .map((pointer) => ({
      pointer: `/refs${pointerOf([pointer])}`,
      detail: noName,
      inRussian: noNameInRussian,
    }))
  if (faults.length > 0) throw refuse(faults)
}

const noName = 'leads to no name of a person in this item'
const noNameInRussian = 'не ведёт к имени человека в этом пункте'

const refuse = (faults: FieldFault[]): AppError =>
  new AppError(
    'invalid_request',
    'Some references lead to nobody who is here, or to no field for people. Nothing was changed.',
    faults,
    {},
    'Часть ссылок ведёт к тем, кого здесь нет, или к полю не для людей. Ничего не изменено.',
  )

/** Names in changed lists that stood there before and meant somebody. */
function keptReferences(
  { item, section }: Named,
  value: ItemValue,
  fields: string[],
  taken: ReadonlySet<string>,
): ReadReference[] {
  const before = item.references.filter(({ pointer }) => tokensOf(pointer).length > 1)
  return personPointers(section, value).flatMap((pointer) => {
    const [field = '', ...rest] = tokensOf(pointer)
    if (!fields.includes(field) || rest.length === 0 || taken.has(pointer)) return []
    const name = valueAt(value, pointer)
    const same = before.filter((one) => tokensOf(one.pointer)[0] === field && one.now_name === name)
    const [known, ...others] = same
    return known && others.every((one) => isSamePerson(one, known)) ? [{ ...known, pointer }] : []
  })
}

/** One person may stand in several rows. */
const isSamePerson = (a: ReadReference, b: ReadReference): boolean =>
  a.speaker_id === b.speaker_id && a.person_id === b.person_id

/** Writes the names of those who were chosen into the value. Throws `invalid_request` with pointers into the body. */
async function placeChosen(
  tx: TenantTx,
  { section, transcriptId }: Named,
  value: ItemValue,
  refs: NonNullable<PatchItem['refs']>,
): Promise<ReferenceRow[]> {
  const entries = Object.entries(refs)
  if (entries.length === 0) return []
  const nameOf = await openNames(
    tx,
    transcriptId,
    entries.map(([, who]) => who),
  )
  const faults: FieldFault[] = []
  const rows = entries.flatMap(([pointer, who]) => {
    const at = `/refs${pointerOf([pointer])}`
    const name = nameOf(who)
    if (name === undefined) {
      faults.push(
        'speakerId' in who
          ? {
              pointer: `${at}/speakerId`,
              detail: 'no such speaker in this transcript',
              inRussian: 'такого говорящего в этой расшифровке нет',
            }
          : {
              pointer: `${at}/personId`,
              detail: 'no such person',
              inRussian: 'такого человека нет',
            },
      )
      return []
    }
    // A field may be empty yet; an entry of a list has to be there.
    const isThere = tokensOf(pointer).length === 1 || typeof valueAt(value, pointer) === 'string'
    const isPlaced = isThere && putAt(value, pointer, name)
    if (isPlaced && personPointers(section, value).includes(pointer)) {
      return [{ ...toReference(section, pointer, who), chosen: true }]
    }
    faults.push({ pointer: at, detail: noName, inRussian: noNameInRussian })
    return []
  })
  if (faults.length > 0) throw refuse(faults)
  return rows
}

/** Names of today of those who may be chosen. */
async function openNames(
  tx: TenantTx,
  transcriptId: string,
  chosen: Who[],
): Promise<(who: Who) => string | undefined> {
  const ids = chosen.flatMap((who) => ('personId' in who ? [who.personId] : []))
  const people = await findPeopleNames(tx, ids)
  const speakers = new Map((await listSpeakers(tx, transcriptId)).map(({ id, name }) => [id, name]))
  return (who) =>
    'speakerId' in who ? speakers.get(who.speakerId) : people.get(who.personId.toLowerCase())
}
