import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { formWord, has } from '../forms.ts'
import { best, toItems, type Find } from '../items.ts'
import { receptionOf, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 5
const THRESHOLD = 3.4
const WORDS_PER_ITEM = 700
const BASE_ITEMS = 2

/** Choices that the group closed: said as closed, or proposed and accepted by somebody else. */
export function fillDecisions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const finds = talk.units.flatMap((unit) => findDecision(talk, unit))
  const limit = BASE_ITEMS + Math.floor(talk.wordCount / WORDS_PER_ITEM)
  return toItems(section, best(finds, limit))
}

function findDecision(talk: Talk, unit: Unit): Find[] {
  if (unit.words.length < MIN_WORDS || has(unit, 'negated')) return []
  const form = has(unit, 'decided') ? 'decided' : has(unit, 'proposed') ? 'proposed' : null
  if (!form) return []
  const reception = receptionOf(talk, unit)
  const accepted = reception.assents.length > 0 && !reception.objected
  if (form === 'proposed' && !accepted) return []
  let score = form === 'decided' ? 3 : 1.8
  score += Math.min(talk.scores('decision')[unit.index] ?? 0, 6) * 0.25
  score += Math.min(talk.smoothed('decision')[unit.index] ?? 0, 3) * 0.4
  if (accepted) score += 0.4 + 0.3 * Math.min(reception.assents.length, 2)
  if (unit.segment.speaker === talk.chair) score += 0.5
  if (has(unit, 'hypothetical')) score -= 1.5
  if (has(unit, 'past')) score -= 1.5
  if (has(unit, 'aside')) score -= 3
  if (reception.objected) score -= 1.2
  if (unit.isQuestion) score -= accepted ? 0.5 : 3
  if (score < THRESHOLD) return []
  const fields = { status: form === 'decided' && !reception.objected ? 'final' : '' }
  const support = accepted ? reception.assents.slice(0, 1) : []
  return [{ unit, score, span: trim(unit, formWord(unit, form)), fields, support }]
}
