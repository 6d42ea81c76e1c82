import type { ItemValue } from '../../../../plugins/engine/index.ts'
import { pointerOf, putAt, tokensOf, valueAt } from './pointers.ts'
import type { ReadReference } from './references.ts'

/** A value with everybody called as today, and the references as its pointers are then. */
export interface NamedValue {
  value: ItemValue
  references: ReadReference[]
}

/**
 * Puts today's names where the references point. Entries of a list that mean the same person by now become one; what
 * is no name any more, or has no reference, stays as it was written.
 */
export function nameNow(stored: ItemValue, all: ReadReference[]): NamedValue {
  const references = all.filter(({ pointer }) => typeof valueAt(stored, pointer) === 'string')
  if (references.length === 0) return { value: stored, references }
  const value = structuredClone(stored)
  for (const { pointer, now_name } of references) {
    if (now_name !== null) putAt(value, pointer, now_name)
  }
  return { value, references: mergeEntries(value, references) }
}

const whoOf = ({ now_person_id, now_speaker_id }: ReadReference): string | number | null =>
  now_person_id ?? now_speaker_id

/** Takes out entries of lists whose person stands there already; returns the references that are left. */
function mergeEntries(value: ItemValue, references: ReadReference[]): ReadReference[] {
  const parentOf = ({ pointer }: ReadReference): string => pointerOf(tokensOf(pointer).slice(0, -1))
  return [...Map.groupBy(references, parentOf)].flatMap(([parent, inside]) => {
    const list = valueAt(value, parent)
    if (!Array.isArray(list)) return inside
    const byIndex = new Map(inside.map((one) => [Number(tokensOf(one.pointer).at(-1)), one]))
    const seen = new Set<string | number>()
    const entries = list.map((entry: unknown, index) => ({ entry, reference: byIndex.get(index) }))
    const kept = entries.filter(({ reference }) => {
      const who = reference ? whoOf(reference) : null
      if (who === null) return true
      const isNew = !seen.has(who)
      seen.add(who)
      return isNew
    })
    putAt(
      value,
      parent,
      kept.map(({ entry }) => entry),
    )
    return kept.flatMap(({ reference }, index) =>
      reference ? [{ ...reference, pointer: `${parent}/${index}` }] : [],
    )
  })
}
