import type { TenantTx } from '../../../db/tenant.ts'
import type { ItemValue, SectionSpec } from '../../../plugins/engine/index.ts'
import { AppError, type FieldFault } from '../../platform/errors.ts'
import {
  personPointers,
  pointerOf,
  putAt,
  withCurrentSpeaker,
  type ItemRow,
  type ReadReference,
  type ReferenceRow,
  tokensOf,
  toReference,
  valueAt,
  type NameTarget,
} from '../analysis/index.ts'
import { findPeopleNames, listSpeakers } from '../transcription/index.ts'
import type { PatchItem } from './contract.ts'

/** The part of an existing or new item that concerns names. */
interface NamedItem {
  item: Pick<ItemRow, 'value' | 'people' | 'references'>
  section: SectionSpec
  transcriptId: string
}

interface PeopleChange {
  value: ItemValue
  people: ReferenceRow[]
  /** Fields that a person changed. */
  fields: string[]
}

/**
 * The item's value and its references after a change. A person chosen in `refs` becomes a reference. A name that was in
 * the list before keeps its reference. Any other name was typed and has no reference. A field sent with its current
 * value does not count as changed.
 */
export async function applyPeopleChanges(
  tx: TenantTx,
  open: NamedItem,
  { value: given = {}, refs = {} }: PatchItem,
  merge: (change: ItemValue) => ItemValue,
): Promise<PeopleChange> {
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
  const chosen = await writeChosenNames(tx, open, value, refs)
  const fields = Object.keys(change)
  const isOther = ({ pointer }: ReferenceRow) => !fields.includes(tokensOf(pointer)[0] ?? '')
  const untouched = item.people.filter((one) => one.place === 'value' && isOther(one))
  const kept = keptReferences(open, value, fields, new Set(chosen.map(({ pointer }) => pointer)))
  const pointers = new Set(personPointers(section, value))
  const people = [...[...untouched, ...kept].map(withCurrentSpeaker), ...chosen].filter(
    ({ pointer }) => pointers.has(pointer),
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
  if (faults.length > 0) throw invalidRequest(faults)
}

const noName = 'leads to no name of a person in this item'
const noNameInRussian = 'не ведёт к имени человека в этом пункте'

const invalidRequest = (faults: FieldFault[]): AppError =>
  new AppError(
    'invalid_request',
    'Some references lead to nobody who is here, or to no field for people. Nothing was changed.',
    faults,
    {},
    'Часть ссылок ведёт к тем, кого здесь нет, или к полю не для людей. Ничего не изменено.',
  )

/** References of names that were already in a changed list. */
function keptReferences(
  { item, section }: NamedItem,
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

/** The same speaker or person: one person may be in several rows. */
const isSamePerson = (a: ReadReference, b: ReadReference): boolean =>
  a.speaker_id === b.speaker_id && a.person_id === b.person_id

/** Writes the names of the chosen people into the value. Throws `invalid_request` with pointers into the body. */
async function writeChosenNames(
  tx: TenantTx,
  { section, transcriptId }: NamedItem,
  value: ItemValue,
  refs: NonNullable<PatchItem['refs']>,
): Promise<ReferenceRow[]> {
  const entries = Object.entries(refs)
  if (entries.length === 0) return []
  const nameOf = await readNames(
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
    // A field may still be empty; a list entry must exist.
    const isThere = tokensOf(pointer).length === 1 || typeof valueAt(value, pointer) === 'string'
    const isPlaced = isThere && putAt(value, pointer, name)
    if (isPlaced && personPointers(section, value).includes(pointer)) {
      return [{ ...toReference(section, pointer, who), chosen: true }]
    }
    faults.push({ pointer: at, detail: noName, inRussian: noNameInRussian })
    return []
  })
  if (faults.length > 0) throw invalidRequest(faults)
  return rows
}

/** Reads the current names of the people that may be chosen. */
async function readNames(
  tx: TenantTx,
  transcriptId: string,
  chosen: NameTarget[],
): Promise<(who: NameTarget) => string | undefined> {
  const ids = chosen.flatMap((who) => ('personId' in who ? [who.personId] : []))
  const people = await findPeopleNames(tx, ids)
  const speakers = new Map((await listSpeakers(tx, transcriptId)).map(({ id, name }) => [id, name]))
  return (who) =>
    'speakerId' in who ? speakers.get(who.speakerId) : people.get(who.personId.toLowerCase())
}
