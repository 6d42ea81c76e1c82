import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { contentWords } from '../content.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 5
const MIN_CONTENT = 2
const THRESHOLD = 3
const QUOTA = { base: 2, wordsPerItem: 700, most: 8 }
const REPLY_TURNS = 2

/** Questions that the talk leaves open: said to be open, or asked and not answered. */
export function fillQuestions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const finds = talk.units.flatMap((unit) => findQuestion(talk, unit))
  return toItems(section, best(finds, quota(talk.wordCount, QUOTA)))
}

function findQuestion(talk: Talk, unit: Unit): Find[] {
  const form = has(unit, 'unknown')
    ? 'unknown'
    : has(unit, 'asked') && unit.isQuestion
      ? 'asked'
      : null
  if (unit.words.length < MIN_WORDS || !form || contentWords(unit) < MIN_CONTENT) return []
  const reply = openReply(talk, unit)
  let score = form === 'unknown' ? 2.8 : 0.8
  score += Math.min(talk.scores('question')[unit.index] ?? 0, 8) * 0.2
  score += Math.min(talk.smoothed('question')[unit.index] ?? 0, 3) * 0.3
  if (reply) score += 1.8
  else if (/ (i don't know|i'm not sure|i have no idea|я не знаю) /.test(unit.folded)) score -= 1
  if (has(unit, 'aside')) score -= 3
  if (has(unit, 'past')) score -= 0.8
  if (score < THRESHOLD) return []
  const parked = has(unit, 'parked') || (reply !== null && has(reply, 'parked'))
  const fields = { state: parked ? 'parked' : 'open', raisedBy: unit.segment.speaker ?? '' }
  const span = trim(unit, formWord(unit, form))
  return [{ unit, score, span, fields, support: reply ? [reply] : [] }]
}

/** The reply that leaves a question open, if one does. */
function openReply(talk: Talk, unit: Unit): Unit | null {
  for (let turn = unit.turn + 1; turn <= unit.turn + REPLY_TURNS; turn++) {
    const open = talk.turns[turn]?.slice(0, 2).find((reply) => has(reply, 'unanswered'))
    if (open) return open
  }
  return null
}
