import type { ProposedItem, SectionSpec, Span } from '../../engine/index.ts'
import { closingWord } from '../closings.ts'
import { putToTheRound } from '../consent.ts'
import { contentWords, pastVerbs, sharedContent, weDoWord } from '../content.ts'
import { formWord, has } from '../forms.ts'
import { best, quota, toItems, type Find } from '../items.ts'
import { labelledFrom } from '../labels.ts'
import { withLikely } from '../likely.ts'
import { isLeftOpen, isSupposed, opensAlternative } from '../open-talk.ts'
import { pointsBack } from '../recalled.ts'
import { receptionOf, type Reception, type Talk } from '../talk.ts'
import { trim } from '../trim.ts'
import type { Unit } from '../units.ts'

const MIN_WORDS = 4
const MIN_CONTENT = 2
const THRESHOLD = 3
const QUOTA = { base: 4, wordsPerItem: 300, most: 20 }

/** Finds choices that the group made: stated as made, or proposed and accepted by somebody else. */
export function fillDecisions(talk: Talk, section: SectionSpec): ProposedItem[] {
  const put = putToTheRound(talk)
  const finds = talk.units.flatMap((unit) => findDecision(talk, unit, put))
  return toItems(
    talk,
    section,
    withLikely(talk, 'decision', best(finds, quota(talk.wordCount, QUOTA))),
  )
}

const WEIGHTS = {
  labelled: 4.5,
  decided: 3,
  closed: 1.8,
  proposed: 1.8,
  put: 1.8,
  requirement: 1.5,
}
type Form = keyof typeof WEIGHTS

function formOf(unit: Unit, isPut: boolean): Form | null {
  if (labelledFrom(unit, 'decision') >= 0) return 'labelled'
  if (has(unit, 'decided')) return 'decided'
  if (has(unit, 'proposed') || weDoWord(unit) >= 0) return 'proposed'
  if (closingWord(unit) >= 0) return 'closed'
  if (isPut) return 'put'
  return has(unit, 'requirement') && !has(unit, 'optional') ? 'requirement' : null
}

function findDecision(talk: Talk, unit: Unit, put: ReadonlyMap<number, boolean>): Find[] {
  if (unit.words.length < MIN_WORDS && closingWord(unit) < 0) return []
  if (has(unit, 'negated') || pointsBack(unit)) return []
  const noIsYes = put.get(unit.index)
  const form = formOf(unit, noIsYes !== undefined)
  if (!form) return []
  const core = coreOf(unit, form)
  if (form === 'decided' || form === 'proposed') {
    if (isLeftOpen(unit, form) || isSupposed(unit, form)) return []
  }
  if (contentWords(unit, core) < minContent(unit, form)) return []
  const reception = receptionOf(talk, unit, noIsYes)
  const accepted = reception.assents.length > 0 && !reception.objected
  const byChair = unit.segment.speaker === talk.chair
  if ((form === 'proposed' || form === 'put') && !accepted) return []
  if (form === 'closed' && (!accepted || reception.agreements === 0)) return []
  if (form === 'requirement' && !byChair) return []
  if (form !== 'labelled' && form !== 'decided' && opensAlternative(unit)) return []
  if (unit.isQuestion && (form !== 'proposed' || !isAcceptedByAnother(unit, reception))) return []
  if (unit.isQuestion && statedBehind(talk, unit, put)) return []
  let score = WEIGHTS[form]
  score += Math.min(talk.scores('decision')[unit.index] ?? 0, 6) * 0.2
  score += Math.min(talk.smoothed('decision')[unit.index] ?? 0, 3) * 0.3
  if (accepted) score += 0.4 + Math.min(reception.agreements, 2)
  if (accepted && noIsYes !== undefined) score += 1
  if (byChair) score += 0.5
  score -= doubts(unit, reception)
  if (form === 'proposed' || form === 'requirement') score -= reservations(unit, reception)
  if (score < THRESHOLD) return []
  const fields = {
    status:
      (form === 'decided' || form === 'labelled' || noIsYes !== undefined) && !reception.objected
        ? 'final'
        : '',
  }
  const support = accepted ? reception.assents.slice(0, 1) : []
  return [{ unit, score, span: spanOf(unit, form, core), fields, support }]
}

