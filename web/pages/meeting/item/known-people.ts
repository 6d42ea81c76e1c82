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

/**
 * Whom the names in changed fields mean: the one who is called exactly so. A name that stood there before is left to the
 * server, which knows whom it meant; what several are called, or nobody, is text.
 */
export function refsOf(
  fields: readonly FieldView[],
  before: Record<string, unknown>,
  changes: Record<string, unknown>,
  known: readonly KnownPerson[],
): Refs {
  const refs: Refs = {}
  const put = (pointer: string, name: unknown): void => {
    const [only, ...more] = known.filter((one) => one.name === name)
    if (only && more.length === 0) refs[pointer] = only.ref
  }
  for (const { name, format } of fields) {
    const value = changes[name]
    if (format !== 'person') continue
    if (!Array.isArray(value)) put(pointerTo(name), value)
    else {
      const old = before[name]
      const stood: unknown[] = Array.isArray(old) ? old : []
      for (const [at, entry] of value.entries()) {
        if (!stood.includes(entry)) put(pointerTo(name, at), entry)
      }
    }
  }
  return refs
}
