import { isFullName, isProperName, type LabelShape, mayStandForSomebody } from './label-shape.ts'
import type { Candidate } from './label-candidates.ts'
import {
  followsSentence,
  type LabelLine,
  type LabelPlace,
  type PlaceHabits,
  placeOf,
  readHabits,
} from './label-place.ts'

type Verdict = 'speaker' | 'unclear' | 'speech'

interface JudgedBy {
  habits: PlaceHabits
  isAccepted: boolean
  /** Nearly every line in such a position begins with a label. */
  isDense: boolean
  /** A number in a count from 1, as in the points of a list. */
  isCounted: boolean
  /** Whether the label has the capitalisation of this file's names. */
  hasCaseOf(label: string): boolean
}

/** Repeats after other lines, as people do who take turns. */
const comesBack = (fitting: readonly Candidate[]): boolean =>
  fitting.length >= 2 &&
  fitting.every(({ index }, at) => at === 0 || index > (fitting[at - 1]?.index ?? 0) + 1)

const areFacts = (fitting: readonly Candidate[]): boolean =>
  fitting.every(({ place }) => (place.factCount ?? 0) >= 2)

/** If every turn has a label, text in that position is one, whatever its words. */
const standsLikeOthers = (
  label: string,
  fitting: readonly Candidate[],
  { isDense, habits }: JudgedBy,
): boolean =>
  isDense &&
  mayStandForSomebody(label) &&
  fitting.every(({ place }) => place.goesOnSmall !== true || habits.speaksSmall)

/** Decides about labels that do not look like names by the lines around them and by repetition. */
const judgeUnlikely = (
  label: string,
  shape: LabelShape,
  fitting: readonly Candidate[],
  by: JudgedBy,
): Verdict => {
  const { isDense } = by
  const isRepeated = fitting.length >= 2
  if (shape === 'mark') return isDense ? 'unclear' : 'speech'
  if (shape === 'loose') {
    if (isRepeated) return 'speaker'
    return isDense || isProperName(label) ? 'unclear' : 'speech'
  }
  if (shape === 'heading') {
    if (isDense && comesBack(fitting) && !areFacts(fitting)) return 'speaker'
    return isRepeated || isFullName(label) || (isDense && !areFacts(fitting)) ? 'unclear' : 'speech'
  }
  return standsLikeOthers(label, fitting, by) || (isDense && comesBack(fitting))
    ? 'unclear'
    : 'speech'
}

/** Decides what a label begins that is neither repeated nor known: a turn, a turn without a speaker, or no turn. */
const judge = (
  label: string,
  shape: LabelShape,
  fitting: readonly Candidate[],
  by: JudgedBy,
): Verdict => {
  const { habits, isAccepted, isCounted, isDense, hasCaseOf } = by
  const alikeCount = fitting.filter(({ place }) => habits.speaksAlike(place)).length
  const isAlike = alikeCount > fitting.length / 2
  if (fitting.length === 0) return 'speech'
  if (isAlike && isAccepted) return 'speaker'
  if (['mark', 'loose', 'heading', 'remark', 'clause'].includes(shape)) {
    return isAlike ? judgeUnlikely(label, shape, fitting, by) : 'speech'
  }
  if (isAlike && fitting.length >= 2) return 'speaker'
  if (/^\d+$/.test(label)) return isAlike && isDense && !isCounted ? 'unclear' : 'speech'
  if (shape === 'opener' && !hasCaseOf(label)) {
    return isAlike && standsLikeOthers(label, fitting, by) ? 'unclear' : 'speech'
  }
  if (shape === 'name' && isFullName(label)) return 'speaker'
  if (isAlike || (shape === 'name' && isProperName(label))) return 'unclear'
  return 'speech'
}

const DENSE_SHARE = 0.85

/**
 * Decides for each line whether nearly all lines in such a position begin with a label. A line that continues the one
 * above does not, and a line with its own time begins a turn anywhere.
 */
