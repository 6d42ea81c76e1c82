import { type ItemValue, rolesOf, type SectionSpec } from '../../../../plugins/engine/index.ts'
import { foldName } from '../../../platform/ids.ts'
import { pointerOf, valueAt } from './pointers.ts'
import type { ReferenceRow } from './repo/references.ts'

type Schema = Record<string, unknown>

const isSchema = (node: unknown): node is Schema => typeof node === 'object' && node !== null

/** JSON Pointers to the names of people in an item's value, including lists and nested objects. */
export const personPointers = (section: SectionSpec, value: ItemValue): string[] =>
  walk(section.itemSchema, value, [])

function walk(schema: unknown, value: unknown, at: (string | number)[]): string[] {
  if (!isSchema(schema)) return []
  if (typeof value === 'string') {
    return schema['format'] === 'person' && value.trim() !== '' ? [pointerOf(at)] : []
  }
  if (Array.isArray(value)) {
    return value.flatMap((entry, index) => walk(schema['items'], entry, [...at, index]))
  }
  const properties = schema['properties']
  if (typeof value !== 'object' || value === null || !isSchema(properties)) return []
  return Object.entries(value).flatMap(([name, entry]) =>
    walk(properties[name], entry, [...at, name]),
  )
}

/** The speaker or person that a name refers to. */
export type NameTarget = { speakerId: number } | { personId: string }

/** The names in a meeting and in the directory. */
export interface KnownPeople {
  speakers: { id: number; name: string }[]
  participants: { name: string; personId: string | null }[]
  /** People of the directory. */
  people: { id: string; name: string }[]
}

/**
 * Returns a function that resolves a name: to the only speaker of that name, else the only participant from the
 * directory, else the only person of the directory. A name that several share resolves to null.
 */
export function createNameResolver(known: KnownPeople): (name: string) => NameTarget | null {
  const speakers = idsByName(known.speakers)
  const participants = idsByName(
    known.participants.flatMap(({ name, personId }) => (personId ? [{ id: personId, name }] : [])),
  )
  const people = idsByName(known.people)
  return (name) => {
    const folded = foldName(name)
    const bySpeaker = speakers.get(folded)
    if (bySpeaker) {
      const [speakerId, ...others] = bySpeaker
      return speakerId === undefined || others.length > 0 ? null : { speakerId }
    }
    const [personId, ...others] = participants.get(folded) ?? people.get(folded) ?? []
    return personId === undefined || others.length > 0 ? null : { personId }
  }
}

function idsByName<Id>(list: { id: Id; name: string }[]): Map<string, Set<Id>> {
  const ids = new Map<string, Set<Id>>()
  for (const { id, name } of list) {
    const folded = foldName(name)
    ids.set(folded, (ids.get(folded) ?? new Set()).add(id))
  }
  return ids
}

/** Finds the references from an item's value to the people it names. */
export function findReferences(
  section: SectionSpec,
  value: ItemValue,
  resolveName: (name: string) => NameTarget | null,
): ReferenceRow[] {
  return personPointers(section, value).flatMap((pointer) => {
    const who = resolveName(String(valueAt(value, pointer)))
    return who ? [toReference(section, pointer, who)] : []
  })
}

export const toReference = (
  section: SectionSpec,
  pointer: string,
  who: NameTarget,
): ReferenceRow => ({
  place: 'value',
  pointer,
  speaker_id: 'speakerId' in who ? who.speakerId : null,
  person_id: 'personId' in who ? who.personId : null,
  name: null,
  chosen: false,
  is_owner: isOwner(section, pointer),
  accepted_as: null,
})

export function isOwner(section: SectionSpec, pointer: string): boolean {
  const { owner } = rolesOf(section)
  return owner !== null && pointer === pointerOf([owner.name])
}
