import {
  isFullName,
  isProperName,
  type LabelDress,
  type LabelShape,
  shapeOf,
  type SplitLine,
  splitAtLabel,
  splitAtTightLabel,
  withoutVoiceMark,
} from './label-shape.ts'
import {
  type LabelLine,
  type LabelPlace,
  type PlaceHabits,
  placeOf,
  readHabits,
} from './label-place.ts'

/** Shares of lines that begin with a possible name, above which the whole document is a dialogue. */
const CERTAIN_SHARE = 0.9
const DIALOGUE_SHARE = 0.5
/** Below these a repeated `Word:` is a habit of the text, not a speaker. */
const SPARSE_SHARE = 0.05
const SPARSE_COUNT = 3

/** People take turns: so many different labels, none of which comes back, are a list of headings. */
const LIST_COUNT = 6

export interface LabelOptions {
  /** Notes may be a list of headings, which look like labels. */
  mayBeList: boolean
  /** Only the first line of a paragraph (of a cue) is where a label is looked for at all. */
  countsParagraphs?: boolean
  isKnown(label: string): boolean
}

/** How the labels of one file are written. */
interface LabelStyle {
  dress: LabelDress
  /** A dash or a bullet may stand in front of a label. */
  readsDashes: boolean
}

export interface SpeakerLabels extends LabelStyle {
  names: ReadonlySet<string>
  /** Indexes of lines whose label stands where names stand but was not understood: nobody's words. */
  unclear: ReadonlySet<number>
}

export interface LabelledText {
  speaker: string | null
  text: string
}

interface Candidate {
  index: number
  label: string
  shape: LabelShape
  place: LabelPlace
  /** Set off by a colon without a space, in a file that writes one. */
  isTight: boolean
  /** Stands behind `>>` or a dash: another person speaks. */
  isMarked: boolean
}

interface FoundLabel extends SplitLine {
  isTight: boolean
}

/** The labels that a line may begin with, the tighter one first. */
const splitLine = (line: string, { dress, readsDashes }: LabelStyle): FoundLabel[] => {
  const text = withoutVoiceMark(line, readsDashes)
  const tight = dress === 'colon' ? splitAtTightLabel(text) : null
  const usual = splitAtLabel(text, dress)
  return [
    ...(tight ? [{ ...tight, isTight: true }] : []),
    ...(usual ? [{ ...usual, isTight: false }] : []),
  ]
}

const findCandidates = (
  lines: readonly LabelLine[],
  style: LabelStyle,
  isKnown: (label: string) => boolean,
): Candidate[] => {
  const shapes = new Map<string, LabelShape | null>()
  const readShape = (label: string): LabelShape | null => {
    const shape = shapes.get(label) ?? shapeOf(label)
    shapes.set(label, shape)
    return shape
  }
  return lines.flatMap((line, index) => {
    for (const { label, rest, isTight } of splitLine(line.text, style)) {
      const shape = readShape(label)
      if (shape === null) continue
      if (isTight && !(shape === 'name' && isProperName(label)) && !isKnown(label)) continue
      const isMarked = withoutVoiceMark(line.text, style.readsDashes) !== line.text
      return [{ index, label, shape, place: placeOf(line, rest), isTight, isMarked }]
    }
    return []
  })
}

const countLabels = (candidates: readonly Candidate[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { label } of candidates) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}

const sum = (counts: Iterable<number>): number => {
  let total = 0
  for (const count of counts) total += count
  return total
}

const acceptSparse = (counts: Map<string, number>, lineCount: number): Set<string> => {
  const repeated = [...counts].filter(([label, count]) => count >= 2 && isProperName(label))
  const total = sum(repeated.map(([, count]) => count))
  if (repeated.length < 2 || total < Math.max(SPARSE_COUNT, lineCount * SPARSE_SHARE)) {
    return new Set()
  }
  return new Set(
    [...counts].filter(([label, count]) => count >= 2 || isFullName(label)).map(([label]) => label),
  )
}

