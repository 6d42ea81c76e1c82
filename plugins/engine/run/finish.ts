import { createHash } from 'node:crypto'
import { resolveDueOn } from '../dates/due.ts'
import { fold } from '../text/words.ts'
import type { Evidence, GroundedItem, ItemValue, SectionSpec } from '../types.ts'
import { itemText, subjectOf, type Candidate } from './merge.ts'

/**
 * Fills the dates that the engine computes from spoken words. A provider's own values for these, and for fields that
 * only a person fills, are dropped.
 */
export function withComputedDates(
  section: SectionSpec,
  value: ItemValue,
  startedAt: string | null,
): ItemValue {
  const filled = { ...value }
  for (const field of section.fields) {
    if (field.computedFrom === null && !field.byPerson) continue
    delete filled[field.name]
    if (field.computedFrom === null) continue
    const spoken = value[field.computedFrom]
    const on = typeof spoken === 'string' ? resolveDueOn(spoken, startedAt) : null
    if (on !== null) filled[field.name] = on
  }
  return filled
}

/** Key of an item, stable from run to run while section, cited segments and wording stay the same. */
export function itemKey(section: SectionSpec, value: ItemValue, evidence: Evidence[]): string {
  const text = section.grade === null ? itemText(section, value) : subjectOf(section, value)
  const ordinals = [...new Set(evidence.map((entry) => entry.ordinal))].sort((a, b) => a - b)
  return createHash('sha256')
    .update(`${section.name}\n${ordinals.join(',')}\n${fold(String(text))}`)
    .digest('hex')
    .slice(0, 32)
}

/** Assigns keys and positions to merged items. Two different items never share a key. */
export function withKeys(section: SectionSpec, candidates: Candidate[]): GroundedItem[] {
  const used = new Map<string, number>()
  return candidates.map((candidate, ord) => {
    const key = itemKey(section, candidate.value, candidate.evidence)
    const before = used.get(key) ?? 0
    used.set(key, before + 1)
    const { value, state, evidence } = candidate
    return { key: before === 0 ? key : `${key}-${before + 1}`, ord, value, state, evidence }
  })
}
