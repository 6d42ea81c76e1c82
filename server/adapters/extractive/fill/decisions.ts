import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { putToTheRound } from '../consent.ts'
import { contentWords, pastVerbs, saysWeDo } from '../content.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import { receptionOf, type Reception, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 4
const MIN_CONTENT = 2
const THRESHOLD = 3
const QUOTA = { base: 4, wordsPerItem: 300, most: 20 }

/** Choices that the group closed: said as closed, or proposed and accepted by somebody else. */
export function fillDecisions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const put = putToTheRound(talk)
  const finds = talk.units.flatMap((unit) => findDecision(talk, unit, put))
  return toItems(section, best(finds, quota(talk.wordCount, QUOTA)))
}

const WEIGHTS = { decided: 3, proposed: 1.8, put: 1.8, requirement: 1.5 }
type Form = keyof typeof WEIGHTS

function formOf(unit: Unit, isPut: boolean): Form | null {
  if (has(unit, 'decided')) return 'decided'
  if (has(unit, 'proposed') || saysWeDo(unit)) return 'proposed'
  if (isPut) return 'put'
  return has(unit, 'requirement') ? 'requirement' : null
}

function findDecision(talk: Talk, unit: Unit, put: ReadonlyMap<number, boolean>): Find[] {
  if (unit.words.length < MIN_WORDS || has(unit, 'negated')) return []
  const noIsYes = put.get(unit.index)
  const form = formOf(unit, noIsYes !== undefined)
  if (!form) return []
  const core = form === 'put' ? 0 : Math.max(0, formWord(unit, form))
  if (contentWords(unit, core) < MIN_CONTENT) return []
  const reception = receptionOf(talk, unit, noIsYes)
  const accepted = reception.assents.length > 0 && !reception.objected
  const byChair = unit.segment.speaker === talk.chair
  if ((form === 'proposed' || form === 'put') && !accepted) return []
  if (form === 'requirement' && !byChair) return []
  if (form !== 'proposed' && unit.isQuestion) return []
  let score = WEIGHTS[form]
  score += Math.min(talk.scores('decision')[unit.index] ?? 0, 6) * 0.2
  score += Math.min(talk.smoothed('decision')[unit.index] ?? 0, 3) * 0.3
  if (accepted) score += 0.4 + Math.min(reception.agreements, 2)
  if (accepted && noIsYes !== undefined) score += 1
  if (byChair) score += 0.5
  score -= doubts(unit, reception)
  if (score < THRESHOLD) return []
  const fields = {
    status: (form === 'decided' || noIsYes !== undefined) && !reception.objected ? 'final' : '',
  }
  const support = accepted ? reception.assents.slice(0, 1) : []
  return [{ unit, score, span: trim(unit, core), fields, support }]
}

/** What speaks against a decision: each is a doubt, none a veto. */
function doubts(unit: Unit, reception: Reception): number {
  let doubt = Math.min(pastVerbs(unit), 2) * 0.8
  if (has(unit, 'hypothetical')) doubt += 1.5
  if (has(unit, 'past')) doubt += 1.5
  if (has(unit, 'aside')) doubt += 3
  if (reception.objected) doubt += 1.2
  if (unit.isQuestion) doubt += 0.5
  return doubt
}