/** Judged by how the whole document behaves: how many lines begin with a name, and which names come back. */
const acceptByLayout = (
  counts: Map<string, number>,
  lineCount: number,
  mayBeList: boolean,
): Set<string> => {
  const labelled = sum(counts.values())
  const share = lineCount === 0 ? 0 : labelled / lineCount
  const isList =
    mayBeList &&
    labelled >= LIST_COUNT &&
    counts.size === labelled &&
    ![...counts.keys()].every(isFullName)
  if (isList) return new Set()
  if (counts.size === 1 && labelled < 2) {
    return new Set(share >= DIALOGUE_SHARE ? [...counts.keys()].filter(isFullName) : [])
  }
  if (share >= CERTAIN_SHARE) return new Set(counts.keys())
  if (share < DIALOGUE_SHARE) return acceptSparse(counts, lineCount)
  return new Set(
    [...counts]
      .filter(([label, count]) => count >= 2 || isProperName(label))
      .map(([label]) => label),
  )
}

/** Words that only repetition makes into labels: `You`, `Speaker #1`, `2`, `Berlin, 3rd floor, Room 4`. */
const needsRepetition = (shape: LabelShape): boolean =>
  shape === 'odd' || shape === 'opener' || shape === 'loose'

const findNames = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  { mayBeList, countsParagraphs, isKnown }: LabelOptions,
): Set<string> => {
  const opens = ({ startsParagraph }: { startsParagraph: boolean }): boolean =>
    startsParagraph || !countsParagraphs
  const lineCount = lines.filter(opens).length
  const opening = candidates.filter(({ place, isTight }) => opens(place) && !isTight)
  const counts = countLabels(opening)
  const isRepeated = ({ label }: Candidate): boolean => (counts.get(label) ?? 0) >= 2
  const shaped = opening.filter(
    (candidate) =>
      candidate.shape === 'name' || (needsRepetition(candidate.shape) && isRepeated(candidate)),
  )
  const isDialogue = shaped.length >= lineCount * DIALOGUE_SHARE
  const pool = isDialogue ? shaped : shaped.filter(({ shape }) => shape === 'name')
  const names = acceptByLayout(countLabels(pool), lineCount, mayBeList)
  for (const { label } of candidates) if (isKnown(label)) names.add(label)
  return names
}

type Verdict = 'speaker' | 'unclear' | 'speech'

interface JudgedBy {
  habits: PlaceHabits
  isAccepted: boolean
  /** Nearly every line that stands where this one does begins with a label. */
  isDense: boolean
  /** A number in a count from 1: points of a list. */
  isCounted: boolean
  /** The label is written in capitals or small letters as this file's names are. */
  hasCaseOf(label: string): boolean
}

/** Comes back after other lines, as somebody does who takes turns. */
const comesBack = (fitting: readonly Candidate[]): boolean =>
  fitting.length >= 2 &&
  fitting.every(({ index }, at) => at === 0 || index > (fitting[at - 1]?.index ?? 0) + 1)

const areFacts = (fitting: readonly Candidate[]): boolean =>
  fitting.every(({ place }) => (place.factCount ?? 0) >= 2)

/** Labels that do not look like names: what they are shows from the lines around them and from repetition. */
const judgeUnlikely = (
  label: string,
  shape: LabelShape,
  fitting: readonly Candidate[],
  { isDense }: JudgedBy,
): Verdict => {
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
  return isDense && comesBack(fitting) ? 'unclear' : 'speech'
}

/** What a label begins that is neither repeated nor known: a turn, a turn of nobody's, or no turn. */
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
  if (shape === 'opener' && !hasCaseOf(label)) return 'speech'
  if (shape === 'name' && isFullName(label)) return 'speaker'
  if (isAlike || (shape === 'name' && isProperName(label))) return 'unclear'
  return 'speech'
}

const DENSE_SHARE = 0.85

/** Tells for each line whether nearly all lines that stand like it begin with a label. */
const readDensity = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  { startsParagraphs, standsAlone }: PlaceHabits,
): ((place: LabelPlace) => boolean) => {
  const opens = ({ startsParagraph }: { startsParagraph: boolean }): boolean =>
    startsParagraph || !startsParagraphs
  const labelled = candidates.filter(({ place }) => opens(place)).length
  const isDense = labelled >= lines.filter(opens).length * DENSE_SHARE
  return (place) => (standsAlone ? place.isAlone : isDense && opens(place))
}

