import type { ImportWarning, ParseOptions, Utterance } from '../types.ts'
import type { LabelLine } from './label-place.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from './speaker-labels.ts'
import { type UnclearLine, warnOfUnclearLabels } from './unclear-labels.ts'

interface CueLine {
  cue: Utterance
  text: string
  isFirst: boolean
}

/** A voice that the file marks stands in front of its words like any other label. */
const withVoice = ({ speaker, text }: Utterance): string => {
  const [first = ''] = text.trim().split('\n', 1)
  return `${speaker?.replaceAll(/[:：]/g, ' ')}: ${first}`
}

const linesOf = (cue: Utterance): CueLine[] =>
  (cue.speaker === null ? cue.text : withVoice(cue))
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
    if (cue.speaker !== null) {
      turns.push({ ...cue, lines: [cue.text] })
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
  lines.flatMap(({ cue, text }, index) =>
    cue.speaker === null && unclear.has(index) ? [{ text, line: null, startMs: cue.startMs }] : [],
  )

/** Where voices are marked, a label is a speaker only if it names one of them or is known; others are unclear. */
const keepNamed = (
  lines: readonly CueLine[],
  labels: SpeakerLabels,
  isNamed: (label: string) => boolean,
): SpeakerLabels => {
  const unclear = new Set(labels.unclear)
  for (const [index, { text }] of lines.entries()) {
    const { speaker } = takeLabel(text, labels)
    if (speaker !== null && !isNamed(speaker)) unclear.add(index)
  }
  return { ...labels, names: new Set([...labels.names].filter(isNamed)), unclear }
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
