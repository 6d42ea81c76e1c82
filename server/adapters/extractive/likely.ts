import { breaksOff, contentWords, repeatedByOthers, sharedContent } from './content.ts'
import { has } from './forms.ts'
import type { Find } from './items.ts'
import { receptionOf, type Talk } from './talk.ts'
import { trim } from './trim.ts'
import { unitText, type Unit } from './units.ts'
import weights from './weights.json' with { type: 'json' }

/** What a long talk holds for certain, though no sentence says it in so many words. */
export type Kind = keyof typeof weights
type Feature = 'own' | 'near' | 'shared' | 'accepted' | 'led' | 'sure' | 'long'

const MIN_WORDS = 6
const MAX_WORDS = 40
const MIN_CONTENT = 3
const APART_UNITS = 6
const SAME_CONTENT = 0.75
const SHARED_UNITS = 8
/** In a risk a question counts half: what is unknown is not yet what may hurt. */
const QUESTION_SHARE = 0.5
/**
 * A talk this long, about a quarter of an hour, has neighbourhoods, and is sure to have some outcome; a
 * shorter one is one neighbourhood, and may as well be without.
 */
const LONG_TALK_WORDS = 2_000
/** Cues per ten words around a sentence below which it stands alone. */
const LONELY_BELOW = 0.2

/**
 * Adds to what was found for certain the likeliest other sentences, as many as so many words of talk
 * usually bring; short talk gets none. Ranked by how far they stand out in this talk: cues in the
 * sentence and around it, words that others repeat, acceptance, who leads, doubts (weights.json).
 */
export function withLikely(talk: Talk, kind: Kind, certain: Find[]): Find[] {
  if (talk.wordCount < LONG_TALK_WORDS) return certain
  const { wordsPerItem, most } = weights[kind]
  const wanted = Math.min(most, Math.floor(talk.wordCount / wordsPerItem)) - certain.length
  if (wanted <= 0) return certain
  const ranks = rank(talk, kind)
  const order = talk.units
    .filter((unit) => isCandidate(talk, unit, kind))
    .sort((a, b) => (ranks[b.index] ?? 0) - (ranks[a.index] ?? 0) || a.index - b.index)
  const kept: Find[] = []
  for (const unit of order) {
    if (kept.length >= wanted) break
    const isTaken = [...certain, ...kept].some(
      (other) =>
        Math.abs(other.unit.index - unit.index) <= APART_UNITS ||
        sharedContent(other.unit, unit) >= SAME_CONTENT,
    )
    if (isTaken) continue
    kept.push({ unit, score: ranks[unit.index] ?? 0, span: trim(unit, 0), fields: {}, support: [] })
  }
  return [...certain, ...kept].sort((a, b) => a.unit.index - b.unit.index)
}

/** Whether nothing around a sentence of a long talk is of its kind: outcomes stand together. */
export function isLonely(talk: Talk, unit: Unit, kind: Kind): boolean {
  return talk.wordCount >= LONG_TALK_WORDS && (talk.smoothed(kind)[unit.index] ?? 0) < LONELY_BELOW
}

function isCandidate(talk: Talk, unit: Unit, kind: Kind): boolean {
  return (
    unit.words.length >= MIN_WORDS &&
    unit.words.length <= MAX_WORDS &&
    !unit.isQuestion &&
    contentWords(unit) >= MIN_CONTENT &&
    !breaksOff(unitText(unit)) &&
    !has(unit, 'aside') &&
    ownCues(talk, unit, kind) > 0
  )
}

const ownCues = (talk: Talk, unit: Unit, kind: Kind): number =>
  withQuestions(kind, talk.scores(kind), talk.scores('question'), unit)

const cuesAround = (talk: Talk, unit: Unit, kind: Kind): number =>
  withQuestions(kind, talk.smoothed(kind), talk.smoothed('question'), unit)

const withQuestions = (kind: Kind, scores: number[], questions: number[], unit: Unit): number =>
  (scores[unit.index] ?? 0) + (kind === 'risk' ? QUESTION_SHARE * (questions[unit.index] ?? 0) : 0)

function rank(talk: Talk, kind: Kind): number[] {
  const features: Record<Feature, (unit: Unit) => number> = {
    own: (unit) => Math.min(ownCues(talk, unit, kind), 6),
    near: (unit) => Math.min(cuesAround(talk, unit, kind), 4),
    shared: (unit) => Math.min(repeatedByOthers(talk.units, unit, SHARED_UNITS), 5),
    accepted: (unit) => {
      const { assents, objected } = receptionOf(talk, unit)
      return assents.length > 0 && !objected ? 1 : 0
    },
    led: (unit) => Number(unit.segment.speaker === talk.chair),
    sure: (unit) =>
      -Number(has(unit, 'hypothetical')) -
      Number(has(unit, 'past')) -
      2 * Number(has(unit, 'aside')),
    long: (unit) => Math.sqrt(Math.min(unit.words.length, 25)),
  }
  const sums = talk.units.map(() => 0)
  for (const [name, feature] of Object.entries(features) as [Feature, (unit: Unit) => number][]) {
    const weight = weights[kind][name]
    if (weight === 0) continue
    for (const [at, value] of standardized(talk.units.map(feature)).entries()) {
      sums[at] = (sums[at] ?? 0) + weight * value
    }
  }
  return sums
}

/** Values by how many standard deviations they stand from the mean of this talk. */
function standardized(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const deviation = Math.sqrt(variance) || 1
  return values.map((value) => (value - mean) / deviation)
}
