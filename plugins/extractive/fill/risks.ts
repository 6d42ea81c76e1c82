import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { contentWords } from '../content.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import { withLikely } from '../likely.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 6
const MIN_CONTENT = 4
const THRESHOLD = 3
const QUOTA = { base: 2, wordsPerItem: 600, most: 8 }

/** Finds problems, dangers and blockers that somebody states. */
export function fillRisks(talk: Talk, section: SectionSpec): ProposedItem[] {
  const finds = talk.units.flatMap((unit) => findRisk(talk, unit))
  return toItems(talk, section, withLikely(talk, 'risk', best(finds, quota(talk.wordCount, QUOTA))))
}

function findRisk(talk: Talk, unit: Unit): Find[] {
  const form = has(unit, 'namedRisk') ? 'namedRisk' : has(unit, 'trouble') ? 'trouble' : null
  if (unit.words.length < MIN_WORDS || unit.isQuestion || !form) return []
  const core = formWord(unit, form)
  if (contentWords(unit) < MIN_CONTENT) return []
  let score = form === 'namedRisk' ? 3 : 1.6
  score += Math.min(talk.scores('risk')[unit.index] ?? 0, 8) * 0.25
  score += Math.min(talk.smoothed('risk')[unit.index] ?? 0, 3) * 0.3
  if (has(unit, 'notRisk')) score -= 3
  if (has(unit, 'aside')) score -= 2.5
  if (has(unit, 'past')) score -= 0.5
  if (score < THRESHOLD) return []
  const blocked = / (blocked by|blocker|blocked|waiting for|блокер|ждем|упираемся) /.test(
    unit.folded,
  )
  return [
    {
      unit,
      score,
      span: trim(unit, core),
      fields: { kind: blocked ? 'blocker' : '' },
      support: [],
    },
  ]
}