const readDensity = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  { startsParagraphs, followsSentences, standsAlone }: PlaceHabits,
): ((place: LabelPlace) => boolean) => {
  type Place = Pick<LabelPlace, 'startsParagraph' | 'followsSentence'>
  const begins = ({ startsParagraph, followsSentence: follows }: Place): boolean =>
    startsParagraphs ? startsParagraph : follows || !followsSentences
  const labelled = candidates.filter(({ place }) => begins(place)).length
  const beginning = lines.filter((line) =>
    begins({ ...line, followsSentence: followsSentence(line) }),
  )
  const isDense = labelled >= beginning.length * DENSE_SHARE
  return (place) => place.hasTime || (standsAlone ? place.isAlone : isDense && begins(place))
}

/** `1: Leeds`, or a number next to its neighbour. */
const isCountedNumber = (
  label: string,
  group: readonly Candidate[],
  groups: ReadonlyMap<string, unknown>,
): boolean => {
  const number = Number(label)
  if (groups.has(String(number - 1)) || groups.has(String(number + 1))) return true
  return number === 1 && group.every(({ place }) => place.factCount !== null)
}

interface JudgeOptions {
  isKnown(label: string): boolean
  countsParagraphs?: boolean
}

const groupByLabel = (candidates: readonly Candidate[]): Map<string, Candidate[]> => {
  const groups = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const group = groups.get(candidate.label)
    if (group) group.push(candidate)
    else groups.set(candidate.label, [candidate])
  }
  return groups
}

/** Positions outside the file's habit in which a label still counts. */
const fitsElsewhere = (
  { label, shape, place, isMarked }: Candidate,
  habits: PlaceHabits,
  countsParagraphs: boolean,
): boolean => {
  if (isMarked) return true
  if (shape !== 'name' || !place.followsSentence || !habits.speaksAlike(place)) return false
  return isFullName(label) || (countsParagraphs && isProperName(label))
}

/** `Guest: Acme:` on a line of its own, if labels are written so: a label that contains a colon. */
const findColonsWithin = (lines: readonly LabelLine[], habits: PlaceHabits): number[] =>
  lines.flatMap((line, index) => {
    const label = /^([^\n]{1,200}[:：]\s[^\n]{1,200})[:：]$/u.exec(line.text)?.[1]
    return label && mayStandForSomebody(label) && habits.fits(placeOf(line, '')) ? [index] : []
  })

/**
 * If most labels are names, each other one is judged by its position. A name that occurs once must be in a position of
 * those that repeat, so `Budget: the board …` stays in its turn.
 */
export const judgeOthers = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  accepted: ReadonlySet<string>,
  { isKnown, countsParagraphs = false }: JudgeOptions,
): { names: ReadonlySet<string>; unclear: ReadonlySet<number>; habits: PlaceHabits } => {
  const groups = groupByLabel(candidates)
  const isSettled = (label: string): boolean =>
    accepted.has(label) && ((groups.get(label)?.length ?? 0) >= 2 || isKnown(label))
  const settled = candidates.filter(({ label }) => isSettled(label))
  const named = candidates.filter(({ label }) => accepted.has(label))
  const model = settled.length >= named.length / 2 ? settled : named
  const isWhole = ({ index, place }: Candidate): boolean =>
    place.isAlone || !/[:：]$/.test(lines[index]?.text ?? '')
  const places = model.filter(isWhole).map(({ place }) => place)
  const habits = readHabits(places)
  const isDenseAt = readDensity(lines, candidates, habits)
  const properCount = named.filter(({ label }) => isProperName(label)).length
  const areProper = properCount >= named.length / 2
  const hasCaseOf = (label: string): boolean => !areProper || isProperName(label)
  const names = new Set<string>()
  const unclear = new Set<number>()
  for (const [label, group] of groups) {
    const fitting = group.filter(
      (candidate) =>
        habits.fits(candidate.place) || fitsElsewhere(candidate, habits, countsParagraphs),
    )
    const verdict = isSettled(label)
      ? 'speaker'
      : judge(label, group[0]?.shape ?? 'clause', fitting, {
          habits,
          isAccepted: accepted.has(label),
          isDense: fitting.every(({ place }) => isDenseAt(place)),
          isCounted: isCountedNumber(label, group, groups),
          hasCaseOf,
        })
    if (verdict === 'speaker') names.add(label)
    if (verdict === 'unclear') for (const { index } of fitting) unclear.add(index)
  }
  if (places.length > 1 && places.every(({ isAlone }) => isAlone)) {
    for (const index of findColonsWithin(lines, habits)) unclear.add(index)
  }
  return { names, unclear, habits }
}
