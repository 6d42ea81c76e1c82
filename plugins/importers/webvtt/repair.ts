import { hasWebVttSignature } from './file.ts'
import { readTimestamp } from './timestamp.ts'
import { isBrokenTiming, readTimingLine, withPlainSpaces } from './timing-line.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** Formats `00:00:05.320`, as the specification requires. */
const formatTime = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two)
  return `${clock.join(':')}.${String(ms % 1000).padStart(3, '0')}`
}

const isStrictTiming = (line: string): boolean => {
  const start = readTimestamp(line, 0)
  const end = readTimestamp(line, line.indexOf('-->') + 4)
  return start !== null && end !== null && line.slice(start.end, start.end + 5) === ' --> '
}

/** Whether text after the times is cue settings (`align:start`) and not speech. */
const areSettings = (rest: string): boolean =>
  rest.split(/\s+/).every((part) => /^[A-Za-z]\w{0,20}:[\d.,%-]{0,20}[\w,.%-]{0,30}$/.test(part))

/** Speech that a tool writes after the times; empty if cue settings are there. */
export const wordsAfterTimes = (rest: string): string => (areSettings(rest) ? '' : rest)

const OTHER_BLOCK = /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/

/** Reads lines that the specification would drop, and rewrites them to conform. */
class Repair {
  private readonly out: string[] = []
  private readonly lines: readonly string[]
  private state: 'header' | 'cue' | 'other' = 'header'
  private cueCount = 0
  private isBelowBlank = false
  private hasWords = false
  /** Text below a blank line that was joined to the cue above. */
  joinedCount = 0

  constructor(lines: readonly string[]) {
    this.lines = lines
  }

  read(): string[] {
    for (const [at, line] of this.lines.entries()) {
      if (!this.isLoneNumber(at)) this.add(line, this.lines[at + 1] ?? '')
    }
    return this.out
  }

  /** The number of the next cue, with blank lines on both sides. */
  private isLoneNumber(at: number): boolean {
    const line = this.lines[at] ?? ''
    if (this.state !== 'cue' || !this.isBelowBlank) return false
    if (!/^\d{1,9}$/.test(line.trim()) || Number(line) !== this.cueCount + 1) return false
    const below = this.lines.slice(at + 1, at + 4)
    if (below[0]?.trim() !== '' && below.length > 0) return false
    const next = below.find((one) => one.trim() !== '')
    return next === undefined ? below.length < 3 : readTimingLine(next) !== null
  }

  private add(line: string, next: string): void {
    const isBlank = withPlainSpaces(line).trim() === ''
    if (isBlank) {
      // The next line shows whether the cue continues.
      if (this.state === 'header' || this.state === 'other') this.out.push('')
      if (this.state === 'other') this.state = this.cueCount > 0 ? 'cue' : 'header'
      this.isBelowBlank = true
      return
    }
    if (this.state !== 'other' || this.isBelowBlank) this.addLine(line, next)
    else this.out.push(line)
    this.isBelowBlank = false
  }

  private addLine(line: string, next: string): void {
    const timing = readTimingLine(line)
    if (timing) return this.startCue(line, timing)
    if (OTHER_BLOCK.test(line) && this.isBelowBlank) return this.startOther(line)
    // A second file, appended unchanged.
    if (hasWebVttSignature(line.trimStart().replace(/^\uFEFF/, '')) && this.isBelowBlank) {
      return this.startOther('NOTE')
    }
    if (isBrokenTiming(line) || (line.includes('-->') && this.isBelowBlank)) {
      return this.startOther(line)
    }
    if (this.isIdentifier(line, next)) this.out.push('', line)
    // A dictated arrow would end the cue.
    else this.addWords(line)
  }

  private addWords(line: string): void {
    if (this.state === 'cue') {
      if (this.isBelowBlank && this.hasWords) this.joinedCount += 1
      this.hasWords = true
    }
    this.out.push(this.state === 'cue' ? line.replaceAll('-->', '--&gt;') : line)
  }

  /** Above times: below a blank line, or the expected number. */
  private isIdentifier(line: string, next: string): boolean {
    if (this.state !== 'cue' || !readTimingLine(next)) return false
    return this.isBelowBlank || Number(line.trim()) === this.cueCount + 1
  }

  private startOther(line: string): void {
    this.state = 'other'
    this.isBelowBlank = false
    this.out.push('', line)
  }

  private startCue(line: string, timing: NonNullable<ReturnType<typeof readTimingLine>>): void {
    const { startMs, endMs, rest } = timing
    const words = wordsAfterTimes(rest)
    const isIdAbove = this.out.at(-2) === '' && this.out.at(-1) !== '' && !this.isBelowBlank
    if (!isIdAbove) this.out.push('')
    this.out.push(
      isStrictTiming(line)
        ? line
        : `${formatTime(startMs)} --> ${formatTime(endMs)} ${words === '' ? rest : ''}`.trim(),
    )
    if (words !== '') this.out.push(words)
    this.state = 'cue'
    this.hasWords = words !== ''
    this.cueCount += 1
  }
}

/**
 * Rewrites readable deviations from the specification: times in any notation, blank lines inside a cue, numbers without
 * a blank line above, a second signature where two files were joined.
 */
export function repairWebVtt(text: string): { text: string; joinedCount: number } {
  const repair = new Repair(text.replaceAll(/\r\n?/g, '\n').split('\n'))
  return { text: repair.read().join('\n'), joinedCount: repair.joinedCount }
}
