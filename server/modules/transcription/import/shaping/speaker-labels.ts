import {
  isFullName,
  isProperName,
  type LabelDress,
  type LabelShape,
  shapeOf,
  splitAtLabel,
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

export interface SpeakerLabels {
  names: ReadonlySet<string>
  dress: LabelDress
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
}

const findCandidates = (lines: readonly LabelLine[], dress: LabelDress): Candidate[] => {
  const shapes = new Map<string, LabelShape | null>()
  return lines.flatMap((line, index) => {
    const split = splitAtLabel(line.text, dress)
    if (!split) return []
    const { label, rest } = split
    const shape = shapes.get(label) ?? shapeOf(label)
    shapes.set(label, shape)
    return shape ? [{ index, label, shape, place: placeOf(line, rest) }] : []
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

/** Words that only repetition makes into labels: `You`, `Speaker #1`, `2`. */
const needsRepetition = (shape: LabelShape): boolean => shape === 'odd' || shape === 'opener'

const findNames = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  { mayBeList, countsParagraphs, isKnown }: LabelOptions,
): Set<string> => {
  const opens = ({ startsParagraph }: { startsParagraph: boolean }): boolean =>
    startsParagraph || !countsParagraphs
  const lineCount = lines.filter(opens).length
  const opening = candidates.filter(({ place }) => opens(place))
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
  /** The label is written in capitals or small letters as this file's names are. */
  hasCaseOf(label: string): boolean
}

/** What a label begins that is neither repeated nor known: a turn, a turn of nobody's, or no turn. */
const judge = (
  label: string,
  shape: LabelShape,
  fitting: readonly Candidate[],
  { habits, isAccepted, hasCaseOf }: JudgedBy,
): Verdict => {
  const alikeCount = fitting.filter(({ place }) => habits.speaksAlike(place)).length
  const isAlike = alikeCount > fitting.length / 2
  if (shape === 'clause' || fitting.length === 0) return 'speech'
  if (shape === 'heading') {
    return isAlike && (fitting.length >= 2 || isFullName(label)) ? 'unclear' : 'speech'
  }
  if (isAlike && (isAccepted || fitting.length >= 2)) return 'speaker'
  if (/^\d+$/.test(label) || (shape === 'opener' && !hasCaseOf(label))) return 'speech'
  if (shape === 'name' && isFullName(label)) return 'speaker'
  if (isAlike || (shape === 'name' && isProperName(label))) return 'unclear'
  return 'speech'
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

/**
 * Where most labels are names, each other one is judged by its place. A name that stands once
 * is held to the places of those that come back, so `Budget: the board …` stays in its turn.
 */
const judgeOthers = (
  candidates: readonly Candidate[],
  accepted: ReadonlySet<string>,
  isKnown: (label: string) => boolean,
): Pick<SpeakerLabels, 'names' | 'unclear'> => {
  const groups = groupByLabel(candidates)
  const isSettled = (label: string): boolean =>
    accepted.has(label) && ((groups.get(label)?.length ?? 0) >= 2 || isKnown(label))
  const settled = candidates.filter(({ label }) => isSettled(label))
  const named = candidates.filter(({ label }) => accepted.has(label))
  const model = settled.length >= named.length / 2 ? settled : named
  const habits = readHabits(model.map(({ place }) => place))
  const properCount = named.filter(({ label }) => isProperName(label)).length
  const areProper = properCount >= named.length / 2
  const hasCaseOf = (label: string): boolean => !areProper || isProperName(label)
  const names = new Set<string>()
  const unclear = new Set<number>()
  for (const [label, group] of groups) {
    const isFull = group[0]?.shape === 'name' && isFullName(label)
    const fitting = group.filter(
      ({ place }) =>
        habits.fits(place) || (isFull && place.followsSentence && habits.speaksAlike(place)),
    )
    const isAccepted = accepted.has(label)
    const verdict = isSettled(label)
      ? 'speaker'
      : judge(label, group[0]?.shape ?? 'clause', fitting, { habits, isAccepted, hasCaseOf })
    if (verdict === 'speaker') names.add(label)
    if (verdict === 'unclear') for (const { index } of fitting) unclear.add(index)
  }
  return { names, unclear }
}

const readDress = (
  lines: readonly LabelLine[],
  dress: LabelDress,
  options: LabelOptions,
): SpeakerLabels | null => {
  const candidates = findCandidates(lines, dress)
  const names = findNames(lines, candidates, options)
  if (names.size === 0) return null
  const isUnusual = dress !== 'colon'
  if (isUnusual && (candidates.length < lines.length * CERTAIN_SHARE || names.size < 2)) return null
  if (isUnusual && names.size === candidates.length) return null
  return { dress, ...judgeOthers(candidates, names, options.isKnown ?? (() => false)) }
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
  for (const dress of ['colon', 'tight colon', 'brackets'] as const) {
    const found = readDress(lines, dress, options)
    if (found) return found
  }
  return { names: new Set(), unclear: new Set(), dress: 'colon' }
}

/** Takes an accepted label off the front of a line; speaker null when there is none. */
export function takeLabel(line: string, { names, dress }: SpeakerLabels): LabelledText {
  const split = names.size > 0 ? splitAtLabel(line, dress) : null
  return split && names.has(split.label)
    ? { speaker: split.label, text: split.rest }
    : { speaker: null, text: line }
}