/** A choice that is stated as made ("So let's go for plastic", "Plastic then") may be a single word. */
function minContent(unit: Unit, form: Form): number {
  return form === 'closed' || (form === 'decided' && CLOSES.test(unit.folded)) ? 1 : MIN_CONTENT
}

const CLOSES =
  /^ (?:(?:okay|ok|right|well|and|yeah|ну|хорошо|ладно|окей) )*(?:so|then|тогда|значит|итак|итого) | (?:then|тогда|значит) $/

function coreOf(unit: Unit, form: Form): number {
  if (form === 'put') return 0
  if (form === 'closed') return closingWord(unit)
  return Math.max(0, form === 'labelled' ? labelledFrom(unit, 'decision') : formWord(unit, form))
}

/** Drops a leading label, and the question mark of a statement. */
function spanOf(unit: Unit, form: Form, core: number): Span {
  const cut = trim(unit, Math.max(core, form === 'proposed' ? weDoWord(unit) : 0))
  const start =
    form === 'labelled' || form === 'closed' ? (unit.words[core]?.start ?? cut.start) : cut.start
  const isStatement = unit.isQuestion && !ASKS.test(unit.folded)
  const end = isStatement ? (unit.words.at(-1)?.end ?? cut.end) : cut.end
  return { start, end: Math.min(end, cut.end) }
}

const ASKS =
  /^ (?:(?:so|okay|and|then|or|but|well|ну|а|и|так|или|может) )*(?:shall|should|can|could|would|will|do|does|is|are|why|what|how|when|where|who|which|давайте|давай|может|почему|зачем|как|что|когда|где|кто) | ли /

/** A question is a choice only if another speaker, known to be another, says yes. */
function isAcceptedByAnother(unit: Unit, reception: Reception): boolean {
  const { speaker } = unit.segment
  return (
    !reception.objected &&
    speaker !== null &&
    reception.assents.some((assent) => (assent.segment.speaker ?? speaker) !== speaker)
  )
}

const TURNS_BEHIND = 3
const SAME_MATTER = 0.4

/** Whether somebody answers a question with a statement: that sentence is the decision. */
function statedBehind(talk: Talk, question: Unit, put: ReadonlyMap<number, boolean>): boolean {
  const replies = Array.from(
    { length: TURNS_BEHIND },
    (_, at) => talk.turns[question.turn + at + 1],
  )
  return replies.some((turn) =>
    turn
      ?.slice(0, 3)
      .some(
        (unit) =>
          !unit.isQuestion &&
          sharedContent(unit, question) >= SAME_MATTER &&
          findDecision(talk, unit, put).length > 0,
      ),
  )
}

/** Signs against a decision; each lowers its score, none excludes it. */
function doubts(unit: Unit, reception: Reception): number {
  let doubt = Math.min(pastVerbs(unit), 2) * 0.8
  if (has(unit, 'hypothetical')) doubt += 1.5
  if (has(unit, 'past')) doubt += 1.5
  if (has(unit, 'aside')) doubt += 3
  if (reception.objected) doubt += 1.2
  if (unit.isQuestion) doubt += 0.5
  return doubt
}

const CONDITION = /^ (?:(?:so|and|but|then|well|okay|ну|а|и|но|то есть) )*(?:if|unless|если) /

/** Sentences that are choices only with explicit agreement: conditions, and the agenda of the meeting. */
function reservations(unit: Unit, reception: Reception): number {
  if (reception.agreements > 0) return 0
  return (CONDITION.test(unit.folded) ? 1.5 : 0) + (has(unit, 'process') ? 1.5 : 0)
}
