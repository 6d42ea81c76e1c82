import type { DatePhrase, Span } from '../../engine/index.ts'
import { contentWords, pastVerbs, willOf } from '../content.ts'
import { deadlineIn, urgencyOf } from '../fields.ts'
import { formWord, has } from '../forms.ts'
import type { Find } from '../items.ts'
import { namedIn, type People } from '../people.ts'
import { receptionOf, type Reception, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 3
const MIN_CONTENT = 2
const WEIGHTS = {
  selfTask: 3,
  selfWill: 2.4,
  guessedWill: 1.9,
  assignedTask: 2.4,
  askedTask: 2.2,
  thirdTask: 2.2,
  groupTask: 0.8,
}
const LISTED = ['selfTask', 'assignedTask', 'askedTask', 'thirdTask', 'groupTask'] as const

export type TaskForm = keyof typeof WEIGHTS

/** A candidate task, before it is compared with its neighbours. */
export interface Task extends Find {
  form: TaskForm
  /** Says hardly more than "I will do that": another sentence states the task. */
  isThin: boolean
  /** Meaningful words, without the deadline. */
  content: number
}

/** Whether the speaker's own work is meant. */
export function isOwn(form: TaskForm): boolean {
  return form === 'selfTask' || form === 'selfWill' || form === 'guessedWill'
}

interface Doer {
  owner: string
  basis: string
}

/** Reads one sentence as a task; null if it is not one. */
export function readTask(talk: Talk, unit: Unit, people: People): Task | null {
  if (unit.words.length < MIN_WORDS) return null
  const named = namedIn(unit, people).filter((entry) => entry.person !== unit.segment.speaker)
  const found = formOf(unit, named)
  if (!found) return null
  const { form, core } = found
  const span = trim(unit, Math.min(core, named[0]?.word ?? core))
  const own = deadlineOf(talk, unit, span, named)
  const later = own ? null : deadlineBehind(talk, unit)
  const due = own ?? later?.due ?? null
  const spoken = own ? contentWithin(unit, span.start + own.start, span.start + own.end) : 0
  const content = contentWords(unit, core) - spoken - (POINTS_ELSEWHERE.test(unit.folded) ? 2 : 0)
  const reception = receptionOf(talk, unit)
  const doer = doerOf(talk, unit, form, named, reception)
  const isSelf = isOwn(form)
  let score = WEIGHTS[form] + (content > MIN_CONTENT ? 0.3 : 0)
  score += Math.min(talk.scores('action')[unit.index] ?? 0, 6) * 0.2
  score += Math.min(talk.smoothed('action')[unit.index] ?? 0, 3) * 0.5
  score += (0.25 * unit.index) / talk.units.length
  if (due) score += due.deadline ? 1.5 : 0.7
  if (reception.assents.length > 0 && !reception.objected) score += 0.5
  if (!isSelf)
    score += (unit.segment.speaker === talk.chair ? 0.6 : -0.8) + (doer ? 0.6 : due ? 0 : -0.8)
  score -= doubts(unit, form, reception)
  const fields: Record<string, string> = { priority: urgencyOf(unit), dueText: due?.text ?? '' }
  if (doer) Object.assign(fields, { owner: doer.owner, ownerBasis: doer.basis })
  const isAssignment = form === 'assignedTask' && unit.segment.speaker === talk.chair
  const isThin = content < (isAssignment ? 1 : MIN_CONTENT)
  return { unit, score, span, fields, support: later ? [later.unit] : [], form, content, isThin }
}

function formOf(unit: Unit, named: { word: number }[]): { form: TaskForm; core: number } | null {
  for (const form of LISTED) {
    if (!has(unit, form) || (form === 'thirdTask' && !isSubject(unit, named))) continue
    return { form, core: formWord(unit, form) }
  }
  const guessed = unit.locale === 'ru' ? willOf(unit) : -1
  if (guessed >= 0) return { form: 'guessedWill', core: guessed }
  const will = formWord(unit, 'selfWill')
  return will < 0 || has(unit, 'notTask') ? null : { form: 'selfWill', core: will }
}

/** "Do that", "send it": another sentence states the task. */
const POINTS_ELSEWHERE =
  / (?:do|take|send|handle|have|bring|get|pick|own|sort|fix|make|finish|write) (?:it|that|this|them|those|one) /

const SHORT_SENTENCE_WORDS = 8

/** The deadline of the sentence's first task: a date after another person's name is theirs. */
function deadlineOf(
  talk: Talk,
  unit: Unit,
  span: Span,
  named: { word: number }[],
): DatePhrase | null {
  const due = deadlineIn(talk, unit, span)
  const isOthers = named.slice(1).some(({ word }) => {
    const here = unit.words[word]?.start ?? 0
    const before = unit.words[word - 1]?.end ?? here
    return (
      /[,;—–]/u.test(unit.segment.text.slice(before, here)) &&
      due !== null &&
      span.start + due.start > here
    )
  })
  return isOthers ? null : due
}

/** "Yes, I'll do it. By next Friday?": a deadline in a short sentence that follows, by the same speaker. */
function deadlineBehind(talk: Talk, unit: Unit): { due: DatePhrase; unit: Unit } | null {
  const next = talk.units[unit.index + 1]
  if (!next || next.turn !== unit.turn || next.words.length > SHORT_SENTENCE_WORDS) return null
  const due = deadlineIn(talk, next, next)
  return due?.deadline ? { due, unit: next } : null
}

function contentWithin(unit: Unit, start: number, end: number): number {
  return contentWords({
    ...unit,
    words: unit.words.filter((word) => word.start >= start && word.end <= end),
  })
}

/** Signs against a task; each lowers its score, none excludes it. */
function doubts(unit: Unit, form: TaskForm, reception: Reception): number {
  let doubt = 0
  if (has(unit, 'hypothetical')) doubt += 1.6
  if (has(unit, 'past')) doubt += 1.5
  if (has(unit, 'aside')) doubt += 3
  if (has(unit, 'negated')) doubt += 1
  if (unit.isQuestion && form !== 'askedTask') doubt += 1.5
  if (reception.objected) doubt += 0.7
  if (/ (i|you|we) (need to|have to|must|can|could) /.test(unit.folded)) doubt += 0.8
  return doubt + Math.min(pastVerbs(unit), 2) * 0.5
}

/** A name or a job right before "will", «подготовит». */
function isSubject(unit: Unit, named: { word: number }[]): boolean {
  const at = formWord(unit, 'thirdTask')
  return named.some(({ word }) => word <= at && at - word <= 4)
}

/** The owner: the speaker for "I", else a named person, or whoever answers the chair's "you". */
function doerOf(
  talk: Talk,
  unit: Unit,
  form: TaskForm,
  named: { person: string; word: number }[],
  reception: Reception,
): Doer | null {
  if (isOwn(form)) {
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
