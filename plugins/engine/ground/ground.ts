import type {
  Citation,
  Evidence,
  EvidenceState,
  ItemValue,
  SectionSpec,
  Segment,
} from '../types.ts'
import { statedFacts, supportedFacts } from '../text/numbers.ts'
import { locateAnchor } from './locate.ts'
import { keepsMeaning } from './meaning.ts'

const RANK: Record<EvidenceState, number> = { verified: 0, weak: 1, unsupported: 2 }
export const MAX_CITATIONS = 20

/** Segments by ordinal, and the place of each in the order of speech. */
export interface SegmentIndex {
  segments: Segment[]
  placeOf: Map<number, number>
  /** Everybody who speaks or is known to take part. */
  people: string[]
  /** Names that an item may hold although nobody said them: the client, terms of its knowledge base. */
  exempt?: string[]
}

/** Looks segments up by ordinal; they are given in the order of speech. */
export function indexSegments(segments: Segment[], exempt: string[] = []): SegmentIndex {
  return {
    segments,
    people: [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))],
    exempt,
    placeOf: new Map(segments.map((segment, place) => [segment.ordinal, place])),
  }
}

/**
 * Finds an item's citations in the transcript and cuts the quotes. `verified`: the anchor stands in
 * a named segment; `weak`: near it or in fuzzy form, or the item states a number, amount, date or name
 * that the cited segments do not, or denies what they state; `unsupported`: not found. Dates that the engine computes are exempt.
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

/** State of an item whose evidence is known: the best of its quotes, at most `weak` when facts are missing there. */
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

/** Whether every number, amount and date that an item states stands in the segments that it cites. */
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

/** Whether an item's own text need not be said: the name of what is graded, set before, or advice. */
export function hasUnsaidText({ grade, fields, textField }: SectionSpec): boolean {
  return fields.some(
    ({ name, required, isAdvice }) =>
      name === textField && (isAdvice || (required && grade !== null)),
  )
}

/** The texts of an item that it says were said: no choices, people, grades, advice or computed dates. */
export function freeTexts(section: SectionSpec, value: ItemValue): string[] {
  const texts: string[] = []
  const unsaid = new Set([section.grade, hasUnsaidText(section) ? section.textField : null])
  for (const field of section.fields) {
    const isOwn = field.byPerson || field.isAdvice || field.computedFrom !== null
    const isSaid = field.enum === null && field.format !== 'person' && !isOwn
    if (isSaid && !unsaid.has(field.name) && Object.hasOwn(value, field.name))
      collectTexts(value[field.name], texts)
  }
  return texts
}

function collectTexts(value: unknown, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (typeof value === 'number') into.push(String(value))
  else if (Array.isArray(value)) for (const entry of value) collectTexts(entry, into)
  else if (typeof value === 'object' && value !== null) {
    for (const entry of Object.values(value)) collectTexts(entry, into)
  }
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
