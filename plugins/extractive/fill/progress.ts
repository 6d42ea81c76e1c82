import type { ProposedItem, SectionSpec } from '../../engine/index.ts'
import { clausesOf, joined } from '../clauses.ts'
import { contentWords } from '../content.ts'
import { deadlineIn } from '../fields.ts'
import { compileCues, formWord, has, sumOf, wordsOutside } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import type { Form } from '../lexicon/types.ts'
import type { Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import { unitText, type Unit } from '../units.ts'
import { eachLocale } from '../../vocabulary.ts'

const THRESHOLD = 2.6
const QUOTA = { base: 6, wordsPerItem: 120, most: 20 }
const SHORT_CLAUSE_WORDS = 4
/** States are usually reported together. */
const NEAR_UNITS = 4
const NEAR = 0.7

/** States of work by phrase, the most specific first; `null` if the phrase only says when. */
const STATES: [Form, string | null][] = [
  ['workDropped', 'dropped'],
  ['workNotStarted', 'not-started'],
  ['workBlocked', 'blocked'],
  ['workGoing', 'in-progress'],
  ['workSoon', null],
  ['workDone', 'done'],
]

/** Finds pieces of work whose state was reported, each cut to its clause. */
export function fillProgress(talk: Talk, section: SectionSpec): ProposedItem[] {
  const { cues } = talk.request.pack
  const own = eachLocale((locale) => compileCues(cues[locale][section.name] ?? []))
  const told = talk.units.flatMap((unit) => statesIn(unit))
  const finds = told.flatMap(({ clause, form, state }): Find[] => {
    const isNear = told.some(
      (other) =>
        other.clause !== clause && Math.abs(other.clause.index - clause.index) <= NEAR_UNITS,
    )
    const due = deadlineIn(talk, clause, clause)
    const cues = sumOf(clause, own[clause.locale])
    let score = 2 + Math.min(cues, 4) * 0.4
    if (isNear) score += NEAR
    if (due) score += 0.3
    if (has(clause, 'hypothetical')) score -= 1.5
    if (has(clause, 'aside') && cues < 2) score -= 3
    if (score < THRESHOLD) return []
    const fields = {
      state: state ?? '',
      percentText: PERCENT.exec(unitText(clause))?.[0] ?? '',
      whenText: due?.text ?? '',
    }
    return [
      {
        unit: clause,
        score,
        span: trim(clause, Math.max(0, formWord(clause, form))),
        fields,
        support: [],
      },
    ]
  })
  return toItems(talk, section, best(finds, quota(talk.wordCount, QUOTA)))
}

const PERCENT =
  /(?:\d{1,3}\s?(?:%|percent|per cent|процент\p{L}*)|(?:ninety|eighty|seventy|sixty|fifty|forty|thirty|twenty|ten)(?:[ -]five)? per ?cent|(?:девяносто|восемьдесят|семьдесят|шестьдесят|пятьдесят|сорок|тридцать|двадцать|десять)(?: пять)? процент\p{L}*|процентов на (?:девяносто|восемьдесят|семьдесят|шестьдесят|пятьдесят|сорок|тридцать|двадцать|десять))/iu

interface Told {
  clause: Unit
  form: Form
  state: string | null
}

const REPORTED = / (?:said|told|promised|говорил\p{L}*|сказал\p{L}*|обещал\p{L}*) /u
const GIVES_REASON = /^ (?:because|since|so|потому|так как|из-за|поскольку) /

/** The clauses of a sentence that report a state, extended until they name the work. */
function statesIn(unit: Unit): Told[] {
  if (unit.isQuestion || REPORTED.test(unit.folded)) return []
  const told: (Told & { first: number; last: number })[] = []
  const clauses = clausesOf(unit, (clause) => stateOf(clause) !== null)
  for (const [at, clause] of clauses.entries()) {
    const found = stateOf(clause)
    const before = told.at(-1)
    const isNext = before !== undefined && before.last === at - 1
    const isReason = clause.words.length <= SHORT_CLAUSE_WORDS || GIVES_REASON.test(clause.folded)
    if (!found) {
      if (isNext && isReason) before.last = at
      continue
    }
    const first = namedFrom(unit, clauses, at, (before?.last ?? -1) + 1)
    if (isNext && (found.state === 'blocked' || first === null)) {
      // "The migration isn't started, we're waiting for the data": the rest belongs to the work.
      if (found.state === 'blocked') before.state = 'blocked'
      before.last = at
    } else if (first !== null) told.push({ ...found, clause, first, last: at })
  }
  return told.map(({ first, last, clause, ...found }) => ({
    ...found,
    clause: joined(unit, clauses[first] ?? clause, clauses[last] ?? clause),
  }))
}

/** The clause from which on a state names its work, looking back to `earliest`; null if none does. */
function namedFrom(unit: Unit, clauses: Unit[], at: number, earliest: number): number | null {
  const end = clauses[at]
  for (let first = at; first >= earliest; first--) {
    const start = clauses[first]
    if (start && end && namesWork(joined(unit, start, end))) return first
  }
  return null
}

function stateOf(clause: Unit): Omit<Told, 'clause'> | null {
  for (const [form, state] of STATES) {
    if (!has(clause, form)) continue
    if (form === 'workDone' && (has(clause, 'workNotDone') || has(clause, 'condition'))) return null
    return { form, state }
  }
  return null
}

const SUBORDINATE =
  /^ (?:that|which|who|whether|because|since|if|when|once|is|are|so that|что|котор\p{L}+|потому|чтобы|если|когда) /u

/** Whether a clause names the work: "it's done" and "which is done" do not. */
function namesWork(clause: Unit): boolean {
  if (SUBORDINATE.test(clause.folded)) return false
  const states = STATES.map(([form]) => new Set(wordsOutside(clause, form)))
  const words = clause.words.filter((word) => states.every((outside) => outside.has(word)))
  return contentWords({ ...clause, words }) >= 1
}
