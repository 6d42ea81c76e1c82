import { isProperName, shapeOf } from '../shaping/label-shape.ts'
import { endsSentence } from '../shaping/sentences.ts'
import { readClock } from './clock.ts'
import { readPlainHeader } from './header-line.ts'

/**
 * How name and time are written above the words: `Ann (0:15)`, `[0:15] Ann`, `[0:15 Ann]`, or on two lines, with the
 * time below or above the name.
 */
export type HeadForm = 'time behind' | 'time in front' | 'in brackets' | 'time below' | 'time above'

export const HEAD_FORMS: readonly HeadForm[] = [
  'in brackets',
  'time behind',
  'time in front',
  'time below',
  'time above',
]

export interface HeadTime {
  timeMs: number
  /** Written with AM or PM: a time of day. */
  isClock: boolean
  /** With hours and seconds. */
  isExact: boolean
}

export interface Head extends HeadTime {
  name: string
  /** How many lines it takes. */
  length: number
  isBracketed: boolean
}

const TIME = String.raw`(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?)?)`
const NAME = String.raw`(\S[^\n]{0,118}?)`
const GAP = String.raw`(?:\s*[,|–—:-]\s*|\s+)`

const BARE_TIME = new RegExp(String.raw`^[[(]?${TIME}[\])]?$`)
const TIME_BEHIND = new RegExp(String.raw`^${NAME}${GAP}[[(]?${TIME}[\])]?$`)
const TIME_IN_FRONT = new RegExp(String.raw`^[[(]?${TIME}[\])]?${GAP}${NAME}$`)
const IN_BRACKETS = new RegExp(String.raw`^[[(]${TIME}${GAP}${NAME}[\])]$`)

const MAX_LINE_CHARS = 160
const HALF_DAY_MS = 12 * 3_600_000

const readTime = (written: string): HeadTime | null => {
  const half = /([ap])\.?m\.?$/i.exec(written)?.[1]?.toLowerCase()
  const digits = written.replace(/\s?[ap]\.?m\.?$/i, '')
  const isExact = digits.split(':').length > 2
  if (half === undefined) {
    const timeMs = readClock(digits)
    return timeMs === null ? null : { timeMs, isClock: false, isExact }
  }
  const timeMs = readClock(digits.split(':').length === 2 ? `${digits}:00` : digits)
  if (timeMs === null) return null
  return {
    timeMs: (timeMs % HALF_DAY_MS) + (half === 'p' ? HALF_DAY_MS : 0),
    isClock: true,
    isExact,
  }
}

export const readBareTime = (line: string | undefined): HeadTime | null => {
  const [, written] = line && line.length <= MAX_LINE_CHARS ? (BARE_TIME.exec(line) ?? []) : []
  return written === undefined ? null : readTime(written)
}

const MAX_NAME_CHARS = 100
const MAX_NAME_WORDS = 10

/** Short, with letters, and not a sentence. */
export const mayBeHeadName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARS &&
  name.split(/\s+/).length <= MAX_NAME_WORDS &&
  /[\p{L}\p{Extended_Pictographic}]|^\+?\d[\d\s()-]{6,18}$/u.test(name) &&
  !/[:：]/.test(name) &&
  !/[?!,;]$/.test(name) &&
  !endsSentence(name) &&
  !/\p{Ll}{4}[.!?]\s+\p{Lu}/u.test(name)

/** In the position of a name, whatever it is: `who was that?`, `Guest: Acme`. */
export const mayBeOddName = (name: string): boolean =>
  name.length <= MAX_NAME_CHARS &&
  name.split(/\s+/).length <= MAX_NAME_WORDS &&
  !/[\p{L}\p{N}]{3}[.…]$/u.test(name)

/** Looks like a name by its letters alone. */
export const isLikelyHeadName = (name: string): boolean =>
  ['name', 'odd', 'loose'].includes(shapeOf(name) ?? '') && isProperName(name)

const readOneLine = (line: string, form: HeadForm): Head | null => {
  if (line.length > MAX_LINE_CHARS || readBareTime(line)) return null
  const pattern =
    form === 'in brackets' ? IN_BRACKETS : form === 'time behind' ? TIME_BEHIND : TIME_IN_FRONT
  const [, one = '', two = ''] = pattern.exec(line) ?? []
  const [written, name] = form === 'time behind' ? [two, one] : [one, two]
  const time = readTime(written)
  // Two spaces, a wide gap or a dash before the time are layouts of known services.
  if (!time || (form === 'time behind' && readPlainHeader(line)?.name)) return null
  const isBracketed = form === 'time behind' ? /[\])]$/.test(line) : /^[[(]/.test(line)
  const bare = name.trim().replace(/^\[([^[\]]+)\]$/, '$1')
  return { ...time, name: bare, length: 1, isBracketed }
}

/** Reads the head that begins at a line; its name may be anything, including speech. */
export function readHead(lines: readonly string[], at: number, form: HeadForm): Head | null {
  const line = lines[at] ?? ''
  if (line === '') return null
  if (form !== 'time below' && form !== 'time above') return readOneLine(line, form)
  const next = lines[at + 1] ? at + 1 : at + 2
  const [name, written] = form === 'time below' ? [line, lines[next]] : [lines[next], line]
  const time = readBareTime(written)
  if (!time || !name || readBareTime(name)) return null
  return { ...time, name, length: next + 1 - at, isBracketed: false }
}
