import { leftOut } from '../left-out.ts'
import { checkUtteranceCount } from '../limits.ts'
import { isNameShaped } from '../shaping/label-shape.ts'
import { endsSentence } from '../shaping/sentences.ts'
import { type UnclearLine, warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type { Importer, ImportWarning, ParsedTranscript, Utterance } from '../types.ts'
import { readLooseTime } from '../webvtt/timestamp.ts'
import { headLines, readClock, splitLines } from './clock.ts'

const RANGE = /^([\d:.,]{4,16})[ \t]{0,20}-->[ \t]{0,20}([\d:.,]{4,16})$/
const CLOCK = /^[\d:]{4,9}$/
/** An unreadable time still begins a turn: the words below are not the previous speaker's. */
const LIKE_TIMES = /-->|^\d[\d:.,OoIl]{3,8}(?:\s?[AaPp]\.?[Mm]\.?)?$/

interface Times {
  startMs: number | null
  endMs: number | null
}

interface Block extends Times {
  lines: string[]
}

interface Read {
  preamble: string[]
  blocks: Block[]
  unclear: UnclearLine[]
}

const readTimes = (line: string): Times | null => {
  const [, start = '', end = ''] = RANGE.exec(line) ?? []
  const startMs = readLooseTime(start)
  const endMs = readLooseTime(end)
  if (startMs !== null && endMs !== null) return { startMs, endMs }
  const clockMs = CLOCK.test(line) ? readClock(line) : null
  return clockMs === null ? null : { startMs: clockMs, endMs: null }
}

const readBlocks = (lines: readonly string[]): Read => {
  const preamble: string[] = []
  const blocks: Block[] = []
  const unclear: UnclearLine[] = []
  for (const [index, text] of lines.entries()) {
    const line = text.trim()
    if (line === '') continue
    const last = blocks.at(-1)
    const known = readTimes(line)
    const times = known ?? (last && LIKE_TIMES.test(line) ? { startMs: null, endMs: null } : null)
    if (times && last?.lines.length !== 0) {
      blocks.push({ ...times, lines: [] })
      if (!known) unclear.push({ text: line, line: index + 1, startMs: null })
      checkUtteranceCount(blocks.length)
    } else (last?.lines ?? preamble).push(line)
  }
  return { preamble, blocks, unclear }
}

const NAMED_SHARE = 0.6

const startsWithName = ({ lines: [first = '', ...words] }: Block): boolean =>
  words.length > 0 && isNameShaped(first) && !endsSentence(first)

/** With attribution off Teams writes no names, and the line below the time is speech. */
const haveNames = (blocks: readonly Block[]): boolean =>
  blocks.filter(startsWithName).length > blocks.length * NAMED_SHARE

const parse = (text: string): ParsedTranscript => {
  const { preamble, blocks, unclear } = readBlocks(splitLines(text))
  const isNamed = haveNames(blocks)
  return {
    utterances: blocks.map((block): Utterance => {
      const hasName = isNamed && block.lines.length > 1
      return {
        cueId: '',
        speaker: hasName ? (block.lines[0] ?? null) : null,
        startMs: block.startMs,
        endMs: block.endMs,
        text: block.lines.slice(hasName ? 1 : 0).join('\n'),
      }
    }),
    cutsSentences: blocks.some(({ endMs }) => endMs !== null),
    timesApproximate: false,
    title: preamble[0] ?? null,
    warnings: [...warnOfUnclearLabels(unclear), ...warnOfPreamble(preamble.length)],
  }
}

const warnOfPreamble = (count: number): ImportWarning[] =>
  count === 0
    ? []
    : [
        {
          code: 'lines_left_out',
          count,
          detail: `${leftOut(count, 'line')}: what stands above the first time.`,
        },
      ]

/** In a text file such lines are captions; the line below the time is a name only in a document. */
const recognise = (text: string): number => {
  const { blocks } = readBlocks(headLines(text))
  const rangeCount = blocks.filter(({ endMs }) => endMs !== null).length
  if (rangeCount > blocks.length / 2) return 0.92
  return blocks.length > 1 && haveNames(blocks) ? 0.65 : 0
}

/** The older DOCX of Teams: time, name and words on separate lines. */
export const teamsBlocksImporter: Importer = {
  format: 'teams',
  label: 'a Teams document',
  isLoose: true,
  recognise: (text, container) => (container === 'docx' ? recognise(text) : 0),
  parse,
}
