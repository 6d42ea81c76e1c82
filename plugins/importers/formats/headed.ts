import { checkUtteranceCount } from '../limits.ts'
import { splitAtLabel } from '../shaping/label-shape.ts'
import { type UnclearLine, warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type {
  Importer,
  ParsedTranscript,
  ParseOptions,
  TranscriptFormat,
  Utterance,
} from '../types.ts'
import { headLines, splitLines } from './clock.ts'
import {
  type HeaderLine,
  type HeaderStyle,
  isLikeHeaderName,
  readHeaderLine,
  readPlainHeader,
  readTimedLine,
} from './header-line.ts'
import { readPreamble } from './preamble.ts'
import { isClosingEvent, warnOfService } from './service-lines.ts'

/** Lines of the service itself, between and below the speech. */
const FOOTER = /^Transcribed by https?:\/\/otter\.ai\/?$/i
const TEAMS_EVENT =
  /^\S.{0,150}\s(?:(?:started|stopped) transcription|(?:начал|остановил|завершил)(?:а|\(а\))? (?:транскрибирование|транскрипцию|расшифровку|запись расшифровки))\.?$/i

/** Only Teams writes its events; elsewhere "we stopped transcription" is speech. */
const isOfService = (line: string, format: TranscriptFormat): boolean =>
  FOOTER.test(line) || (format === 'teams' && TEAMS_EVENT.test(line))

/** Nobody speaks this long without a break, so a later time is one that somebody mentions. */
const MAX_TURN_MS = 30 * 60_000
const LATEST_FIRST_MS = 5 * 60_000

interface Layout {
  styles: ReadonlySet<HeaderStyle>
  format: TranscriptFormat
}

const nextSpoken = (lines: readonly string[], from: number): string | undefined => {
  for (let at = from; at < Math.min(lines.length, from + 4); at += 1) {
    const line = lines[at]?.trim()
    if (line) return line
  }
  return undefined
}

/** A header is followed by words; in an agenda the next line is another entry with a time. */
const findLayout = (text: string): Layout | null => {
  const lines = headLines(text).map((line) => line.trim())
  const counts: Record<HeaderStyle, number> = { 'two spaces': 0, 'wide gap': 0, dash: 0, bare: 0 }
  let strayCount = 0
  let labelledCount = 0
  let spokenCount = 0
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const header = readPlainHeader(line)
    if (line !== '' && !header) spokenCount += 1
    if (splitAtLabel(lines[index + (header ? 1 : 0)] ?? '')) labelledCount += 1
    if (header) {
      const next = nextSpoken(lines, index + 1)
      if (next === undefined || readPlainHeader(next)) strayCount += 1
      else if (header.style !== 'bare' || !lines[index - 1]) counts[header.style] += 1
      // The line right below is speech, even when it looks like a header.
      if (lines[index + 1]) {
        index += 1
        spokenCount += 1
      }
    }
  }
  const namedCount = counts['two spaces'] + counts['wide gap'] + counts.dash
  const count = namedCount + counts.bare
  const firstHeader = lines.findIndex((line) => readPlainHeader(line) !== null)
  const hasEvent = lines.slice(0, firstHeader).some((line) => TEAMS_EVENT.test(line))
  const isOfKnownService = hasEvent || lines.some((line) => FOOTER.test(line))
  const startsWithHeader = firstHeader === lines.findIndex((line) => line !== '')
  if (count === 0 || strayCount > Math.max(1, count * 0.25)) return null
  if (count === 1 && !isOfKnownService && !startsWithHeader) return null
  // Bare times between lines that begin with names belong to another layout.
  if (namedCount === 0 && labelledCount * 2 > spokenCount) return null
  if (counts.dash > namedCount / 2) return { styles: new Set(['dash']), format: 'fireflies' }
  const isTeams = hasEvent || counts['wide gap'] > counts['two spaces']
  return {
    styles: new Set(['two spaces', 'wide gap', ...(isTeams ? [] : (['bare'] as const))]),
    format: isTeams ? 'teams' : 'otter',
  }
}

interface Read {
  preamble: string[]
  turns: Utterance[]
  unclear: UnclearLine[]
  serviceCount: number
}

/** Reads turns line by line. The line right below a header is speech, whatever it looks like. */
class Turns {
  readonly read: Read = { preamble: [], turns: [], unclear: [], serviceCount: 0 }
  private readonly layout: Layout
  private readonly isKnown: (name: string) => boolean
  private readonly pictures: ReadonlySet<string>
  private readonly names = new Set<string>()
  private words: string[] = []
  private lastMs = 0
  private isBelowHeader = false
  private isBelowBlank = true

