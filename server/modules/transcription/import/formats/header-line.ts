import { readClock } from './clock.ts'

/** How a line above somebody's words sets the time off: `Ann  0:15`, `Ann   0:15`, `Ann - 00:15`, `0:15`. */
export type HeaderStyle = 'two spaces' | 'wide gap' | 'dash' | 'bare'

export interface HeaderLine {
  name: string | null
  startMs: number
  style: HeaderStyle
  /** The name holds what names seldom do; only a layout that is known makes a header of such a line. */
  isOdd: boolean
}

const MAX_LINE_CHARS = 200
const MAX_NAME_CHARS = 120
const TIME_AT_END = /(\s{0,40})(\d{1,3}(?::\d{2}){1,2})$/
const DASH_AT_END = /\s[-–—]$/

/** What services write for somebody whom they do not know. */
const NOBODY = /^(?:unknown(?: speaker)?|неизвестный(?: (?:спикер|говорящий|участник))?)$/i

const isUsualName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARS &&
  /[\p{L}\p{N}]/u.test(name) &&
  !/[?!…,;]$|\d:\d/u.test(name) &&
  !/^[-–—*#>]/.test(name)

/** Reads a line that carries a time at its end and, before it, a name that a gap sets off. */
export function readHeaderLine(line: string): HeaderLine | null {
  if (line.length > MAX_LINE_CHARS) return null
  const [matched, gap = '', time = ''] = TIME_AT_END.exec(line.trim()) ?? []
  const startMs = readClock(time)
  if (matched === undefined || startMs === null) return null
  const before = line.trim().slice(0, -matched.length)
  if (before === '') return { name: null, startMs, style: 'bare', isOdd: false }
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
    isOdd: !isUsualName(name),
    style: hasDash ? 'dash' : isWide ? 'wide gap' : 'two spaces',
  }
}

/** A header that shows by itself that it is one. */
export function readPlainHeader(line: string): HeaderLine | null {
  const header = readHeaderLine(line)
  return header === null || header.isOdd ? null : header
}
