import type { ImportWarning, ParseOptions, Utterance } from '../types.ts'
import type { LabelLine } from './label-place.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from './speaker-labels.ts'
import { type UnclearLine, warnOfUnclearLabels } from './unclear-labels.ts'

interface CueLine {
  cue: Utterance
  text: string
  isFirst: boolean
}

const linesOf = (cue: Utterance): CueLine[] =>
  cue.text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((text, index) => ({ cue, text, isFirst: index === 0 }))

const toLabelLines = (lines: readonly CueLine[]): LabelLine[] =>
  lines.map(({ text, isFirst }, index) => ({
    text,
    startsParagraph: isFirst,
    above: lines[index - 1]?.text ?? '',
  }))

/** The name that begins a line holds for the rest of its cue, never beyond it. */
const readTurns = (lines: readonly CueLine[], labels: SpeakerLabels): Utterance[] => {
  const turns: (Utterance & { lines: string[] })[] = []
  for (const [index, { cue, text, isFirst }] of lines.entries()) {
    const taken = takeLabel(text, labels)
    const last = turns.at(-1)
    if (last && !isFirst && taken.speaker === null && !labels.unclear.has(index)) {
      last.lines.push(taken.text)
    } else turns.push({ ...cue, speaker: taken.speaker, lines: [taken.text] })
  }
  return turns.map(({ lines: words, ...turn }) => ({ ...turn, text: words.join('\n') }))
}

const listUnclear = (lines: readonly CueLine[], { unclear }: SpeakerLabels): UnclearLine[] =>
  lines.flatMap(({ cue, text }, index) =>
    unclear.has(index) ? [{ text, line: null, startMs: cue.startMs }] : [],
  )

/** Finds speakers that captions carry as `Name: text`, and warns of labels that could not be understood. */
export function readCueSpeakers(
  cues: Utterance[],
  { isKnown }: ParseOptions,
): { utterances: Utterance[]; warnings: ImportWarning[] } {
  const lines = cues.flatMap(linesOf)
  const labels = findSpeakerLabels(toLabelLines(lines), {
    mayBeList: false,
    countsParagraphs: true,
    isKnown,
  })
  if (labels.names.size === 0) return { utterances: cues, warnings: [] }
  return {
    utterances: readTurns(lines, labels),
    warnings: warnOfUnclearLabels(listUnclear(lines, labels)),
  }
}
