import { leftOut } from '../left-out.ts'
import { isProperName, shapeOf, splitAtLabel } from '../shaping/label-shape.ts'
import type { LabelLine } from '../shaping/label-place.ts'
import { endsSentence } from '../shaping/sentences.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from '../shaping/speaker-labels.ts'
import { type UnclearLine, warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type {
  Importer,
  ImportWarning,
  ImportWarningCode,
  ParsedTranscript,
  ParseOptions,
  Utterance,
} from '../types.ts'
import { readPlainLines, type PlainLine } from './plain-lines.ts'
import { areRecordingTimes, takeTime } from './plain-times.ts'
import { warnOfUnreadHeads } from './unread-heads.ts'

/** Facts above the first words: `Date: 3 March`, `Video: none`, a list of participants. */
const MAX_FACT_CHARS = 200

type TimedLine = PlainLine & { timeMs: number | null }

interface Turn extends Utterance {
  /** The line above ended inside a sentence, so this may be its wrapped rest. */
  isOpen: boolean
}

const TIMED_SHARE = 0.3

/** Removes times if the whole document is written that way, not where somebody said "9:30 we start". */
const readTimes = (lines: PlainLine[]): { lines: TimedLine[]; isRecording: boolean } => {
  const timed = lines.map((line) => ({ ...line, ...takeTime(line.text) }))
  const times = timed.flatMap(({ timeMs }) => (timeMs === null ? [] : [timeMs]))
  if (times.length < Math.max(2, lines.length * TIMED_SHARE)) {
    return { lines: lines.map((line) => ({ ...line, timeMs: null })), isRecording: false }
  }
  return { lines: timed, isRecording: areRecordingTimes(times) }
}

const isFact = ({ text }: TimedLine): boolean =>
  text.length <= MAX_FACT_CHARS && !endsSentence(text)

/** `the new guy: I will …` is a turn, unlike the fact `Date: 2 January`. */
const isTurnOfNobody = ({ text }: TimedLine): boolean => {
  const { label = '', rest = '' } = splitAtLabel(text) ?? {}
  const shape = shapeOf(label)
  return (shape === 'clause' || shape === 'opener') && !isProperName(rest)
}

/** How many lines at the top are facts about the meeting: all short lines above the first turn. */
const countFacts = (lines: TimedLine[], labels: SpeakerLabels): number => {
  const firstTurn = lines.findIndex(
    (line, index) =>
      takeLabel(line.text, labels).speaker !== null ||
      (labels.unclear.has(index) && isTurnOfNobody(line)),
  )
  if (firstTurn !== -1) return lines.slice(0, firstTurn).every(isFact) ? firstTurn : 0
  const found = lines.map(({ text }) => splitAtLabel(text)?.label)
  const firstSpeech = lines.findIndex(
    (line, index) =>
      !isFact(line) || found[index] === undefined || found.includes(found[index], index + 1),
  )
  return Math.max(0, firstSpeech)
}

const continues = (turn: Turn | undefined, line: TimedLine): turn is Turn =>
  turn !== undefined &&
  line.timeMs === null &&
  (turn.text === '' || (!line.startsParagraph && turn.isOpen))

const readTurns = (lines: TimedLine[], labels: SpeakerLabels, from: number): Turn[] => {
  const turns: Turn[] = []
  let speaker: string | null = null
  for (const [index, line] of lines.slice(from).entries()) {
    const isUnclear = labels.unclear.has(from + index)
    const labelled = isUnclear ? { speaker: null, text: line.text } : takeLabel(line.text, labels)
    const last = turns.at(-1)
    if (labelled.speaker === null && !isUnclear && continues(last, line)) {
      last.text = last.text === '' ? labelled.text : `${last.text}\n${labelled.text}`
      last.isOpen = !endsSentence(labelled.text)
      continue
    }
    speaker = isUnclear ? null : (labelled.speaker ?? speaker)
    const { text } = labelled
    turns.push({
      cueId: '',
      speaker,
      startMs: line.timeMs,
      endMs: null,
      text,
      isOpen: !endsSentence(text),
    })
  }
  return turns
}

const toLabelLines = (lines: readonly TimedLine[]): LabelLine[] =>
  lines.map(({ text, startsParagraph, timeMs }, index) => ({
    text,
    startsParagraph: startsParagraph || timeMs !== null,
    hasTime: timeMs !== null,
    above: lines[index - 1]?.text ?? '',
  }))

const listUnclear = (
  lines: readonly TimedLine[],
  { unclear }: SpeakerLabels,
  from: number,
): UnclearLine[] =>
  lines.flatMap(({ text, number }, index) =>
    index >= from && unclear.has(index) ? [{ text, line: number, startMs: null }] : [],
  )

const warn = (count: number | boolean, code: ImportWarningCode, detail: string): ImportWarning[] =>
  count === false || count === 0 ? [] : [{ code, ...(count === true ? {} : { count }), detail }]

const parse = (text: string, { isKnown }: ParseOptions): ParsedTranscript => {
  const document = readPlainLines(text)
  const { lines, isRecording } = readTimes(document.lines)
  const labels = findSpeakerLabels(toLabelLines(lines), { mayBeList: true, isKnown })
  const factCount = countFacts(lines, labels)
  const turns = readTurns(lines, labels, factCount)
  const hasClockTimes = !isRecording && turns.some((turn) => turn.startMs !== null)
  return {
    utterances: hasClockTimes ? turns.map((turn) => ({ ...turn, startMs: null })) : turns,
    cutsSentences: false,
    timesApproximate: false,
    title: document.title,
    warnings: [
      ...(hasClockTimes ? [] : warnOfUnreadHeads(document.lines, turns)),
      ...warnOfUnclearLabels(listUnclear(lines, labels, factCount)),
      ...warn(
        factCount + document.leftOutCount,
        'lines_left_out',
        `${leftOut(factCount + document.leftOutCount, 'line')} that nobody said: headings, facts about the meeting, links, bare times.`,
      ),
      ...warn(
        hasClockTimes,
        'times_left_out',
        'The times in the text are not places in a recording, so they were left out.',
      ),
    ],
  }
}

/** The last resort: any text is accepted, so every other format is tried first. */
export const plainImporter: Importer = {
  format: 'plain',
  label: 'plain text',
  isLoose: true,
  recognise: (text) => (/\p{L}/u.test(text) ? 0.1 : 0),
  parse,
}
