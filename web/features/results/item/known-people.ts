import type { PatchItem } from '../../../../server/modules/review/contract.ts'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'

export type Refs = NonNullable<PatchItem['refs']>

/** Somebody who can be chosen for a field that holds people. */
export interface KnownPerson {
  name: string
  ref: Refs[string]
}

interface Speaker {
  id: number
  name: string
  personId: string | null
}

interface Person {
  name: string
  personId: string | null
}

/** Speakers of the meeting, its participants of the directory, then others of the directory; each once. */
export function knownPeople(
  speakers: readonly Speaker[],
  others: readonly Person[],
): KnownPerson[] {
  const spoken = new Set(speakers.map(({ personId }) => personId))
  const ids = new Set(others.map(({ personId }) => personId))
  return [
    ...speakers.map(({ id, name }) => ({ name, ref: { speakerId: id } })),
    ...[...ids].flatMap((personId) => {
      const one = others.find((other) => other.personId === personId)
      return one && personId && !spoken.has(personId) ? [{ name: one.name, ref: { personId } }] : []
    }),
  ]
}

const pointerTo = (...tokens: (string | number)[]): string =>
  tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

type Path = (string | number)[]
type PersonField = Pick<FieldView, 'name' | 'format'> & {
  fields?: readonly PersonField[] | null
}

const cellOf = (row: unknown, name: string): unknown =>
  typeof row === 'object' && row !== null && Object.hasOwn(row, name)
    ? Reflect.get(row, name)
    : undefined

/** What one column says in all rows together. */
const cellsOf = (rows: unknown, name: string): unknown[] =>
  [rows].flat().flatMap((row) => [cellOf(row, name)].flat())

/** Whether a field holds people, itself or in its rows. */
export const holdsPeople = ({ format, fields }: PersonField): boolean =>
  format === 'person' || (fields?.some(holdsPeople) ?? false)

/**
 * Whom the names in changed fields mean: the one who is called exactly so. A name that stood there before is left to the
 * server, which knows whom it meant; what several are called, or nobody, is text.
 */
export function refsOf(
  fields: readonly PersonField[],
  before: Record<string, unknown>,
  changes: Record<string, unknown>,
  known: readonly KnownPerson[],
): Refs {
  const refs: Refs = {}
  const put = (pointer: string, name: unknown): void => {
    const [only, ...more] = known.filter((one) => one.name === name)
    if (only && more.length === 0) refs[pointer] = only.ref
  }
  const putAll = (field: PersonField, old: unknown, value: unknown, at: Path): void => {
    if (field.fields) {
      for (const inner of field.fields) {
        const stood = cellsOf(old, inner.name)
        if (!Array.isArray(value))
          putAll(inner, stood, cellOf(value, inner.name), [...at, inner.name])
        else {
          for (const [row, cells] of value.entries()) {
            putAll(inner, stood, cellOf(cells, inner.name), [...at, row, inner.name])
          }
        }
      }
    }
    if (field.format !== 'person') return
    // A single field is changed as a whole: only in lists and rows a name may have stood before.
    const stood = at.length > 1 || Array.isArray(value) ? [old].flat() : []
    if (!Array.isArray(value)) {
      if (!stood.includes(value)) put(pointerTo(...at), value)
      return
    }
    for (const [entry, name] of value.entries()) {
      if (!stood.includes(name)) put(pointerTo(...at, entry), name)
    }
  }
  for (const field of fields) putAll(field, before[field.name], changes[field.name], [field.name])
  return refs
}
