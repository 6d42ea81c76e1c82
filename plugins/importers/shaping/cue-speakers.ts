import type { ImportWarning, ParseOptions, Utterance } from '../types.ts'
import { normaliseCues } from './plain-cues.ts'
import { type LabelLine, placeOf } from './label-place.ts'
import { takeVoicesFromIds } from './cue-id-voices.ts'
import { splitLine } from './label-candidates.ts'
import { mayStandForSomebody, shapeOf } from './label-shape.ts'
import { nameMachineVoices } from './machine-voices.ts'
import { labelOwnLines } from './own-line-names.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from './speaker-labels.ts'
import { type UnclearLine, warnOfUnclearLabels } from './unclear-labels.ts'
import { unrollCaptions } from './unroll-captions.ts'
import { splitVoiceChanges } from './voice-changes.ts'

interface CueLine {
  cue: Utterance
  /** A marked voice is written in front like any other label. */
  text: string
  words: string
  isFirst: boolean
  /** The file marks its speaker. */
  isVoiced: boolean
}

const linesOf = (cue: Utterance): CueLine[] =>
  cue.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((words, index) => {
      const isVoiced = cue.speaker !== null && index === 0
      const text = isVoiced ? `${cue.speaker?.replaceAll(/[:：]/g, ' ')}: ${words}` : words
      return { cue, text, words, isFirst: index === 0, isVoiced }
    })

const toLabelLines = (lines: readonly CueLine[]): LabelLine[] =>
  lines.map(({ text, isFirst }, index) => ({
    text,
    startsParagraph: isFirst,
    above: lines[index - 1]?.text ?? '',
  }))

/** The words of one voice in a cue; `isUnclear` if they begin with a label that was not understood. */
type CueTurn = Utterance & { isUnclear: boolean }

/** The name at the beginning of a line holds to the end of its cue, never beyond. */
const readTurns = (lines: readonly CueLine[], labels: SpeakerLabels): CueTurn[] => {
  const turns: (CueTurn & { lines: string[] })[] = []
  for (const [index, { cue, text, words, isFirst, isVoiced }] of lines.entries()) {
    if (isVoiced) {
      turns.push({ ...cue, isUnclear: false, lines: [words] })
      continue
    }
    const taken = takeLabel(text, labels)
    const last = turns.at(-1)
    if (last && !isFirst && taken.speaker === null && !labels.unclear.has(index)) {
      last.lines.push(taken.text)
    } else {
      turns.push({
        ...cue,
        startsTurn: cue.startsTurn === true && isFirst,
        isUnclear: labels.unclear.has(index),
        speaker: taken.speaker,
        lines: [taken.text],
      })
    }
  }
  return turns.map(({ lines: words, ...turn }) => ({ ...turn, text: words.join('\n') }))
}

const listUnclear = (lines: readonly CueLine[], { unclear }: SpeakerLabels): UnclearLine[] =>
  lines.flatMap(({ cue, text, isVoiced }, index) =>
    !isVoiced && unclear.has(index) ? [{ text, line: null, startMs: cue.startMs }] : [],
  )

/** A label of any kind before a cue without a voice, if all other cues have one. */
const standsForVoice = (line: LabelLine, labels: SpeakerLabels): boolean =>
  line.startsParagraph &&
  splitLine(line.text, labels).some(
    ({ label, rest }) =>
      shapeOf(label) !== null &&
      (['name', 'odd', 'loose', 'heading'].includes(shapeOf(label) ?? '') ||
        mayStandForSomebody(label)) &&
      placeOf(line, rest).goesOnSmall === false,
  )

/** If voices are marked, a label is a speaker only if it is one of them or a known name; other labels are unclear. */
const keepNamed = (
  lines: readonly CueLine[],
  labels: SpeakerLabels,
  isNamed: (label: string) => boolean,
): SpeakerLabels => {
  const unclear = new Set(labels.unclear)
  for (const [index, line] of toLabelLines(lines).entries()) {
    if (lines[index]?.isVoiced) continue
    const { speaker } = takeLabel(line.text, labels)
    if (speaker === null ? standsForVoice(line, labels) : !isNamed(speaker)) unclear.add(index)
  }
  return {
    ...labels,
    names: new Set([...labels.names].filter(isNamed)),
    irregular: new Map([...labels.irregular].filter(([, { speaker }]) => isNamed(speaker))),
    unclear,
  }
}

