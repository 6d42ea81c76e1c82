import { breaksOff, contentWords, pastVerbs, sharedContent } from './content.ts'
import { has } from './forms.ts'
import type { Find } from './items.ts'
import { CHOOSING, isLeftOpen, isSupposed, opensAlternative } from './open-talk.ts'
import { ownCues, rank, type Kind } from './ranks.ts'
import { pointsBack } from './recalled.ts'
import type { Talk } from './talk.ts'
import { trim } from './trim.ts'
import { unitText, type Unit } from './units.ts'
import weights from './weights.json' with { type: 'json' }

/** Choices have fewer words than work or trouble: "it should be yellow". */
const LEAST: Record<Kind, { words: number; content: number }> = {
  decision: { words: 5, content: 2 },
  action: { words: 6, content: 3 },
  risk: { words: 6, content: 3 },
}
const MAX_WORDS = 40
const APART_UNITS = 6
const SAME_CONTENT = 0.75
/**
 * From about a quarter of an hour a meeting has neighbourhoods and surely some outcome; a shorter one is a single
 * neighbourhood and may have none.
 */
const LONG_TALK_WORDS = 2_000
/** Cues per ten words around a sentence below which it stands alone. */
const LONELY_BELOW = 0.2

/**
 * Adds the most likely further sentences to the certain ones, as many as a meeting of this length usually has; none for
 * short meetings. Chosen by `rank`.
 */
export function withLikely(talk: Talk, kind: Kind, certain: Find[]): Find[] {
  if (talk.wordCount < LONG_TALK_WORDS) return certain
  const { base, wordsPerItem, most } = weights[kind]
  const usual = Math.min(most, Math.floor(base + talk.wordCount / wordsPerItem))
  const wanted = usual - certain.length
  if (wanted <= 0) return certain
  const candidates = talk.units.filter((unit) => isCandidate(talk, unit, kind))
  const ranks = rank(talk, kind, candidates)
  const order = candidates.toSorted(
    (a, b) => (ranks.get(b) ?? 0) - (ranks.get(a) ?? 0) || a.index - b.index,
  )
  const kept: Find[] = []
  for (const unit of order) {
    if (kept.length >= wanted) break
    const isTaken = [...certain, ...kept].some(
      (other) =>
        Math.abs(other.unit.index - unit.index) <= APART_UNITS ||
        sharedContent(other.unit, unit) >= SAME_CONTENT,
    )
    if (isTaken) continue
    kept.push({ unit, score: ranks.get(unit) ?? 0, span: trim(unit, 0), fields: {}, support: [] })
  }
  return [...certain, ...kept].sort((a, b) => a.unit.index - b.unit.index)
}

/** Whether nothing near a sentence of a long meeting is of its kind: outcomes cluster. */
export function isLonely(talk: Talk, unit: Unit, kind: Kind): boolean {
  return talk.wordCount >= LONG_TALK_WORDS && (talk.smoothed(kind)[unit.index] ?? 0) < LONELY_BELOW
}

function isCandidate(talk: Talk, unit: Unit, kind: Kind): boolean {
  return (
    unit.words.length >= LEAST[kind].words &&
    unit.words.length <= MAX_WORDS &&
    !unit.isQuestion &&
    contentWords(unit) >= LEAST[kind].content &&
    !breaksOff(unitText(unit)) &&
    !has(unit, 'aside') &&
    (kind !== 'decision' || mayDecide(talk, unit)) &&
    (ownCues(talk, unit, kind) > 0 || (kind === 'decision' && isOfTheMatter(unit)))
  )
}

/** A decision that is reported as made earlier is an outcome too, or a constraint. */
const RECAP = / (?:already (?:decided|agreed)|уже (?:решили|договорились)) /

/**
 * Whether a sentence is about the future, or comes from the chair, and is neither open nor long past: conversations
 * that are not meetings contain cues too.
 */
function mayDecide(talk: Talk, unit: Unit): boolean {
  const isOver = has(unit, 'past') && !RECAP.test(unit.folded)
  if (has(unit, 'negated') || has(unit, 'optional') || isOver || pastVerbs(unit) > 1) return false
  if (pointsBack(unit) || opensAlternative(unit)) return false
  if (CHOOSING.some((form) => isLeftOpen(unit, form) && !isSupposed(unit, form))) return false
  const { speaker } = unit.segment
  return (speaker !== null && speaker === talk.chair) || tellsWhatShallBe(unit)
}

/** "It should reach the shops by spring" is about the topic, "I should read more" is not. */
const isOfTheMatter = (unit: Unit): boolean => tellsWhatShallBe(unit) && !has(unit, 'personal')

const tellsWhatShallBe = (unit: Unit): boolean =>
  has(unit, 'ought') || has(unit, 'decided') || has(unit, 'proposed') || has(unit, 'requirement')
