import { type ItemValue, rolesOf, type SectionSpec } from '../../../../plugins/engine/index.ts'
import { foldName } from '../../../platform/ids.ts'
import { pointerOf, valueAt } from './pointers.ts'
import type { ReferenceRow } from './references.ts'

type Schema = Record<string, unknown>

const isSchema = (node: unknown): node is Schema => typeof node === 'object' && node !== null

/** Pointers to the names that an item's value holds, in lists and in nested objects too. */
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

/** Somebody whom a name can mean. */
export type Who = { speakerId: number } | { personId: string }

/** Who is called what in a meeting and in the directory. */
export interface KnownPeople {
  speakers: { id: number; name: string }[]
  participants: { name: string; personId: string | null }[]
  /** People of the directory. */
  people: { id: string; name: string }[]
}

/**
 * Finds whom a name means: the one speaker of that name, else the one participant of the directory, else the one person
 * of the directory. Nobody where several are called so.
 */
export function createWhoFinder(known: KnownPeople): (name: string) => Who | null {
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

/** References from an item's value to whom it names. */
export function findReferences(
  section: SectionSpec,
  value: ItemValue,
  findWho: (name: string) => Who | null,
): ReferenceRow[] {
  return personPointers(section, value).flatMap((pointer) => {
    const who = findWho(String(valueAt(value, pointer)))
    return who ? [toReference(section, pointer, who)] : []
  })
}

export const toReference = (section: SectionSpec, pointer: string, who: Who): ReferenceRow => ({
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
