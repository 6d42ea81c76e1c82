import type { FieldSpec, SectionSpec } from '../types.ts'

/** Fields with the same meaning in every scenario: who is responsible for an item, and until when. */
export interface FieldRoles {
  /** Holds one person. */
  owner: FieldSpec | null
  /** Holds a day. */
  due: FieldSpec | null
}

const OWNER_NAMES = ['owner', 'promisedBy']
const DUE_NAMES = ['dueOn']
/** Tracks of work: there a person is the owner, and a date is the deadline. */
const TRACKS_OF_WORK: ReadonlySet<SectionSpec['track']> = new Set(['action-item', 'commitment'])

/**
 * Finds the roles by the names that the shipped scenarios use, and in sections of work by kind where only one field is of
 * it: whoever builds a scenario names its fields in words of their own, and of two people nobody can tell who does it.
 */
export function rolesOf({ fields, track }: Pick<SectionSpec, 'fields' | 'track'>): FieldRoles {
  const find = (names: string[], format: string): FieldSpec | null => {
    const isSuch = (field: FieldSpec) => field.type === 'string' && field.format === format
    const byName = names.flatMap((name) => fields.find((field) => field.name === name) ?? [])
    const ofKind = TRACKS_OF_WORK.has(track) ? fields.filter(isSuch) : []
    return byName.find(isSuch) ?? (ofKind.length === 1 ? ofKind[0] : undefined) ?? null
  }
  return { owner: find(OWNER_NAMES, 'person'), due: find(DUE_NAMES, 'date') }
}
