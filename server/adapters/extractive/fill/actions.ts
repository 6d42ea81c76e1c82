import type { ProposedItem, SectionSpec } from '../../../../plugins/engine/index.ts'
import { contentWords, pastVerbs } from '../content.ts'
import { deadlineIn, urgencyOf } from '../fields.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import { knownPeople, namedIn, type KnownPerson } from '../people.ts'
import { receptionOf, type Reception, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 4
const MIN_CONTENT = 2
const THRESHOLD = 3.2
const QUOTA = { base: 5, wordsPerItem: 200, most: 30 }

interface Doer {
  owner: string
  basis: string
}

/** Work that somebody takes on or is given. */
export function fillActions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const people = knownPeople(talk)
  const finds = talk.units.flatMap((unit) => findTask(talk, unit, people))
  return toItems(section, best(finds, quota(talk.wordCount, QUOTA)))
}

const WEIGHTS = { selfTask: 3, assignedTask: 2.4, askedTask: 2.2, thirdTask: 2.2, groupTask: 0.8 }
const FORMS = ['selfTask', 'assignedTask', 'askedTask', 'thirdTask', 'groupTask'] as const
type TaskForm = (typeof FORMS)[number]

function findTask(talk: Talk, unit: Unit, people: KnownPerson[]): Find[] {
  if (unit.words.length < MIN_WORDS) return []
  const named = namedIn(unit, people).filter((entry) => entry.person !== unit.segment.speaker)
  const form = FORMS.find(
    (candidate) => has(unit, candidate) && (candidate !== 'thirdTask' || isSubject(unit, named)),
  )
  if (!form) return []
  const core = formWord(unit, form)
  const content = contentWords(unit, core)
  const span = trim(unit, Math.min(core, named[0]?.word ?? core))
  const due = deadlineIn(talk, unit, span)
  const isAssignment = form === 'assignedTask' && unit.segment.speaker === talk.chair
  if (content < (isAssignment ? 1 : MIN_CONTENT) && !due) return []
  const reception = receptionOf(talk, unit)
  const doer = doerOf(talk, unit, form, named, reception)
  let score = WEIGHTS[form] + (content > MIN_CONTENT ? 0.3 : 0)
  score += Math.min(talk.scores('action')[unit.index] ?? 0, 6) * 0.2
  score += Math.min(talk.smoothed('action')[unit.index] ?? 0, 3) * 0.5
  score += (0.25 * unit.index) / talk.units.length
  if (due) score += due.deadline ? 1.5 : 0.7
  if (reception.assents.length > 0 && !reception.objected) score += 0.5
  if (form !== 'selfTask') {
    score += unit.segment.speaker === talk.chair ? 0.6 : -0.8
    if (doer) score += 0.6
  }
  score -= doubts(unit, form, reception)
  if (score < THRESHOLD) return []
  const fields: Record<string, string> = { priority: urgencyOf(unit), dueText: due?.text ?? '' }
  if (doer) {
    fields['owner'] = doer.owner
    fields['ownerBasis'] = doer.basis
  }
  return [{ unit, score, span, fields, support: [] }]
}

/** What speaks against a task: each is a doubt, none a veto. */
function doubts(unit: Unit, form: TaskForm, reception: Reception): number {
  let doubt = 0
  if (has(unit, 'hypothetical')) doubt += 1.6
  if (has(unit, 'past')) doubt += 1.5
  if (has(unit, 'aside')) doubt += 3
  if (has(unit, 'negated')) doubt += 1
  if (unit.isQuestion && form !== 'askedTask') doubt += 1.5
  if (reception.objected) doubt += 0.7
  if (/ (i|you|we) (need to|have to|must) /.test(unit.folded)) doubt += 0.8
  return doubt + Math.min(pastVerbs(unit), 2) * 0.5
}

/** A name or a job right before "will", «подготовит». */
function isSubject(unit: Unit, named: { word: number }[]): boolean {
  const at = formWord(unit, 'thirdTask')
  return named.some(({ word }) => word <= at && at - word <= 4)
}

/** Who is to do it: "I" is the speaker; else somebody named, or whoever answers the chair's "you". */
function doerOf(
  talk: Talk,
  unit: Unit,
  form: TaskForm,
  named: { person: string; word: number }[],
  reception: Reception,
): Doer | null {
  if (form === 'selfTask') {
    const { speaker } = unit.segment
    return speaker === null ? null : { owner: speaker, basis: 'volunteered' }
  }
  const first = named[0]
  if (first && (first.word <= 3 || form === 'thirdTask'))
    return { owner: first.person, basis: 'assigned' }
  const answer = reception.assents[0]?.segment.speaker ?? null
  const isYou = / (you|you'll|you're|ты|тебе|тебя|тобой|вы|вам|вас) /.test(unit.folded)
  if (answer === null || !(isYou || form === 'askedTask') || reception.objected) return null
  const fromChair = unit.segment.speaker === talk.chair
  return { owner: answer, basis: fromChair ? 'assigned' : 'proposed' }
}
