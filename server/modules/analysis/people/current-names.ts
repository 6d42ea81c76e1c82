import type { ItemValue } from '../../../../plugins/engine/index.ts'
import { pointerOf, putAt, tokensOf, valueAt } from './pointers.ts'
import type { ReadReference } from './repo/references.ts'

/** A value with current names, and references whose pointers match it. */
export interface NamedValue {
  value: ItemValue
  references: ReadReference[]
}

/**
 * Writes current names where the references point. List entries that now refer to the same person become one. A value
 * that is no longer a name, or has no reference, stays as stored.
 */
export function applyCurrentNames(stored: ItemValue, all: ReadReference[]): NamedValue {
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

/** Removes list entries whose person is already in the list; returns the remaining references. */
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
