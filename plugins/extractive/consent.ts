import { contentWords } from './content.ts'
import { has } from './forms.ts'
import type { Talk } from './talk.ts'
import type { Unit } from './units.ts'

const MAX_QUESTION_WORDS = 8
const SENTENCES_BEFORE = 4
const MIN_CONTENT = 3

/** Indexes of sentences that were put to the group ("Everyone happy with that?"); true if "no" accepts. */
export function putToTheRound(talk: Talk): Map<number, boolean> {
  const put = new Map<number, boolean>()
  for (const unit of talk.units) {
    if (!unit.isQuestion || unit.words.length > MAX_QUESTION_WORDS) continue
    const noIsYes = has(unit, 'objectionsAsked')
    const subject = noIsYes || has(unit, 'consent') ? subjectOf(talk, unit) : null
    if (subject) put.set(subject.index, noIsYes)
  }
  return put
}

/** The sentence that the question is about: a choice in the same turn, else the nearest statement. */
function subjectOf(talk: Talk, question: Unit): Unit | null {
  const before = talk.units
    .slice(Math.max(0, question.index - SENTENCES_BEFORE), question.index)
    .filter(
      (unit) =>
        unit.turn === question.turn && !unit.isQuestion && contentWords(unit) >= MIN_CONTENT,
    )
    .toReversed()
  const choice = before.find((unit) => has(unit, 'decided') || has(unit, 'proposed'))
  return choice ?? before.find((unit) => !has(unit, 'selfTask')) ?? null
}
