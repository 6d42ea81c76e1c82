import type { Evidence, EvidenceState, ItemValue, SectionSpec } from '../types.ts'
import { evidenceOverlap } from '../ground/match.ts'
import { statedFacts } from '../text/numbers.ts'
import { fold, likeness, words } from '../text/words.ts'

/** An item before it gets its key and position. */
export interface Candidate {
  value: ItemValue
  state: EvidenceState
  evidence: Evidence[]
  /** The window that it comes from, from 0; 0 by default. */
  window?: number
}

const RANK: Record<EvidenceState, number> = { verified: 0, weak: 1, unsupported: 2 }
/** Minimum similarity of two texts that cite the same words, or neighbouring ones. */
const SAME_PLACE_LIKENESS = 0.5
const SAME_TEXT_LIKENESS = 0.9
const NEAR_SEGMENTS = 3
/** Shorter texts are often similar by chance, so they are not merged across a whole meeting. */
const FAR_MIN_WORDS = 4

/** The text that identifies an item. */
export function itemText(section: SectionSpec, value: ItemValue): string {
  const text = value[section.textField]
  return typeof text === 'string' ? text : ''
}

/** Merges duplicates (from overlapping windows or a recap). The order of arrival does not matter. */
export function mergeItems(section: SectionSpec, candidates: Candidate[]): Candidate[] {
  const sorted = candidates.toSorted((a, b) => compareCandidates(section, a, b))
  const kept: Candidate[] = []
  const byOrdinal = new Map<number, number[]>()
  for (const candidate of sorted) {
    const at = findTwin(section, candidate, kept, byOrdinal)
    const twin = at === undefined ? undefined : kept[at]
    if (at === undefined || !twin) {
      for (const { ordinal } of candidate.evidence) {
        byOrdinal.set(ordinal, [...(byOrdinal.get(ordinal) ?? []), kept.length])
      }
      kept.push(candidate)
    } else kept[at] = join(section, twin, candidate)
  }
  return kept.toSorted((a, b) => compareCandidates(section, a, b))
}

/** In order of speech; items without evidence last. */
export function compareCandidates(section: SectionSpec, a: Candidate, b: Candidate): number {
  const first = (candidate: Candidate) => candidate.evidence[0]
  return (
    (first(a)?.ordinal ?? Infinity) - (first(b)?.ordinal ?? Infinity) ||
    (first(a)?.startChar ?? 0) - (first(b)?.startChar ?? 0) ||
    RANK[a.state] - RANK[b.state] ||
    compareText(itemText(section, a.value), itemText(section, b.value)) ||
    compareText(JSON.stringify(a.value), JSON.stringify(b.value))
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function findTwin(
  section: SectionSpec,
  candidate: Candidate,
  kept: Candidate[],
  byOrdinal: Map<number, number[]>,
): number | undefined {
  const near = new Set<number>()
  for (const { ordinal } of candidate.evidence) {
    for (let at = ordinal - NEAR_SEGMENTS; at <= ordinal + NEAR_SEGMENTS; at++) {
      for (const index of byOrdinal.get(at) ?? []) near.add(index)
    }
  }
  if (candidate.evidence.length === 0) {
    for (const [index, other] of kept.entries()) if (other.evidence.length === 0) near.add(index)
  }
  for (const [index, other] of kept.entries()) {
    if (section.grade !== null || isToldAgain(section, candidate, other)) near.add(index)
  }
  return [...near].find((index) => {
    const other = kept[index]
    return other !== undefined && isSame(section, candidate, other)
  })
}

/** Windows are independent: a person that both name, or a fact in the same words, is a duplicate. */
function isToldAgain(section: SectionSpec, a: Candidate, b: Candidate): boolean {
  if ((a.window ?? 0) === (b.window ?? 0)) return false
  const text = itemText(section, a.value)
  const names = section.fields.find(({ name }) => name === section.textField)?.format === 'person'
  return names
    ? fold(text) === fold(itemText(section, b.value))
    : words(text).length >= FAR_MIN_WORDS
}

function isSame(section: SectionSpec, a: Candidate, b: Candidate): boolean {
  const [left, right] = [itemText(section, a.value), itemText(section, b.value)]
  if (section.grade !== null) return subjectOf(section, a.value) === subjectOf(section, b.value)
  if (choiceOf(section, a.value) !== choiceOf(section, b.value)) return false
  const alike = likeness(left, right)
  const overlaps = evidenceOverlap({ key: '', ...a }, { key: '', ...b }) > 0
  if (alike < (overlaps ? SAME_PLACE_LIKENESS : SAME_TEXT_LIKENESS)) return false
  if (overlaps && areApart(left, right, a.evidence)) return false
  const facts = statedFacts(right)
  const own = statedFacts(left)
  return [...own].every((fact) => facts.has(fact)) || [...facts].every((fact) => own.has(fact))
}

/** Whether two texts are different literal parts of one quote: "A is done, B is done" states two things. */
function areApart(left: string, right: string, evidence: Evidence[]): boolean {
  return evidence.some((entry) => {
    const quote = entry.quote.toLowerCase()
    const [at, other] = [quote.indexOf(left.toLowerCase()), quote.indexOf(right.toLowerCase())]
    return at >= 0 && other >= 0 && (at + left.length <= other || other + right.length <= at)
  })
}

/** The subject of an item without a text of its own: its required choice (the side of a project, a criterion). */
function choiceOf(section: SectionSpec, value: ItemValue): unknown {
  const needsText = section.fields.some(
    ({ name, required }) => required && name === section.textField,
  )
  const choice = needsText
    ? undefined
    : section.fields.find((field) => field.required && field.enum)
  return choice && value[choice.name]
}

/** What is graded: one thing has one grade, however often it was discussed. */
export function subjectOf(section: SectionSpec, value: ItemValue): unknown {
  return choiceOf(section, value) ?? fold(itemText(section, value))
}

/** Keeps the better proven or higher graded item, and adds missing fields and quotes from the other. */
function join(section: SectionSpec, a: Candidate, b: Candidate): Candidate {
  const gradeOf = ({ value }: Candidate) => Number(value[section.grade ?? ''] ?? 0)
  const raised = gradeOf(b) - gradeOf(a) || RANK[a.state] - RANK[b.state]
  const [lead, other] = raised > 0 ? [b, a] : [a, b]
  const quotes = new Map(
    [...other.evidence, ...lead.evidence].map((entry) => [
      `${entry.ordinal}:${entry.startChar}:${entry.endChar}`,
      entry,
    ]),
  )
  const evidence = [...quotes.values()].sort(
    (x, y) => x.ordinal - y.ordinal || x.startChar - y.startChar,
  )
  return { ...lead, value: { ...other.value, ...lead.value }, evidence }
}