/** `1: Leeds`, or a number beside its neighbour. */
const isCountedNumber = (
  label: string,
  group: readonly Candidate[],
  groups: ReadonlyMap<string, unknown>,
): boolean => {
  const number = Number(label)
  if (groups.has(String(number - 1)) || groups.has(String(number + 1))) return true
  return number === 1 && group.every(({ place }) => place.factCount !== null)
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

/** Places outside the file's habit at which a label is a label all the same. */
const fitsElsewhere = (
  { label, shape, place, isMarked }: Candidate,
  habits: PlaceHabits,
  countsParagraphs: boolean,
): boolean => {
  if (isMarked) return true
  if (shape !== 'name' || !place.followsSentence || !habits.speaksAlike(place)) return false
  return isFullName(label) || (countsParagraphs && isProperName(label))
}

/**
 * Where most labels are names, each other one is judged by its place. A name that stands once
 * is held to the places of those that come back, so `Budget: the board …` stays in its turn.
 */
const judgeOthers = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  accepted: ReadonlySet<string>,
  { isKnown, countsParagraphs = false }: LabelOptions,
): Pick<SpeakerLabels, 'names' | 'unclear'> => {
  const groups = groupByLabel(candidates)
  const isSettled = (label: string): boolean =>
    accepted.has(label) && ((groups.get(label)?.length ?? 0) >= 2 || isKnown(label))
  const settled = candidates.filter(({ label }) => isSettled(label))
  const named = candidates.filter(({ label }) => accepted.has(label))
  const model = settled.length >= named.length / 2 ? settled : named
  const habits = readHabits(model.map(({ place }) => place))
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
  return { names, unclear }
}

const BULLET_SHARE = 0.85

/** Nearly every line stands behind a bullet: then the bullets are the file's layout, not a list within it. */
const areAllMarked = (lines: readonly LabelLine[]): boolean =>
  lines.length > 1 &&
  lines.filter(({ text }) => withoutVoiceMark(text, true) !== text).length >=
    lines.length * BULLET_SHARE

const readDress = (
  lines: readonly LabelLine[],
  style: LabelStyle,
  options: LabelOptions,
): SpeakerLabels | null => {
  const candidates = findCandidates(lines, style, options.isKnown)
  const names = findNames(lines, candidates, options)
  if (names.size === 0) return null
  // A file of tight labels alone has its own style; known names among them do not make it another.
  const isMixed = candidates.some(({ label, isTight }) => !isTight && names.has(label))
  const tightCount = candidates.filter(({ isTight }) => isTight).length
  if (!isMixed && tightCount > 1) return null
  const isUnusual = style.dress !== 'colon'
  if (isUnusual && (candidates.length < lines.length * CERTAIN_SHARE || names.size < 2)) return null
  if (isUnusual && names.size === candidates.length) return null
  return { ...style, ...judgeOthers(lines, candidates, names, options) }
}

/** True where somebody speaks twice; a bulleted list of facts has each heading once. */
const isDialogue = (lines: readonly LabelLine[], labels: SpeakerLabels): boolean => {
  const taken = lines.flatMap(({ text }) => takeLabel(text, labels).speaker ?? [])
  return taken.length > new Set(taken).size
}

/**
 * Which labels are speakers, and which lines begin with a label that stands where names stand but is none
 * that could be understood. Repetition and place come first, then the names known from elsewhere;
 * the shape of the letters decides only what those leave open. One `Reminder:` in an hour of speech stays speech.
 */
export function findSpeakerLabels(
  lines: readonly LabelLine[],
  options: LabelOptions,
): SpeakerLabels {
  const readsDashes = options.countsParagraphs === true || areAllMarked(lines)
  for (const dress of ['colon', 'tight colon', 'brackets'] as const) {
    const found = readDress(lines, { dress, readsDashes }, options)
    if (found && (!readsDashes || options.countsParagraphs || isDialogue(lines, found))) {
      return found
    }
  }
  return { names: new Set(), unclear: new Set(), dress: 'colon', readsDashes: false }
}

/** Takes an accepted label off the front of a line; speaker null when there is none. */
export function takeLabel(line: string, labels: SpeakerLabels): LabelledText {
  const found =
    labels.names.size === 0
      ? undefined
      : splitLine(line, labels).find(({ label }) => labels.names.has(label))
  return found ? { speaker: found.label, text: found.rest } : { speaker: null, text: line }
}
