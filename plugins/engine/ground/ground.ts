import type { Citation, Evidence, EvidenceState, ItemValue, SectionSpec } from '../types.ts'
import { statedFacts, supportedFacts } from '../text/numbers.ts'
import { freeTexts } from './free-texts.ts'
import { locateAnchor } from './locate.ts'
import { keepsMeaning } from './meaning.ts'
import type { SegmentIndex } from './segment-index.ts'

const RANK: Record<EvidenceState, number> = { verified: 0, weak: 1, unsupported: 2 }
export const MAX_CITATIONS = 20

/**
 * Finds an item's citations in the transcript and cuts the quotes. `verified`: the anchor is in a named segment;
 * `weak`: it is nearby or matches approximately, or the item states a number, amount, date or name that the cited
 * segments do not contain, or contradicts them; `unsupported`: not found. Dates that the engine computes are exempt.
 */
export function groundValue(
  section: SectionSpec,
  value: ItemValue,
  citations: Citation[],
  index: SegmentIndex,
): { state: EvidenceState; evidence: Evidence[] } {
  const found: Evidence[] = []
  const named = new Set(citations.map((citation) => citation.segment))
  for (const citation of citations.slice(0, MAX_CITATIONS)) {
    found.push(...locateAnchor(citation, named, index))
  }
  const evidence = withoutDoubles(found)
  return { state: stateOf(section, value, evidence, index), evidence }
}

/** The state of an item with known evidence: the best of its quotes, at most `weak` when facts are missing there. */
export function stateOf(
  section: SectionSpec,
  value: ItemValue,
  evidence: Evidence[],
  index: SegmentIndex,
): EvidenceState {
  const best = evidence.map((entry) => entry.state).sort((a, b) => RANK[a] - RANK[b])[0]
  if (best === undefined || best === 'unsupported') return 'unsupported'
  return best === 'verified' &&
    factsSupported(section, value, evidence, index) &&
    keepsMeaning(section, value, evidence, index)
    ? 'verified'
    : 'weak'
}

/** Whether every number, amount and date that an item states is in the segments that it cites. */
export function factsSupported(
  section: SectionSpec,
  value: ItemValue,
  evidence: Evidence[],
  index: SegmentIndex,
): boolean {
  const ordinals = new Set(evidence.map((entry) => entry.ordinal))
  const cited = [...ordinals].map((ordinal) => {
    const place = index.placeOf.get(ordinal)
    return place === undefined ? '' : (index.segments[place]?.text ?? '')
  })
  const supported = supportedFacts(cited.join('\n'))
  for (const text of freeTexts(section, value)) {
    for (const fact of statedFacts(text)) if (!supported.has(fact)) return false
  }
  return true
}

function withoutDoubles(evidence: Evidence[]): Evidence[] {
  const kept = new Map<string, Evidence>()
  for (const entry of evidence) {
    const key = `${entry.ordinal}:${entry.startChar}:${entry.endChar}`
    const before = kept.get(key)
    if (!before || RANK[entry.state] < RANK[before.state]) kept.set(key, entry)
  }
  return [...kept.values()].sort((a, b) => a.ordinal - b.ordinal || a.startChar - b.startChar)
}
