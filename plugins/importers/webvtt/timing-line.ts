import { readLooseTime } from './timestamp.ts'

/** Unusual spaces and invisible characters that editors and converters leave in timing lines. */
const ODD_SPACES = /[\u00A0\u1680\u2000-\u200F\u202A-\u202F\u205F\u2060\u3000\uFEFF]/g

const TIME = String.raw`[\d:.,;：，'’]{3,24}s?`
const ARROW = String.raw`(?:(?:[-‐-―−=~]{1,3}\s?(?:>|&gt;)+)|[→⇒⟶➔➜➝»])`
const TIMING = new RegExp(
  String.raw`^\s{0,20}\[?(${TIME})\s{0,20}${ARROW}\s{0,20}(${TIME})\]?(?:\s|$)`,
  'u',
)
/** A plain hyphen counts only between two complete times that fill the line. */
const EXACT = String.raw`\d{1,2}:\d{2}:\d{2}[.,]\d{1,3}`
const DASHED = new RegExp(
  String.raw`^\s{0,20}(${EXACT})\s{0,20}[-–—]\s{0,20}(${EXACT})\s{0,20}$`,
  'u',
)
/** `00 : 00 : 03, 000 --> …` */
const SPACED = /^[\d\s:.,;：，'’>→&gt;=~‐-―−-]{12,80}$/u
const SPACE_WITHIN =
  /(?<=[\d:.,;：，])\s{1,3}(?=[:.,;：，])|(?<=\d\s{0,3}[:.,;：，])\s{1,3}(?=\d)/gu
/** Intended as times; an arrow further on in a line is speech. */
const BROKEN_TIMING = new RegExp(String.raw`^\s{0,20}\d{1,6}[:.,].{0,40}?${ARROW}`, 'u')

export interface TimingLine {
  startMs: number
  endMs: number
  /** The rest after the times: cue settings or words. */
  rest: string
}

export const withPlainSpaces = (line: string): string => line.replace(ODD_SPACES, ' ')

const MAX_CHARS = 400

/** Reads two times with any kind of arrow between them; null for any other line. */
export function readTimingLine(line: string): TimingLine | null {
  if (!/\d/.test(line.slice(0, 24))) return null
  const plain = tightened(withPlainSpaces(line.slice(0, MAX_CHARS)))
  const match = TIMING.exec(plain) ?? DASHED.exec(plain)
  if (!match) return null
  const startMs = readLooseTime(match[1] ?? '')
  const endMs = readLooseTime(match[2] ?? '')
  if (startMs === null || endMs === null) return null
  const rest = plain.slice(match[0].length) + line.slice(MAX_CHARS)
  return { startMs, endMs, rest: rest.trim() }
}

const tightened = (line: string): string =>
  SPACED.test(line) ? line.replace(SPACE_WITHIN, '') : line

/** Whether a line was intended as two times, at least one of which is unreadable. */
export const isBrokenTiming = (line: string): boolean => {
  const plain = withPlainSpaces(line.slice(0, MAX_CHARS))
  return BROKEN_TIMING.test(plain) && readTimingLine(line) === null
}
