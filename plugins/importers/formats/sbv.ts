import { checkUtteranceCount } from '../limits.ts'
import { readCaptions } from '../shaping/cue-speakers.ts'
import { placeParts } from '../shaping/joined-parts.ts'
import type {
  Importer,
  ImportWarning,
  ImportWarningCode,
  ParsedTranscript,
  ParseOptions,
  Utterance,
} from '../types.ts'
import { readLooseTime } from '../webvtt/timestamp.ts'
import { decodeReferences } from '../webvtt/voices.ts'
import { headLines, splitLines } from './clock.ts'

const TIMING =
  /^\s{0,20}(\d{1,4}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?),\s?(\d{1,4}:\d{1,2}:\d{1,2}(?:\.\d{1,9})?)\s{0,20}$/
/** A damaged line of two times. */
const BROKEN_TIMING = /^\s{0,20}\d{1,4}:[^\s,]{1,20},\d{1,4}:\S{1,20}\s{0,20}$/

interface SbvFile {
  cues: Utterance[]
  badTimingCount: number
  strayLineCount: number
}

const readTiming = (line: string): { startMs: number; endMs: number } | null => {
  const [, start = '', end = ''] = TIMING.exec(line) ?? []
  const startMs = readLooseTime(start)
  const endMs = readLooseTime(end)
  return startMs === null || endMs === null ? null : { startMs, endMs }
}

/** Text belongs to the times above it, up to the next blank line. */
const readFile = (text: string): SbvFile => {
  const file: SbvFile = { cues: [], badTimingCount: 0, strayLineCount: 0 }
  let lines: string[] | null = null
  const texts: string[][] = []
  for (const line of splitLines(text)) {
    const timing = readTiming(line)
    if (timing) {
      lines = []
      texts.push(lines)
      file.cues.push({ cueId: '', speaker: null, ...timing, text: '' })
      checkUtteranceCount(file.cues.length)
    } else if (BROKEN_TIMING.test(line)) {
      lines = null
      file.badTimingCount += 1
    } else if (line.trim() === '') lines = null
    else if (lines) lines.push(line)
    else file.strayLineCount += 1
  }
  return {
    ...file,
    cues: file.cues.map((cue, index) => ({
      ...cue,
      text: decodeReferences((texts[index] ?? []).join('\n')),
    })),
  }
}

const warn = (count: number, code: ImportWarningCode, detail: string): ImportWarning[] =>
  count === 0 ? [] : [{ code, count, detail: `${count} ${detail}` }]

const parse = (text: string, options: ParseOptions): ParsedTranscript => {
  const { cues, badTimingCount, strayLineCount } = readFile(text)
  const placed = placeParts(cues)
  const { utterances, warnings } = readCaptions(placed.cues, options)
  return {
    utterances,
    cutsSentences: true,
    timesApproximate: false,
    title: null,
    warnings: [
      ...warn(
        badTimingCount,
        'cues_skipped',
        'cues were left out because their times cannot be read; SBV expects 0:00:05.320,0:00:07.000.',
      ),
      ...warn(
        strayLineCount,
        'text_without_time',
        'lines of text were left out because no times stand above them.',
      ),
      ...placed.warnings,
      ...warnings,
    ],
  }
}

/** SBV, YouTube's captions: `0:00:05.320,0:00:07.000` above the words. */
export const sbvImporter: Importer = {
  format: 'sbv',
  label: 'SBV',
  recognise: (text) =>
    headLines(text, 20_000)
      .slice(0, 50)
      .some((line) => readTiming(line) !== null)
      ? 0.9
      : 0,
  parse,
}
