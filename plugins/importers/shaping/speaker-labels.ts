import { type Candidate, findCandidates, type LabelStyle, splitLine } from './label-candidates.ts'
import { judgeOthers } from './judge-labels.ts'
import { judgeIrregularLabels, type OtherLabels } from './judge-irregular-labels.ts'
import { followsSentence, type LabelLine } from './label-place.ts'
import { isFullName, isProperName, type LabelShape, withoutVoiceMark } from './label-shape.ts'

/** If more of the lines than this begin with a possible name, the document is a dialogue. */
const CERTAIN_SHARE = 0.9
const DIALOGUE_SHARE = 0.5
/** Below these shares a repeated `Word:` is a habit of the author, not a speaker. */
const SPARSE_SHARE = 0.05
const SPARSE_COUNT = 3

/** Speakers alternate: this many different labels without a repeat are a list of headings. */
const LIST_COUNT = 6

export interface LabelOptions {
  /** Notes may contain lists of headings, which look like labels. */
  mayBeList: boolean
  /** Labels are searched for only in the first line of a paragraph or cue. */
  countsParagraphs?: boolean
  isKnown(label: string): boolean
}

export interface SpeakerLabels extends LabelStyle {
  names: ReadonlySet<string>
  /** Indexes of lines whose label is in the position of a name but was not understood; they have no speaker. */
  unclear: ReadonlySet<number>
  irregular: OtherLabels['irregular']
}

export interface LabelledText {
  speaker: string | null
  text: string
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

/** Decides by the whole document: how many lines begin with a name, and which names repeat. */
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

/** Texts that are labels only when they repeat: `You`, `Speaker #1`, `2`, `Berlin, 3rd floor, Room 4`. */
const needsRepetition = (shape: LabelShape): boolean =>
  shape === 'odd' || shape === 'opener' || shape === 'loose'

interface Opening {
  lineCount: number
  candidates: readonly Candidate[]
}

const acceptNames = ({ lineCount, candidates }: Opening, mayBeList: boolean): Set<string> => {
  const counts = countLabels(candidates)
  const isRepeated = ({ label }: Candidate): boolean => (counts.get(label) ?? 0) >= 2
  const shaped = candidates.filter(
    (candidate) =>
      candidate.shape === 'name' || (needsRepetition(candidate.shape) && isRepeated(candidate)),
  )
  const isDialogue = shaped.length >= lineCount * DIALOGUE_SHARE
  const pool = isDialogue ? shaped : shaped.filter(({ shape }) => shape === 'name')
  return acceptByLayout(countLabels(pool), lineCount, mayBeList)
}

/** Drops labels that are parts of sentences. */
const leaveOutClauses = (lines: readonly LabelLine[], { candidates }: Opening): Opening => {
  const isClause = ({ shape }: Candidate): boolean => !needsRepetition(shape) && shape !== 'name'
  const clauses = new Set(candidates.filter(isClause).map(({ index }) => index))
  return {
    lineCount: lines.filter((line, index) => followsSentence(line) && !clauses.has(index)).length,
    candidates: candidates.filter(
      (candidate) => candidate.place.followsSentence && !isClause(candidate),
    ),
  }
}

/** At least two people, one of whom speaks again after the other. */
const takeTurns = (names: ReadonlySet<string>, { lineCount, candidates }: Opening): boolean => {
  const taken = candidates.filter(({ label }) => names.has(label))
  const runs = taken.filter(({ label }, at) => label !== taken[at - 1]?.label)
  return names.size > 1 && runs.length > names.size && taken.length >= lineCount * DIALOGUE_SHARE
}

const CHANGE_COUNT = 3
const CHANGE_SHARE = 0.1

/**
 * Captions that name a speaker only when the voice changes: names of two people or more, none of which follows itself,
 * and one of which repeats.
 */
const findChanges = ({ lineCount, candidates }: Opening): string[] => {
  const named = candidates.filter(
    ({ label, shape, place }) => shape === 'name' && place.followsSentence && isProperName(label),
  )
  const labels = named.map(({ label }) => label)
  const counts = countLabels(named)
  const areChanges =
    labels.length >= Math.max(CHANGE_COUNT, lineCount * CHANGE_SHARE) &&
    counts.size > 1 &&
    counts.size < labels.length &&
    labels.every((label, at) => label !== labels[at - 1])
  if (!areChanges) return []
  return [...counts]
    .filter(([label, count]) => count >= 2 || isFullName(label))
    .map(([label]) => label)
}

const findNames = (
  lines: readonly LabelLine[],
  candidates: readonly Candidate[],
  { mayBeList, countsParagraphs, isKnown }: LabelOptions,
): Set<string> => {
  const opens = ({ startsParagraph }: { startsParagraph: boolean }): boolean =>
    startsParagraph || !countsParagraphs
  const opening = {
    lineCount: lines.filter(opens).length,
    candidates: candidates.filter(({ place, isTight }) => opens(place) && !isTight),
  }
  const names = acceptNames(opening, mayBeList)
  if (names.size === 0 && !countsParagraphs) {
    // Wrapped lines and a single odd label make names look rare in a short file.
    const beginning = leaveOutClauses(lines, opening)
    const found = acceptNames(beginning, mayBeList)
    if (takeTurns(found, beginning)) for (const label of found) names.add(label)
  }
  if (names.size === 0 && countsParagraphs) {
    for (const label of findChanges(opening)) names.add(label)
  }
  for (const { label } of candidates) if (isKnown(label)) names.add(label)
  return names
}

/** A sound, not speech: `[Music]`. */
const IN_BRACKETS_ONLY = /^(?:\[[^[\]]*\]|\([^()]*\))$/

const BULLET_SHARE = 0.85

/** Nearly every line begins with a bullet, so bullets are the file's layout and not a list inside it. */
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
  // A file with only such labels has its own style; known names among them do not change it.
  const isMixed = candidates.some(({ label, isTight }) => !isTight && names.has(label))
  const tightCount = candidates.filter(({ isTight }) => isTight).length
  if (!isMixed && tightCount > 1) return null
  const isUnusual = style.form !== 'colon'
  const spokenCount = lines.filter(({ text }) => !IN_BRACKETS_ONLY.test(text)).length
  if (isUnusual && (candidates.length < spokenCount * CERTAIN_SHARE || names.size < 2)) return null
  if (isUnusual && names.size === candidates.length) return null
  const judged = judgeOthers(lines, candidates, names, options)
  const labelled = new Set([
    ...candidates.filter(({ label }) => judged.names.has(label)).map(({ index }) => index),
    ...judged.unclear,
  ])
  const other = judgeIrregularLabels(lines, { ...judged, labelled }, options)
  return {
    ...style,
    names: judged.names,
    unclear: new Set([...judged.unclear, ...other.unclear]),
    irregular: other.irregular,
  }
}