/** A line in brackets is a sound, not speech. */
const SOUND = /^\s*(?:[([♪♫*].*[)\]♪♫*])\s*$/su
const UNNAMED_SHARE = 0.2
const TURN_COUNT = 3
const UNCLEAR_SHARE = 0.1

/** Whether the file writes a name only when the voice changes: no name follows itself, and many cues have none. */
const namesOnlyChanges = (turns: readonly CueTurn[]): boolean => {
  const spoken = turns.filter(({ text }) => !SOUND.test(text))
  // A label that was not understood is another speaker.
  const named = spoken.flatMap(({ speaker, isUnclear, text }) =>
    isUnclear ? text : (speaker ?? []),
  )
  const unnamedCount = spoken.length - named.length
  return (
    spoken.filter(({ isUnclear }) => isUnclear).length <=
      Math.max(1, spoken.length * UNCLEAR_SHARE) &&
    named.length >= TURN_COUNT &&
    new Set(named).size > 1 &&
    unnamedCount >= Math.max(2, spoken.length * UNNAMED_SHARE) &&
    named.every((name, at) => name !== named[at - 1]) &&
    spoken.every(({ startsTurn, speaker }) => !startsTurn || speaker !== null)
  )
}

/** After a label that was not understood the speaker is unknown until the next name. */
const goOnWithSpeaker = (turns: readonly CueTurn[]): CueTurn[] => {
  let speaker: string | null = null
  return turns.map((turn) => {
    if (SOUND.test(turn.text)) return turn
    speaker = turn.isUnclear ? null : (turn.speaker ?? speaker)
    return { ...turn, speaker }
  })
}

interface CaptionTurns {
  utterances: Utterance[]
  warnings: ImportWarning[]
}

/**
 * Finds speakers that captions write as `Name: text`, also if only some cues mark a voice, and warns of labels that
 * were not understood.
 */
function readCueSpeakers(cues: readonly Utterance[], { isKnown }: ParseOptions): CaptionTurns {
  const voices = new Set(cues.flatMap(({ speaker }) => speaker ?? []))
  const lines = cues.flatMap(linesOf)
  const isNamed = (label: string): boolean => voices.has(label) || isKnown(label)
  const found = findSpeakerLabels(toLabelLines(lines), {
    mayBeList: false,
    countsParagraphs: true,
    isKnown: isNamed,
  })
  const labels = voices.size === 0 ? found : keepNamed(lines, found, isNamed)
  if (labels.names.size === 0) return { utterances: [...cues], warnings: [] }
  const turns = readTurns(lines, labels)
  const areChanges = voices.size === 0 && namesOnlyChanges(turns)
  return {
    utterances: (areChanges ? goOnWithSpeaker(turns) : turns).map(
      ({ isUnclear: _isUnclear, ...turn }) => turn,
    ),
    warnings: warnOfUnclearLabels(listUnclear(lines, labels)),
  }
}

/** Splits cues, in order of time, into the words of each voice, however the tool writes voices. */
export function readCaptions(cues: readonly Utterance[], options: ParseOptions): CaptionTurns {
  const unrolled = splitVoiceChanges(unrollCaptions(normaliseCues(cues)))
  const voiced = nameMachineVoices(takeVoicesFromIds(unrolled))
  const isOneVoice = ({ speaker, text }: Utterance): boolean =>
    speaker !== null && !text.trim().includes('\n')
  if (voiced.length > 0 && voiced.every(isOneVoice)) {
    return { utterances: [...voiced], warnings: [] }
  }
  return readCueSpeakers(labelOwnLines(voiced, options.isKnown), options)
}
