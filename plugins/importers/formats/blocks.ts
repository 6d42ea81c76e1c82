import { checkUtteranceCount } from '../limits.ts'
import { shapeOf } from '../shaping/label-shape.ts'
import { type UnclearLine, warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type { Importer, ParsedTranscript, ParseOptions, Utterance } from '../types.ts'
import {
  type Head,
  isLikelyHeadName,
  mayBeHeadName,
  mayBeOddName,
  readBareTime,
  readHead,
} from './block-heads.ts'
import { type BlockLayout, findBlockLayout } from './block-layout.ts'
import { headLines, splitLines } from './clock.ts'
import { isLikeHeaderName, readTimedLine } from './header-line.ts'
import { readPreamble } from './preamble.ts'

/** Nobody speaks this long without a break, so a later time is one that somebody mentions. */
const MAX_TURN_MS = 30 * 60_000

type Turn = Utterance & { words: string[] }

const isOnTwoLines = ({ form }: BlockLayout): boolean =>
  form === 'time below' || form === 'time above'

/** Reads turns line by line. The line right below a head is speech, unless it cannot be. */
class Blocks {
  readonly preamble: string[] = []
  readonly turns: Turn[] = []
  readonly unclear: UnclearLine[] = []
  private readonly layout: BlockLayout
  private readonly isKnown: (name: string) => boolean
  private readonly lines: readonly string[]
  private lastMs = 0

  constructor(lines: readonly string[], layout: BlockLayout, isKnown: (name: string) => boolean) {
    this.lines = lines
    this.layout = layout
    this.isKnown = isKnown
  }

  read(): this {
    let isBelowHead = false
    for (let at = 0; at < this.lines.length; at += 1) {
      const line = this.lines[at] ?? ''
      if (line === '') continue
      const taken: number = isBelowHead && !this.isBareHead(at) ? 0 : this.takeHead(at)
      isBelowHead = taken > 0 && (isOnTwoLines(this.layout) || !readBareTime(line))
      if (taken > 0) at += taken - 1
      else (this.turns.at(-1)?.words ?? this.preamble).push(line)
    }
    return this
  }

  /** Whether the turn above has no words: a bare time, or a name with its own time. */
  private isBareHead(at: number): boolean {
    if (readBareTime(this.lines[at])) return true
    const head = isOnTwoLines(this.layout) ? readHead(this.lines, at, this.layout.form) : null
    return head !== null && this.layout.repeated.has(head.name)
  }

  /** Begins a turn at a line and returns how many lines that took. */
  private takeHead(at: number): number {
    const line = this.lines[at] ?? ''
    const head = readHead(this.lines, at, this.layout.form)
    if (head && this.isName(head.name)) {
      this.start(head.name, head.timeMs)
      return head.length
    }
    if (head && this.isOdd(head, at)) return this.takeOdd(head, at)
    const time = readBareTime(line)
    if (time && (isOnTwoLines(this.layout) || this.isNear(time.timeMs))) {
      this.start(null, time.timeMs)
      return 1
    }
    return this.isLikeHead(line, this.isFirst(at)) ? this.startUnclear(line, at, null) : 0
  }

  private isFirst(at: number): boolean {
    return (this.lines[at - 1] ?? '') === ''
  }

  private isNear(timeMs: number): boolean {
    return (
      timeMs >= this.lastMs && (!this.layout.isRecording || timeMs <= this.lastMs + MAX_TURN_MS)
    )
  }

  /** Does not look like a name, but is in the position of one. */
  private isOdd({ name, timeMs, length, isBracketed }: Head, at: number): boolean {
    if (!mayBeOddName(name) || isBracketed !== this.layout.isBracketed) return false
    if (this.layout.form === 'time below') return true
    if (this.layout.form === 'time above') {
      // Without further text below, it is the speech itself.
      const next = this.lines.slice(at + length, at + length + 2).find((line) => line !== '')
      return next !== undefined && !readBareTime(next)
    }
    const { startsParagraphs } = this.layout
    return (isBracketed || !startsParagraphs || this.isFirst(at)) && this.isNear(timeMs)
  }

  private isName(name: string): boolean {
    return (
      mayBeHeadName(name) &&
      (isLikelyHeadName(name) || this.layout.repeated.has(name) || this.isKnown(name))
    )
  }

  /**
   * Text in a name's position that does not look like one. Below a time it may be the first words of an unnamed
   * speaker.
   */
  private takeOdd(head: Head, at: number): number {
    const isClause = shapeOf(head.name) === 'clause'
    if (this.layout.form === 'time below' && !isClause) {
      this.start(head.name, head.timeMs)
      return head.length
    }
    const text = head.length === 1 ? (this.lines[at] ?? '') : head.name
    this.startUnclear(text, at, head.timeMs)
    return head.length
  }

  /** A name and a time in a form that the file does not use elsewhere: another speaker begins here. */
  private isLikeHead(line: string, isFirst: boolean): boolean {
    const timed = readTimedLine(line)
    if (!timed || this.turns.length === 0) return false
    return this.isKnownHere(timed.words) || (isFirst && isLikeHeaderName(timed.words, false))
  }

  private isKnownHere(name: string): boolean {
    return this.layout.repeated.has(name) || this.isKnown(name)
  }

  private startUnclear(text: string, at: number, timeMs: number | null): number {
    this.unclear.push({ text, line: at + 1, startMs: null })
    this.start(null, timeMs)
    this.turns.at(-1)?.words.push(text)
    return 1
  }

  private start(speaker: string | null, timeMs: number | null): void {
    const startMs = this.layout.isRecording ? timeMs : null
    this.lastMs = timeMs ?? this.lastMs
    this.turns.push({ cueId: '', speaker, startMs, endMs: null, text: '', words: [] })
    checkUtteranceCount(this.turns.length)
  }
}

const parse = (text: string, { isKnown }: ParseOptions): ParsedTranscript => {
  const lines = splitLines(text).map((line) => line.trim())
  const layout = findBlockLayout(headLines(text).map((line) => line.trim())) ?? {
    form: 'time below' as const,
    repeated: new Set<string>(),
    isRecording: false,
    isBracketed: false,
    startsParagraphs: false,
  }
  const { preamble, turns, unclear } = new Blocks(lines, layout, isKnown).read()
  const { title, opening, warnings } = readPreamble(preamble)
  return {
    utterances: [
      ...opening,
      ...turns.map(({ words, ...turn }) => ({ ...turn, text: words.join('\n') })),
    ],
    cutsSentences: false,
    timesApproximate: false,
    title,
    warnings: [
      ...warnOfUnclearLabels(unclear),
      ...warnings,
      ...(layout.isRecording
        ? []
        : [
            {
              code: 'times_left_out' as const,
              detail: 'The times in the text are not places in a recording, so they were left out.',
            },
          ]),
    ],
  }
}

/** Turns below a name and a time, in any order and format, on one line or two. */
export const blocksImporter: Importer = {
  format: 'otter',
  label: 'a transcript with a name and a time above each turn',
  isLoose: true,
  recognise: (text) => (findBlockLayout(headLines(text).map((line) => line.trim())) ? 0.64 : 0),
  parse,
}
