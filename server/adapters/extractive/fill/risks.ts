import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { formWord, has } from '../forms.ts'
import { best, toItems, type Find } from '../items.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 6
const THRESHOLD = 3.6
const WORDS_PER_ITEM = 1_000
const BASE_ITEMS = 1

/** What somebody states as a problem, a danger or a thing that blocks. */
export function fillRisks(talk: Talk, section: SectionSpec): ProposedItem[] {
  const finds = talk.units.flatMap((unit) => findRisk(talk, unit))
  const limit = BASE_ITEMS + Math.floor(talk.wordCount / WORDS_PER_ITEM)
  return toItems(section, best(finds, limit))
}

function findRisk(talk: Talk, unit: Unit): Find[] {
  if (unit.words.length < MIN_WORDS || unit.isQuestion || !has(unit, 'stated')) return []
  let score = 2
  score += Math.min(talk.scores('risk')[unit.index] ?? 0, 8) * 0.3
  score += Math.min(talk.smoothed('risk')[unit.index] ?? 0, 3) * 0.4
  if (has(unit, 'notRisk')) score -= 3
  if (has(unit, 'aside')) score -= 2.5
  if (has(unit, 'past')) score -= 0.8
  if (score < THRESHOLD) return []
  const blocked = / (blocked by|blocker|blocked|waiting for|блокер|ждем|упираемся) /.test(
    unit.folded,
  )
  const fields = { kind: blocked ? 'blocker' : '' }
  return [{ unit, score, span: trim(unit, formWord(unit, 'stated')), fields, support: [] }]
}