/** Whether somebody speaks twice; in a bulleted list of facts each heading occurs once. */
const isDialogue = (lines: readonly LabelLine[], labels: SpeakerLabels): boolean => {
  const taken = lines.flatMap(({ text }) => takeLabel(text, labels).speaker ?? [])
  return taken.length > new Set(taken).size
}

/**
 * Decides which labels are speakers, and which lines begin with a label in the position of a name that could not be
 * understood. Repetition and position come first, then known names; the shape of the letters decides only the rest. One
 * `Reminder:` in an hour of speech stays speech.
 */
export function findSpeakerLabels(
  lines: readonly LabelLine[],
  options: LabelOptions,
): SpeakerLabels {
  const readsDashes = options.countsParagraphs === true || areAllMarked(lines)
  for (const form of ['colon', 'tight colon', 'brackets'] as const) {
    const found = readDress(lines, { form, readsDashes }, options)
    if (found && (!readsDashes || options.countsParagraphs || isDialogue(lines, found))) {
      return found
    }
  }
  const nobody = { names: new Set<string>(), unclear: new Set<number>(), irregular: new Map() }
  return { ...nobody, form: 'colon', readsDashes: false }
}

/** Splits an accepted label off a line; speaker is null when there is none. */
export function takeLabel(line: string, labels: SpeakerLabels): LabelledText {
  if (labels.names.size === 0) return { speaker: null, text: line }
  const found = splitLine(line, labels).find(({ label }) => labels.names.has(label))
  if (found) return { speaker: found.label, text: found.rest }
  return labels.irregular.get(line) ?? { speaker: null, text: line }
}
