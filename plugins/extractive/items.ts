import type { ProposedItem, SectionSpec, Span } from '../engine/index.ts'
import { alsoAs } from './own-fields.ts'
import { breaksOff, sharedContent, tellingWords } from './content.ts'
import { statesField } from './fields.ts'
import type { Talk } from './talk.ts'
import { tidySpeech } from './tidy-speech.ts'
import type { Unit } from './units.ts'

/** A sentence that may become an item. */
export interface Find {
  unit: Unit
  score: number
  span: Span
  fields: Record<string, string>
  /** Related sentences of other speakers, such as an acceptance. */
  support: Unit[]
}

const SAME_PLACE_UNITS = 2
const SAME_CONTENT = 0.75

/** How many items a meeting may have: a few, more for a longer one, never more than `most`. */
export function quota(
  wordCount: number,
  limits: { base: number; wordsPerItem: number; most: number },
): number {
  return Math.min(limits.most, limits.base + Math.floor(wordCount / limits.wordsPerItem))
}

/** The best candidates, at most `limit`, without neighbours and duplicates of better ones. */
export function best(finds: Find[], limit: number): Find[] {
  const kept: Find[] = []
  for (const find of finds.toSorted((a, b) => b.score - a.score || a.unit.index - b.unit.index)) {
    if (kept.length >= limit) break
    const known = kept.some(
      (other) => isSamePlace(other, find) || sharedContent(other.unit, find.unit) >= SAME_CONTENT,
    )
    if (!known) kept.push(find)
  }
  return kept.sort((a, b) => a.unit.index - b.unit.index || a.span.start - b.span.start)
}

function isSamePlace(a: Find, b: Find): boolean {
  const close = Math.abs(a.unit.index - b.unit.index) <= SAME_PLACE_UNITS
  return (
    a.unit === b.unit ||
    (close && a.unit.segment.speaker === b.unit.segment.speaker && a.score >= b.score + 2)
  )
}

/**
 * Makes items of finds: the cut text as one would write it down, only fields that the section knows, quotes cited word
 * for word. Nothing is made of a sentence that says nothing once its fillers are gone. Support whose words stand in many places ("Yeah.") is no quote that
 * anybody could find again, and is not cited.
 */
export function toItems(talk: Talk, section: SectionSpec, finds: Find[]): ProposedItem[] {
  return finds.flatMap((find) => {
    const text = cutText(find.unit, find.span)
    const field = section.fields.find((candidate) => candidate.name === section.textField)
    if (text.length > (field?.maxLength ?? Infinity) || breaksOff(text)) return []
    const written = tidySpeech(text)
    if (tellingWords(written) === 0) return []
    const value: Record<string, unknown> = { [section.textField]: beginSentence(written) }
    for (const [name, content] of Object.entries(find.fields)) {
      const own = section.fields.find((candidate) => candidate.name === name)
      const { field: spec, content: stated } = own
        ? { field: own, content }
        : alsoAs(talk.request, section, name, content)
      if (spec && statesField(spec, stated)) value[spec.name] = stated
    }
    const support = find.support.filter((unit) => talk.isSaidOnce(unit))
    const evidence = [find.unit, ...support].map((unit) => ({
      segment: unit.segment.ordinal,
      anchor: unit === find.unit ? text : unit.segment.text.slice(unit.start, unit.end),
    }))
    return [{ value, evidence }]
  })
}

/** Items start with a capital, also when the beginning of the sentence was cut. */
const beginSentence = (text: string): string => text.slice(0, 1).toLocaleUpperCase() + text.slice(1)

/** The words of a span as they are in the segment. */
export function cutText(unit: Unit, span: Span): string {
  return unit.segment.text.slice(span.start, span.end)
}
