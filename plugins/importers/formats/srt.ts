import { leftOut } from '../left-out.ts'
import { checkUtteranceCount } from '../limits.ts'
import { readCaptions } from '../shaping/cue-speakers.ts'
import { placeParts } from '../shaping/joined-parts.ts'
import type {
  Importer,
  ImportWarning,
  ParsedTranscript,
  ParseOptions,
  Utterance,
} from '../types.ts'
import { wordsAfterTimes } from '../webvtt/repair.ts'
import { isBrokenTiming, readTimingLine, type TimingLine } from '../webvtt/timing-line.ts'
import { decodeReferences, readVoices } from '../webvtt/voices.ts'

const INDEX = /^[ \t]{0,20}\d{1,9}[ \t]{0,20}$/
/** SubRip's few tags, and position codes of SSA that end up in SRT files. */
const TAGS = /<\/?(?:i|b|u|s|font|c)(?:\s[^<>\n]{0,200})?>|\{\\an?\d{1,2}\}/gi

interface OpenCue {
  startMs: number
  endMs: number
  lines: string[]
}

interface SrtFile {
  cues: Utterance[]
  badTimingCount: number
  strayLineCount: number
}

/** The lines below one timing line; after a blank line only a bare number, that of an untimed cue, ends them. */
class CueLines {
  readonly file: SrtFile = { cues: [], badTimingCount: 0, strayLineCount: 0 }
  private cue: OpenCue | null = null
  private id = ''
  private afterBlank = true

  add(line: string, next: string | undefined): void {
    const timing = readTimingLine(line)
    if (timing || isBrokenTiming(line)) return this.startCue(timing)
    if (INDEX.test(line) && this.isIndex(line, next)) return this.close(line.trim())
    if (line.trim() === '') this.afterBlank = true
    else this.addText(line)
  }

  close(nextId = ''): void {
    if (this.cue) {
      const { startMs, endMs, lines } = this.cue
      const text = lines.join('\n')
      this.file.cues.push({ cueId: this.id, startMs, endMs, speaker: null, text })
      checkUtteranceCount(this.file.cues.length)
    }
    this.cue = null
    this.id = nextId
  }

  private isIndex(line: string, next: string | undefined): boolean {
    const hasTiming = next !== undefined && readTimingLine(next) !== null
    const isNext = Number(line) === this.file.cues.length + (this.cue ? 2 : 1)
    return hasTiming ? this.afterBlank || isNext : this.afterBlank && isNext
  }

  private startCue(timing: TimingLine | null): void {
    if (this.cue) this.close()
    if (!timing) this.file.badTimingCount += 1
    const words = timing ? wordsAfterTimes(timing.rest) : ''
    this.cue = timing
      ? { startMs: timing.startMs, endMs: timing.endMs, lines: words === '' ? [] : [words] }
      : null
    this.afterBlank = false
  }

  private addText(line: string): void {
    this.afterBlank = false
    if (this.cue) this.cue.lines.push(line)
    else this.file.strayLineCount += 1
  }
}

const readFile = (text: string): SrtFile => {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const cues = new CueLines()
  for (const [index, line] of lines.entries()) cues.add(line, lines[index + 1])
  cues.close()
  return cues.file
}

const listWarnings = (file: SrtFile, isOutOfOrder: boolean): ImportWarning[] => {
  const warnings: ImportWarning[] = []
  if (file.badTimingCount > 0) {
    warnings.push({
      code: 'cues_skipped',
      count: file.badTimingCount,
      detail: `${leftOut(file.badTimingCount, 'cue')} because no time can be read; SRT expects 00:00:05,320 --> 00:00:07,000.`,
    })
  }
  if (file.strayLineCount > 0) {
    warnings.push({
      code: 'text_without_time',
      count: file.strayLineCount,
      detail: `${leftOut(file.strayLineCount, 'line')} because no time stands above the text.`,
    })
  }
  if (isOutOfOrder) {
    warnings.push({ code: 'cues_out_of_order', detail: 'Cues were sorted by time.' })
  }
  return warnings
}

/** Text without tags and with decoded character references; voices as in WebVTT, where a tool writes them. */
const toVoices = (cue: Utterance): Utterance[] => {
  const text = cue.text.replace(TAGS, '')
  if (/<v[.\s]/.test(text)) return readVoices(text).map((voice) => ({ ...cue, ...voice }))
  return [{ ...cue, text: decodeReferences(text) }]
}

const startOf = (cue: Utterance | undefined): number => cue?.startMs ?? 0

const parse = (text: string, options: ParseOptions): ParsedTranscript => {
  const file = readFile(text)
  const placed = placeParts(file.cues)
  const isOutOfOrder = placed.cues.some(
    (cue, index) => startOf(cue) < startOf(placed.cues[index - 1]),
  )
  const cues = placed.cues.toSorted((a, b) => startOf(a) - startOf(b)).flatMap(toVoices)
  const { utterances, warnings } = readCaptions(cues, options)
  return {
    utterances,
    cutsSentences: true,
    timesApproximate: false,
    title: null,
    warnings: [...listWarnings(file, isOutOfOrder), ...placed.warnings, ...warnings],
  }
}

const HEAD_LINES = 50

/** Captions without the WebVTT signature but with an arrow between two times. */
const recognise = (text: string): number => {
  const head = text.slice(0, 20_000).split(/\r\n?|\n/, HEAD_LINES)
  return head.some((line) => readTimingLine(line) !== null) ? 0.9 : 0
}

export const srtImporter: Importer = { format: 'srt', label: 'SRT', recognise, parse }
