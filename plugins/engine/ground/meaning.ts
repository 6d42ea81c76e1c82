import type { Evidence, ItemValue, SectionSpec } from '../types.ts'
import { addedNames } from './added-names.ts'
import { freeTexts } from './free-texts.ts'
import { reversesMeaning } from './negation.ts'
import type { SegmentIndex } from './segment-index.ts'

/**
 * Whether an item says neither more than the segments that it cites nor the opposite: it must not name anybody or
 * anything that they do not, nor contradict them. Their speakers and the exemptions of `index` are known without being
 * named.
 */
export function keepsMeaning(
  section: SectionSpec,
  value: ItemValue,
  evidence: Evidence[],
  index: SegmentIndex,
): boolean {
  const places = [...new Set(evidence.map(({ ordinal }) => ordinal))].flatMap(
    (ordinal) => index.placeOf.get(ordinal) ?? [],
  )
  const source = places.map((place) => index.segments[place]?.text ?? '').join('\n')
  const speakers = places.flatMap((place) => index.segments[place]?.speaker ?? [])
  const known = [...speakers, ...(index.exempt ?? [])]
  const texts = freeTexts(section, value)
  const whole = texts.join('\n')
  return texts.every(
    (text) =>
      !reversesMeaning(text, source, whole) &&
      addedNames(text, source, known, index.people).length === 0,
  )
}
