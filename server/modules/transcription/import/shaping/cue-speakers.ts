import type { ImportWarning, ParseOptions, Utterance } from '../types.ts'
import { type LabelLine, placeOf } from './label-place.ts'
import { splitLine } from './label-candidates.ts'
import { mayStandForSomebody, shapeOf } from './label-shape.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from './speaker-labels.ts'
import { type UnclearLine, warnOfUnclearLabels } from './unclear-labels.ts'

interface CueLine {
  cue: Utterance
  /** With the voice that the file marks in front, like any other label. */
  text: string
  words: string
  isFirst: boolean
  /** Its speaker is marked by the file. */
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

/** The name that begins a line holds for the rest of its cue, never beyond it. */
const readTurns = (lines: readonly CueLine[], labels: SpeakerLabels): Utterance[] => {
  const turns: (Utterance & { lines: string[] })[] = []
  for (const [index, { cue, text, words, isFirst, isVoiced }] of lines.entries()) {
    if (isVoiced) {
      turns.push({ ...cue, lines: [words] })
      continue
    }
    const taken = takeLabel(text, labels)
    const last = turns.at(-1)
    if (last && !isFirst && taken.speaker === null && !labels.unclear.has(index)) {
      last.lines.push(taken.text)
    } else turns.push({ ...cue, speaker: taken.speaker, lines: [taken.text] })
  }
  return turns.map(({ lines: words, ...turn }) => ({ ...turn, text: words.join('\n') }))
}

const listUnclear = (lines: readonly CueLine[], { unclear }: SpeakerLabels): UnclearLine[] =>
  lines.flatMap(({ cue, text, isVoiced }, index) =>
    !isVoiced && unclear.has(index) ? [{ text, line: null, startMs: cue.startMs }] : [],
  )

/** A label of any kind in front of a cue without a voice, where all others have one. */
const standsForVoice = (line: LabelLine, labels: SpeakerLabels): boolean =>
  line.startsParagraph &&
  splitLine(line.text, labels).some(
    ({ label, rest }) =>
      shapeOf(label) !== null &&
      (['name', 'odd', 'loose', 'heading'].includes(shapeOf(label) ?? '') ||
        mayStandForSomebody(label)) &&
      placeOf(line, rest).goesOnSmall === false,
  )

/** Where voices are marked, a label is a speaker only if it names one of them or is known; others are unclear. */
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
    dressed: new Map([...labels.dressed].filter(([, { speaker }]) => isNamed(speaker))),
    unclear,
  }
}

/**
 * Finds speakers that captions carry as `Name: text`, also where only some cues mark a voice,
 * and warns of labels that could not be understood.
 */
export function readCueSpeakers(
  cues: Utterance[],
  { isKnown }: ParseOptions,
): { utterances: Utterance[]; warnings: ImportWarning[] } {
  const voices = new Set(cues.flatMap(({ speaker }) => speaker ?? []))
  const lines = cues.flatMap(linesOf)
  const isNamed = (label: string): boolean => voices.has(label) || isKnown(label)
  const found = findSpeakerLabels(toLabelLines(lines), {
    mayBeList: false,
    countsParagraphs: true,
    isKnown: isNamed,
  })
  const labels = voices.size === 0 ? found : keepNamed(lines, found, isNamed)
  if (labels.names.size === 0) return { utterances: cues, warnings: [] }
  return {
    utterances: readTurns(lines, labels),
    warnings: warnOfUnclearLabels(listUnclear(lines, labels)),
  }
}