  constructor(layout: Layout, isKnown: (name: string) => boolean, pictures: ReadonlySet<string>) {
    this.pictures = pictures
    this.layout = layout
    this.isKnown = isKnown
  }

  add(line: string, number: number): void {
    if (line === '') {
      this.isBelowBlank = true
      this.isBelowHeader = false
      return
    }
    if (!this.isBelowHeader && isOfService(line, this.layout.format)) return
    const header = this.isBelowHeader ? null : readHeaderLine(line)
    const isUnclear = !this.isBelowHeader && this.isLikeHeader(line)
    this.isBelowHeader = header !== null && this.accepts(header)
    if (header && this.isBelowHeader) this.start(header)
    else if (isUnclear) this.startUnclear(line, number)
    else if (this.read.turns.length > 0) this.words.push(line)
    else this.read.preamble.push(line)
    this.isBelowBlank = false
  }

  finish(): Read {
    const last = this.read.turns.at(-1)
    const closing = this.words.length > 1 ? this.words.at(-1) : undefined
    if (closing !== undefined && isClosingEvent(closing, this.read.preamble, this.names)) {
      this.words.pop()
      this.read.serviceCount += 1
    }
    if (last) last.text = this.words.join('\n')
    this.words = []
    return this.read
  }

  private accepts({ style, startMs, isOdd }: HeaderLine): boolean {
    if (!this.layout.styles.has(style)) return false
    if (isOdd) return startMs >= this.lastMs && (style !== 'dash' || this.isBelowBlank)
    return style !== 'bare' || (this.isBelowBlank && startMs >= this.lastMs)
  }

  /** A name and a time in a form that the file does not use elsewhere: another speaker begins here. */
  private isLikeHeader(line: string): boolean {
    const timed = readTimedLine(line)
    if (!timed) return false
    // Titles and times of day precede the first turn.
    if (this.read.turns.length === 0 && (timed.startMs ?? 0) > LATEST_FIRST_MS) return false
    if (timed.isSetOff || this.names.has(timed.words) || this.isKnown(timed.words)) return true
    const isInOrder = timed.startMs === null || timed.startMs >= this.lastMs
    const isNear = (timed.startMs ?? 0) <= this.lastMs + MAX_TURN_MS
    return isLikeHeaderName(timed.words, this.isBelowBlank && isInOrder && isNear)
  }

  private start({ name: written, picture, startMs }: HeaderLine): void {
    const name = written ?? (this.pictures.has(picture ?? '') ? picture : null)
    this.finish()
    this.lastMs = startMs
    if (name !== null) this.names.add(name)
    this.push({ cueId: '', speaker: name, startMs, endMs: null, text: '' })
  }

  /** Keeps the words together with the unreadable line, without a speaker. */
  private startUnclear(line: string, number: number): void {
    this.finish()
    this.words = [line]
    this.read.unclear.push({ text: line, line: number, startMs: null })
    this.push({ cueId: '', speaker: null, startMs: null, endMs: null, text: '' })
  }

  private push(turn: Utterance): void {
    this.read.turns.push(turn)
    checkUtteranceCount(this.read.turns.length)
  }
}

/** Emoji in the position of names that occur more than once. */
const findPictures = (lines: readonly string[]): ReadonlySet<string> => {
  const seen = new Set<string>()
  return new Set(
    lines
      .flatMap((line) => readHeaderLine(line.trim())?.picture ?? [])
      .filter((picture) => seen.has(picture) || !seen.add(picture)),
  )
}

const parse = (text: string, { isKnown }: ParseOptions): ParsedTranscript => {
  const layout = findLayout(text) ?? { styles: new Set<HeaderStyle>(), format: 'otter' as const }
  const lines = splitLines(text)
  const reader = new Turns(layout, isKnown, findPictures(lines))
  for (const [index, line] of lines.entries()) reader.add(line.trim(), index + 1)
  const { preamble, turns, unclear, serviceCount } = reader.finish()
  const { title, opening, warnings } = readPreamble(preamble)
  return {
    format: layout.format,
    utterances: [...opening, ...turns],
    cutsSentences: false,
    timesApproximate: false,
    title,
    warnings: [
      ...warnOfUnclearLabels(unclear),
      ...warnings,
      ...(serviceCount === 0 ? [] : [warnOfService(serviceCount)]),
    ],
  }
}

/** Turns below lines of a name and a time: Otter's text, Fireflies' text, and the DOCX that Teams writes. */
export const headedImporter: Importer = {
  format: 'otter',
  label: 'a transcript with a name and a time above each turn',
  isLoose: true,
  recognise: (text) => (findLayout(text) ? 0.6 : 0),
  parse,
}
