import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { formWord, has } from '../forms.ts'
import { best, toItems, type Find } from '../items.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 6
const THRESHOLD = 3.6
const WORDS_PER_ITEM = 1_500
const BASE_ITEMS = 1
const REPLY_TURNS = 2

/** Questions that the talk leaves open: said to be open, or asked and not answered. */
export function fillQuestions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const finds = talk.units.flatMap((unit) => findQuestion(talk, unit))
  const limit = BASE_ITEMS + Math.floor(talk.wordCount / WORDS_PER_ITEM)
  return toItems(section, best(finds, limit))
}

function findQuestion(talk: Talk, unit: Unit): Find[] {
  if (unit.words.length < MIN_WORDS || !has(unit, 'openQuestion')) return []
  const reply = openReply(talk, unit)
  let score = unit.isQuestion ? 0.8 : 1.6
  score += Math.min(talk.scores('question')[unit.index] ?? 0, 8) * 0.3
  score += Math.min(talk.smoothed('question')[unit.index] ?? 0, 3) * 0.3
  if (reply) score += 1.8
  if (has(unit, 'aside')) score -= 3
  if (has(unit, 'past')) score -= 0.8
  if (score < THRESHOLD) return []
  const parked = has(unit, 'parked') || (reply !== null && has(reply, 'parked'))
  const { speaker } = unit.segment
  const fields = { state: parked ? 'parked' : 'open', raisedBy: speaker ?? '' }
  return [
    {
      unit,
      score,
      span: trim(unit, formWord(unit, 'openQuestion')),
      fields,
      support: reply ? [reply] : [],
    },
  ]
}

/** The reply that leaves a question open, if one does. */
function openReply(talk: Talk, unit: Unit): Unit | null {
  for (let turn = unit.turn + 1; turn <= unit.turn + REPLY_TURNS; turn++) {
    const open = talk.turns[turn]?.slice(0, 2).find((reply) => has(reply, 'unanswered'))
    if (open) return open
  }
  return null
}
