import { isFullName, isProperName, shapeOf } from '../shaping/label-shape.ts'
import { readClock } from './clock.ts'

/** How a line above the words separates the time: `Ann  0:15`, `Ann   0:15`, `Ann - 00:15`, `0:15`. */
export type HeaderStyle = 'two spaces' | 'wide gap' | 'dash' | 'bare'

export interface HeaderLine {
  name: string | null
  startMs: number
  style: HeaderStyle
  /** The name contains unusual characters; such a line is a header only in a known layout. */
  isOdd: boolean
  /** Emoji in the position of a name; it is a speaker if it repeats. */
  picture: string | null
}

const MAX_LINE_CHARS = 200
const MAX_NAME_CHARS = 120
const TIME_AT_END = /(\s{0,40})(\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?)$/
const DASH_AT_END = /\s[-–—]$/

/** What services write for an unknown speaker. */
const NOBODY = /^(?:unknown(?: speaker)?|неизвестный(?: (?:спикер|говорящий|участник))?)$/i

const isUsualName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARS &&
  /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(name) &&
  !/[?!…,;]$|\d:\d/u.test(name) &&
  !/^[-–—*#>]/.test(name)

/** Reads a line that ends with a time, after a name that a gap separates from it. */
export function readHeaderLine(line: string): HeaderLine | null {
  if (line.length > MAX_LINE_CHARS) return null
  const [matched, gap = '', time = ''] = TIME_AT_END.exec(line.trim()) ?? []
  const startMs = readClock(time)
  if (matched === undefined || startMs === null) return null
  const before = line.trim().slice(0, -matched.length)
  if (before === '') return { name: null, startMs, style: 'bare', isOdd: false, picture: null }
  const hasDash = DASH_AT_END.test(before)
  if (!hasDash && gap.length < 2 && gap !== '\t') return null
  const name = before
    .replace(DASH_AT_END, '')
    .replace(/[:：]$/, '')
    .trim()
  const isWide = gap.length > 2 || gap.includes('\t')
  return {
    name: NOBODY.test(name) || !/[\p{L}\p{N}]/u.test(name) ? null : name,
    startMs,
    picture: /^[^\p{L}\p{N}]*\p{Extended_Pictographic}[^\p{L}\p{N}]*$/u.test(name) ? name : null,
    isOdd: !isUsualName(name),
    style: hasDash ? 'dash' : isWide ? 'wide gap' : 'two spaces',
  }
}

/** A header that is recognisable on its own. */
export function readPlainHeader(line: string): HeaderLine | null {
  const header = readHeaderLine(line)
  return header === null || header.isOdd ? null : header
}

/** A line with something like a time at one end and words at the other. */
export interface TimedLine {
  words: string
  /** Null if the digits are not a time: `0:75`, `0:2O`. */
  startMs: number | null
  /** Two spaces or a tab precede the time, which nobody writes inside a sentence. */
  isSetOff: boolean
}

const LIKE_TIME = String.raw`[[(]?([\dOoIl?]{1,3}(?::[\dOoIl?]{2}){1,2})[\])]?`
const LIKE_TIME_AT_END = new RegExp(String.raw`(?:^|[\s,–—-])${LIKE_TIME}$`)
const LIKE_TIME_AT_START = new RegExp(String.raw`^${LIKE_TIME}(?=[\s,–—-])`)
const MAX_TIME_CHARS = 14
const GAP_AT_END = /[\s,–—-]{0,40}$/
const GAP_AT_START = /^[\s,–—-]{0,40}/
const MAX_NAME_WORDS = 5

/** Reads a line that may be a header in a form that the file does not use elsewhere. */
export function readTimedLine(line: string): TimedLine | null {
  const text = line.trim()
  if (text.length > MAX_LINE_CHARS) return null
  const atEnd = LIKE_TIME_AT_END.exec(text.slice(-MAX_TIME_CHARS))
  const [matched = '', time = ''] = atEnd ?? LIKE_TIME_AT_START.exec(text) ?? []
  if (!/\d/.test(time)) return null
  const rest = atEnd
    ? text.slice(0, -matched.length) + matched.slice(0, 1)
    : text.slice(matched.length)
  const gap = atEnd ? GAP_AT_END.exec(rest.slice(-40)) : GAP_AT_START.exec(rest)
  const length = gap?.[0].length ?? 0
  const words = atEnd ? rest.slice(0, rest.length - length) : rest.slice(length)
  if (words === '' || length === 0) return null
  return { words, startMs: readClock(time), isSetOff: /\s\s|\t/.test(gap?.[0] ?? '') }
}

/** Looks like a name by its letters alone: first and last name, or one word if `isOneWordEnough`. */
export const isLikeHeaderName = (words: string, isOneWordEnough: boolean): boolean => {
  const shape = shapeOf(words)
  if (shape !== 'name' && shape !== 'odd') return false
  if (words.split(/\s+/).length > MAX_NAME_WORDS || !isProperName(words)) return false
  return isFullName(words) || isOneWordEnough
}
