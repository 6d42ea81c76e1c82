import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { contentWords } from '../content.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import { labelledFrom } from '../labels.ts'
import { knownPeople, namedIn, type People } from '../people.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 5
const MIN_CONTENT = 2
const THRESHOLD = 3
const QUOTA = { base: 2, wordsPerItem: 700, most: 8 }
const REPLY_TURNS = 2

/** Finds open questions: stated as open, or asked and not answered. */
export function fillQuestions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const people = knownPeople(talk)
  const finds = talk.units.flatMap((unit) => findQuestion(talk, unit, people))
  return toItems(talk, section, best(finds, quota(talk.wordCount, QUOTA)))
}

type Form = 'labelled' | 'unknown' | 'ownerAsked' | 'asked'
const WEIGHTS: Record<Form, number> = { labelled: 3.5, unknown: 2.8, ownerAsked: 1, asked: 0.8 }
/** The score for asking who is responsible when nobody answers. */
const NOBODY_ANSWERED = 2

function formOf(unit: Unit): { form: Form; core: number } | null {
  const labelled = labelledFrom(unit, 'question')
  if (labelled >= 0) return { form: 'labelled', core: labelled }
  const form = has(unit, 'unknown')
    ? 'unknown'
    : unit.isQuestion && has(unit, 'ownerAsked')
      ? 'ownerAsked'
      : unit.isQuestion && has(unit, 'asked')
        ? 'asked'
        : null
  return form && { form, core: formWord(unit, form) }
}

function findQuestion(talk: Talk, unit: Unit, people: People): Find[] {
  const found = formOf(unit)
  if (unit.words.length < MIN_WORDS || !found || contentWords(unit) < MIN_CONTENT) return []
  const { form, core } = found
  const reply = openReply(talk, unit)
  let score = WEIGHTS[form]
  score += Math.min(talk.scores('question')[unit.index] ?? 0, 8) * 0.2
  score += Math.min(talk.smoothed('question')[unit.index] ?? 0, 3) * 0.3
  if (reply) score += 1.8
  else if (form === 'ownerAsked' && !isAnswered(talk, unit, people)) score += NOBODY_ANSWERED
  else if (/ (i don't know|i'm not sure|i have no idea|я не знаю) /.test(unit.folded)) score -= 1
  if (has(unit, 'aside')) score -= 3
  if (has(unit, 'past')) score -= 0.8
  if (score < THRESHOLD) return []
  const parked = has(unit, 'parked') || (reply !== null && has(reply, 'parked'))
  const fields = { state: parked ? 'parked' : 'open', raisedBy: unit.segment.speaker ?? '' }
  const cut = trim(unit, core)
  const start = form === 'labelled' ? (unit.words[core]?.start ?? cut.start) : cut.start
  const span = { start, end: cut.end }
  return [{ unit, score, span, fields, support: reply ? [reply] : [] }]
}

/** The reply that leaves a question open, if there is one. */
function openReply(talk: Talk, unit: Unit): Unit | null {
  for (let turn = unit.turn + 1; turn <= unit.turn + REPLY_TURNS; turn++) {
    const open = talk.turns[turn]?.slice(0, 2).find((reply) => has(reply, 'unanswered'))
    if (open) return open
  }
  return null
}

const ANSWER =
  / (i|i'll|i'm|i've|i'd|me|mine|we|we'll|we're|us|our|ours|he|she|they|he's|she's|they're|him|her|them|somebody|someone|я|мне|мной|мы|нам|нас|он|она|они|его|ее|их|наш|наши|сам|сама) /

/** Whether later sentences name or mention anybody: then they may be the answer. */
function isAnswered(talk: Talk, unit: Unit, people: People): boolean {
  const same = talk.units
    .slice(unit.index + 1, unit.index + 3)
    .filter((next) => next.turn === unit.turn)
  const replies = [1, 2].flatMap((step) => talk.turns[unit.turn + step]?.slice(0, 3) ?? [])
  return [...same, ...replies].some(
    (next) =>
      ANSWER.test(next.folded) ||
      (namedIn(next, people).length > 0 && !next.isQuestion) ||
      has(next, 'assent') ||
      isNameOrTeam(next),
  )
}

const MOVES_ON =
  / (next|moving on|move on|anyway|дальше|далее|следующий|следующая|следующее|переходим|поехали) /

/** "Finance.", "The vendor, probably.": such a short reply is an answer, unless it changes the topic. */
function isNameOrTeam(unit: Unit): boolean {
  const isShort = unit.words.length > 0 && unit.words.length <= 5
  return isShort && !unit.isQuestion && !has(unit, 'chair') && !MOVES_ON.test(unit.folded)
}
