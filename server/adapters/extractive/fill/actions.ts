import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { deadlineIn, urgencyOf } from '../fields.ts'
import { formWord, has } from '../forms.ts'
import { best, toItems, type Find } from '../items.ts'
import { knownPeople, namedIn, type KnownPerson } from '../people.ts'
import { receptionOf, type Reception, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 4
const THRESHOLD = 3.6
/** One item for so many words of talk, besides a few that any meeting may have. */
const WORDS_PER_ITEM = 400
const BASE_ITEMS = 3

interface Doer {
  owner: string
  basis: string
}

/** Work that somebody takes on or is given. */
export function fillActions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const people = knownPeople(talk)
  const finds = talk.units.flatMap((unit) => findTask(talk, unit, people))
  const limit = BASE_ITEMS + Math.floor(talk.wordCount / WORDS_PER_ITEM)
  return toItems(section, best(finds, limit))
}

function findTask(talk: Talk, unit: Unit, people: KnownPerson[]): Find[] {
  if (unit.words.length < MIN_WORDS) return []
  const form = (['selfTask', 'assignedTask', 'askedTask', 'groupTask'] as const).find((candidate) =>
    has(unit, candidate),
  )
  const named = namedIn(unit, people).filter((entry) => entry.person !== unit.segment.speaker)
  if (!form) return []
  const reception = receptionOf(talk, unit)
  const span = trim(unit, formWord(unit, form))
  const due = deadlineIn(talk, unit, span)
  const doer = doerOf(talk, unit, form, named, reception)
  const weight = { selfTask: 3, assignedTask: 2.5, askedTask: 2.2, groupTask: 0.8 }[form]
  let score = weight
  score += Math.min(talk.scores('action')[unit.index] ?? 0, 6) * 0.25
  score += Math.min(talk.smoothed('action')[unit.index] ?? 0, 3) * 0.5
  if (due) score += due.deadline ? 1.5 : 0.7
  if (reception.assents.length > 0 && !reception.objected) score += 0.6
  if (unit.segment.speaker === talk.chair && form !== 'selfTask') score += 0.6
  if (doer && form !== 'selfTask') score += 0.6
  score += (0.25 * unit.index) / talk.units.length
  if (has(unit, 'hypothetical')) score -= 1.6
  if (has(unit, 'past')) score -= 1.5
  if (has(unit, 'aside')) score -= 3
  if (has(unit, 'negated')) score -= 1
  if (unit.isQuestion && form !== 'askedTask') score -= 1.5
  if (reception.objected) score -= 0.7
  if (score < THRESHOLD) return []
  const fields: Record<string, string> = { priority: urgencyOf(unit) }
  if (doer) {
    fields['owner'] = doer.owner
    fields['ownerBasis'] = doer.basis
  }
  if (due) fields['dueText'] = due.text
  return [{ unit, score, span, fields, support: [] }]
}

/** Who is to do it: "I" is the speaker; else somebody named, or whoever answers the chair's "you". */
function doerOf(
  talk: Talk,
  unit: Unit,
  form: 'selfTask' | 'assignedTask' | 'askedTask' | 'groupTask',
  named: { person: string; word: number }[],
  reception: Reception,
): Doer | null {
  if (form === 'selfTask') {
    const { speaker } = unit.segment
    return speaker === null ? null : { owner: speaker, basis: 'volunteered' }
  }
  const first = named[0]
  if (first && first.word <= 3) return { owner: first.person, basis: 'assigned' }
  const answer = reception.assents[0]?.segment.speaker ?? null
  const isYou = / (you|you'll|you're|ты|тебе|тебя|тобой|вы|вам|вас) /.test(unit.folded)
  if (answer === null || !(isYou || form === 'askedTask') || reception.objected) return null
  const fromChair = unit.segment.speaker === talk.chair
  return { owner: answer, basis: fromChair ? 'assigned' : 'proposed' }
}
