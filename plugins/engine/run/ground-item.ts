import { groundValue, indexSegments } from '../ground/ground.ts'
import { words } from '../text/words.ts'
import type { Citation, Evidence, EvidenceState, ItemValue, LoadedPack, Segment } from '../types.ts'
import { itemText } from './merge.ts'

/** Share of a text's longer words that the cited segments must hold, by stem, for it to stay `verified`. */
const SUPPORTED_SHARE = 0.25
const STEM_LENGTH = 5

/**
 * Grounds an item again after a person changed it; pass its quotes as citations. The state is
 * computed anew: it loses `verified` when the quotes are gone, when it states numbers or dates that
 * they do not, or when its wording has hardly a word in common with the cited segments.
 * Throws RangeError when the pack has no such section.
 */
export function groundItem(
  pack: LoadedPack,
  sectionName: string,
  value: ItemValue,
  citations: Citation[],
  segments: Segment[],
): { state: EvidenceState; evidence: Evidence[] } {
  const section = pack.sections.find((candidate) => candidate.name === sectionName)
  if (!section) throw new RangeError(`The scenario has no section ${sectionName}.`)
  const index = indexSegments(segments.toSorted((a, b) => a.ordinal - b.ordinal))
  const grounded = groundValue(section, value, citations, index)
  if (grounded.state !== 'verified') return grounded
  const cited = new Set(grounded.evidence.map((entry) => entry.ordinal))
  const source = index.segments.filter((segment) => cited.has(segment.ordinal))
  const known = stems(source.map((segment) => segment.text).join(' '))
  const own = [...stems(itemText(section, value))]
  const shared = own.filter((stem) => known.has(stem)).length
  return own.length > 0 && shared / own.length < SUPPORTED_SHARE
    ? { ...grounded, state: 'weak' }
    : grounded
}

function stems(text: string): Set<string> {
  const long = words(text).filter((word) => word.folded.length > 3)
  return new Set(long.map((word) => word.folded.slice(0, STEM_LENGTH)))
}
