import type { DatePhrase, Span } from '../../engine/index.ts'
import { contentWords, pastVerbs } from '../content.ts'
import { deadlineIn } from '../fields.ts'
import { formWord, has, holds } from '../forms.ts'
import { cutText, type Find } from '../items.ts'
import { sidesOf, type Side } from '../sides.ts'
import { receptionOf, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 3
const MIN_CONTENT = 2
const THRESHOLD = 3
/** Caps the score, so that of two promises in one sentence neither makes the other a weak duplicate. */
const MOST = THRESHOLD + 1.9
const WEIGHTS = { promised: 3, weDeliver: 2.6, iDeliver: 2.6, theyDeliver: 2.4, mayDeliver: 1.6 }
/** A request to the other side that is answered with "yes". */
const ASKED = 2.2

type PromiseForm = keyof typeof WEIGHTS
const FORMS: PromiseForm[] = ['promised', 'weDeliver', 'iDeliver', 'theyDeliver', 'mayDeliver']

/** "Once we have it, within three days": relative to a condition, so not a calendar date. */
const FROM_CONDITION = /^(?:within|in|через|за|в течение) /iu

/** Finds what one side promises the other, on its own or on request. */
export function readPromises(talk: Talk): Find[] {
  const sides = sidesOf(talk)
  const finds = talk.units.flatMap((unit) => readPromise(talk, unit, sides) ?? [])
  const spoken = new Set(finds.flatMap((find) => [find.unit, ...find.support]))
  const granted = talk.units.flatMap((unit) =>
    spoken.has(unit) ? [] : (readGranted(talk, unit, sides) ?? []),
  )
  return [...finds, ...granted]
    .filter((find) => find.score >= THRESHOLD)
    .map((find) => ({ ...find, score: Math.min(find.score, MOST) }))
    .sort((a, b) => a.unit.index - b.unit.index)
}

function readPromise(talk: Talk, unit: Unit, sides: Map<string, Side>): Find | null {
  if (unit.words.length < MIN_WORDS || has(unit, 'notPromise')) return null
  const form = FORMS.find((candidate) => has(unit, candidate))
  if (!form) return null
  const core = formWord(unit, form)
  const condition = conditionIn(unit)
  const due = deadlineIn(talk, unit, unit, condition ?? undefined)
  const content = contentOutside(unit, core, [condition, dueSpan(unit, due)])
  const { speaker } = unit.segment
  const request = requestBefore(talk, unit)
  const party = form === 'theyDeliver' ? 'them' : speaker === null ? '' : (sides.get(speaker) ?? '')
  const fields = {
    party,
    promisedBy: form === 'theyDeliver' ? '' : (speaker ?? ''),
    dueText:
      condition && FROM_CONDITION.test(due?.text ?? '')
        ? ''
        : (due?.text ?? (request ? (deadlineIn(talk, request, request)?.text ?? '') : '')),
    condition: condition ? cutText(unit, condition) : '',
  }
  const score = weigh(talk, unit, WEIGHTS[form], due, condition) + (request ? 1 : 0)
  if (content < MIN_CONTENT) {
    if (!request) return null
    const span = trim(request, formWord(request, 'askedOfOthers'))
    return { unit: request, score, span, fields, support: [unit] }
  }
  return { unit, score, span: trim(unit, core), fields, support: request ? [request] : [] }
}

function weigh(
  talk: Talk,
  unit: Unit,
  weight: number,
  due: DatePhrase | null,
  condition: Span | null,
): number {
  let score = weight + Math.min(talk.scores('commitment')[unit.index] ?? 0, 6) * 0.2
  if (due) score += due.deadline ? 1.2 : 0.6
  if (condition) score += 0.5
  const reception = receptionOf(talk, unit)
  if (reception.assents.length > 0 && !reception.objected) score += 0.4
  if (holds(foldedOutside(unit, condition), unit.locale, 'hypothetical')) score -= 1.6
  if (has(unit, 'past')) score -= 1.5
  if (has(unit, 'aside')) score -= 3
  if (has(unit, 'negated')) score -= 1.5
  if (unit.isQuestion) score -= 2
  return score - Math.min(pastVerbs(unit), 2) * 0.5
}

/** "Could you send us the accounts?" – "Yes, no problem." */
function readGranted(talk: Talk, unit: Unit, sides: Map<string, Side>): Find | null {
  if (!has(unit, 'askedOfOthers') || contentWords(unit) < MIN_CONTENT + 1) return null
  const reception = receptionOf(talk, unit)
  const [assent] = reception.assents
  const by = assent?.segment.speaker ?? null
  if (!assent || reception.objected || by === unit.segment.speaker) return null
  const due = deadlineIn(talk, unit, unit)
  return {
    unit,
    score: ASKED + 0.6 + (due ? (due.deadline ? 1.2 : 0.6) : 0),
    span: trim(unit, formWord(unit, 'askedOfOthers')),
    fields: {
      party: by === null ? '' : (sides.get(by) ?? ''),
      promisedBy: by ?? '',
      dueText: due?.text ?? '',
    },
    support: [assent],
  }
}

/** What the other side requested in the previous turn, if a sentence answers it. */
function requestBefore(talk: Talk, unit: Unit): Unit | null {
  const before = talk.turns[unit.turn - 1] ?? []
  const isOpening = talk.turns[unit.turn]?.slice(0, 3).includes(unit) === true
  const request = before.findLast((other) => has(other, 'askedOfOthers'))
  const isOther = request?.segment.speaker !== unit.segment.speaker
  return request && isOpening && isOther ? request : null
}

const NO_CONDITION =
  /^(?:if (?:possible|needed|not|so|any|necessary|anything|you (?:like|want|agree|don't mind))|если (?:что|можно|нужно|надо|честно|хотите|не против))/iu
const CONDITION_END = /[,;—–]\s/u

/** The condition in a sentence: "if we get the access". */
function conditionIn(unit: Unit): Span | null {
  const word = unit.words[formWord(unit, 'condition')]
  if (!word) return null
  const text = unit.segment.text.slice(word.start, unit.end)
  if (NO_CONDITION.test(text)) return null
  const stop = text.search(CONDITION_END)
  const said = (stop < 0 ? text : text.slice(0, stop)).replace(/[\s.!?…"'»”)]+$/u, '')
  return { start: word.start, end: word.start + said.length }
}

function dueSpan(unit: Unit, due: DatePhrase | null): Span | null {
  return due && { start: unit.start + due.start, end: unit.start + due.end }
}

/** Counts meaningful words from a word on, without deadline and condition. */
function contentOutside(unit: Unit, fromWord: number, apart: (Span | null)[]): number {
  const words = unit.words
    .slice(fromWord)
    .filter(
      (word) => !apart.some((span) => span && word.start >= span.start && word.end <= span.end),
    )
  return contentWords({ ...unit, words })
}

function foldedOutside(unit: Unit, span: Span | null): string {
  const words = unit.words.filter(
    (word) => !span || word.end <= span.start || word.start >= span.end,
  )
  return ` ${words.map((word) => word.text).join(' ')} `
}
