import { parseCueSettings, type CueSettings } from './cue-settings.ts'
import { readTimestamp } from './timestamp.ts'

export interface WebVttCue {
  id: string
  startMs: number
  endMs: number
  settings: CueSettings
  /** Cue payload as written, with its tags and entities. */
  text: string
}

export interface WebVttFile {
  cues: WebVttCue[]
  /** Lines with an arrow whose times do not parse; the spec drops these cues. */
  badTimingCount: number
  /** Blocks of text that are neither a cue nor a NOTE, STYLE or REGION block. */
  strayBlockCount: number
}

export interface WebVttOptions {
  /** Called for each cue; may throw to stop an endless file. */
  onCue?: (count: number) => void
}

type Timing = Pick<WebVttCue, 'startMs' | 'endMs' | 'settings'>

const ARROW = '-->'

/** Whether the text starts with the signature of WebVTT. */
export const hasWebVttSignature = (text: string): boolean => /^WEBVTT(?:[ \t\r\n]|$)/.test(text)

const skipWhitespace = (input: string, from: number): number => {
  let position = from
  while (position < input.length && ' \t\f\n\r'.includes(input.charAt(position))) position += 1
  return position
}

const readTiming = (line: string): Timing | null => {
  const start = readTimestamp(line, skipWhitespace(line, 0))
  if (!start) return null
  const arrow = skipWhitespace(line, start.end)
  if (!line.startsWith(ARROW, arrow)) return null
  const end = readTimestamp(line, skipWhitespace(line, arrow + ARROW.length))
  if (!end) return null
  return { startMs: start.ms, endMs: end.ms, settings: parseCueSettings(line.slice(end.end)) }
}

const isNamedBlock = (buffer: string, name: string): boolean =>
  buffer.startsWith(name) && buffer.slice(name.length).trim() === ''

class BlockReader {
  readonly file: WebVttFile = { cues: [], badTimingCount: 0, strayBlockCount: 0 }
  private position = 0

  constructor(
    private readonly input: string,
    private readonly options: WebVttOptions,
  ) {}

  read(): WebVttFile {
    this.readLine()
    if (this.atEnd()) return this.file
    if (this.input[this.position] === '\n') this.position += 1
    else this.readBlock(true)
    this.skipBlankLines()
    while (!this.atEnd()) {
      this.readBlock(false)
      this.skipBlankLines()
    }
    return this.file
  }

  private atEnd(): boolean {
    return this.position >= this.input.length
  }

  private readLine(): string {
    const newline = this.input.indexOf('\n', this.position)
    const end = newline === -1 ? this.input.length : newline
    const line = this.input.slice(this.position, end)
    this.position = newline === -1 ? end : end + 1
    return line
  }

  private skipBlankLines(): void {
    while (this.input[this.position] === '\n') this.position += 1
  }

  private readTiming(line: string): Timing | null {
    const timing = readTiming(line)
    if (!timing) this.file.badTimingCount += 1
    return timing
  }

  /** https://www.w3.org/TR/webvtt1/#collect-a-webvtt-block */
  private readBlock(inHeader: boolean): void {
    let lineCount = 0
    let id = ''
    let timing: Timing | null = null
    let sawArrow = false
    let isDefinition = false
    let lines: string[] = []
    while (!this.atEnd()) {
      const lineStart = this.position
      const line = this.readLine()
      lineCount += 1
      if (line.includes(ARROW)) {
        if (inHeader || lineCount > 2 || sawArrow) {
          this.position = lineStart
          break
        }
        sawArrow = true
        timing = this.readTiming(line)
        id = timing ? lines.join('\n') : ''
        lines = []
        continue
      }
      if (line === '') break
      if (!inHeader && lineCount === 2 && !timing) {
        const first = lines.join('\n')
        isDefinition = isNamedBlock(first, 'STYLE') || isNamedBlock(first, 'REGION')
      }
      lines.push(line)
    }
    if (timing) this.addCue({ id, ...timing, text: lines.join('\n') })
    else if (!inHeader && !sawArrow && !isDefinition) this.noteStrayBlock(lines[0] ?? '')
  }

  private addCue(cue: WebVttCue): void {
    this.file.cues.push(cue)
    this.options.onCue?.(this.file.cues.length)
  }

  private noteStrayBlock(firstLine: string): void {
    if (!/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(firstLine)) this.file.strayBlockCount += 1
  }
}

/**
 * Parses a WebVTT file by the W3C's rules (https://www.w3.org/TR/webvtt1/#parsing). Times are milliseconds. STYLE and
 * REGION blocks only affect display and are left out. A text without the signature is not WebVTT and yields no cue.
 */
export function parseWebVtt(text: string, options: WebVttOptions = {}): WebVttFile {
  const input = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\0', '\uFFFD')
    .replace(/\r\n?/g, '\n')
  if (!hasWebVttSignature(input)) return { cues: [], badTimingCount: 0, strayBlockCount: 0 }
  return new BlockReader(input, options).read()
}
