import { toLocalInput } from '../../../lib/local-moment.ts'

/** When a meeting probably was, as a `datetime-local` field writes it, and what says so. */
export interface ProposedStart {
  local: string
  from: 'name' | 'content' | 'time'
}

const MONTHS = [
  'jan|янв|январ|ene|gen',
  'feb|фев|fév|fevr',
  'mar|мар|mär|maerz',
  'apr|апр|avr|abr',
  'may|мая|май|mai|mag|maj',
  'jun|июн|juin|giu',
  'jul|июл|juil|lug',
  'aug|авг|août|aout|ago',
  'sep|сен|set',
  'oct|окт|okt|ott',
  'nov|ноя|нояб',
  'dec|дек|dez|déc|dic',
].map((names) => new RegExp(`^(?:${names})`, 'iu'))

const CLOCK = String.raw`[\s,T_-]{0,3}(?:(?:at|um|à|в)\s{1,2})?(?:(\d{1,2})[:.\-h_]?(\d{2})(?:[:.\-_]?(\d{2}))?\s?([AaPp])?\.?[Mm]?\.?)?(?!\d)`
const GAP = String.raw`[-._ ]?`
const YEAR_FIRST = new RegExp(
  String.raw`(?<![\d.])(20\d\d)${GAP}(0[1-9]|1[0-2])${GAP}(0[1-9]|[12]\d|3[01])${CLOCK}`,
  'u',
)
const DAY_FIRST = new RegExp(String.raw`(?<!\d)([0-3]?\d)\.([01]?\d)\.(20\d\d)${CLOCK}`, 'u')
const DAY_AND_MONTH = new RegExp(
  String.raw`(?<!\d)([0-3]?\d)\.?\s+(\p{L}{3,10})\.?,?\s+(20\d\d)(?:\s?(?:г|года?)\.?)?${CLOCK}`,
  'u',
)
const MONTH_AND_DAY = new RegExp(
  String.raw`(\p{L}{3,10})\.?\s+([0-3]?\d)(?:st|nd|rd|th)?,?\s+(20\d\d)${CLOCK}`,
  'u',
)
/** Zoom uses GMT in its file names. */
const GREENWICH = /GMT(20\d\d)(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/
const INSTANT = /(20\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))/

const two = (value: number): string => String(value).padStart(2, '0')

/** Noon where only the day is known, so that nearby time zones show the same day. */
const NOON: Clock = { hour: 12, minute: 0 }

interface Clock {
  hour: number
  minute: number
}

const readClock = (match: RegExpExecArray, at: number): Clock => {
  const [hours, minutes, half] = [match[at], match[at + 1], match[at + 3]?.toLowerCase()]
  if (hours === undefined || minutes === undefined) return NOON
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'p' ? 12 : 0)
  const minute = Number(minutes)
  return hour < 24 && minute < 60 ? { hour, minute } : NOON
}

function write(year: number, month: number, day: number, { hour, minute }: Clock): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

const monthOf = (word: string): number => MONTHS.findIndex((names) => names.test(word)) + 1

const ORDERS: readonly [RegExp, (match: RegExpExecArray) => string | null][] = [
  [YEAR_FIRST, (m) => write(Number(m[1]), Number(m[2]), Number(m[3]), readClock(m, 4))],
  [DAY_FIRST, (m) => write(Number(m[3]), Number(m[2]), Number(m[1]), readClock(m, 4))],
  [DAY_AND_MONTH, (m) => write(Number(m[3]), monthOf(m[2] ?? ''), Number(m[1]), readClock(m, 4))],
  [MONTH_AND_DAY, (m) => write(Number(m[3]), monthOf(m[1] ?? ''), Number(m[2]), readClock(m, 4))],
]

/** The first date in the text, in any of the usual ways to write one; null where there is none. */
export function findStart(text: string): string | null {
  const zoom = GREENWICH.exec(text)
  if (zoom) {
    const [, year, month, day, hour, minute, second] = zoom
    return toLocalInput(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  }
  const instant = INSTANT.exec(text)?.[1]
  if (instant && Number.isFinite(Date.parse(instant))) return toLocalInput(instant)
  for (const [pattern, read] of ORDERS) {
    const match = pattern.exec(text)
    const found = match && read(match)
    if (found) return found
  }
  return null
}

const HEAD_CHARS = 4_000
const HEAD_LINES = 40
const MAX_LINE_CHARS = 120
const MAX_OTHER_CHARS = 40

/** Reads only short lines about the date, not sentences that mention one. */
function findInContent(text: string): string | null {
  const lines = text.slice(0, HEAD_CHARS).split(/\r?\n/).slice(0, HEAD_LINES)
  for (const line of lines) {
    const instant = INSTANT.exec(line)?.[1]
    if (instant && Number.isFinite(Date.parse(instant))) return toLocalInput(instant)
    if (line.length > MAX_LINE_CHARS || /[.!?]\s*$/.test(line)) continue
    const found = ORDERS.flatMap(([pattern, read]) => {
      const match = pattern.exec(line)
      if (!match || line.length - match[0].length > MAX_OTHER_CHARS) return []
      return read(match) ?? []
    })[0]
    if (found) return found
  }
  return null
}

const DAY_MS = 86_400_000

/** An added meeting is in the past. */
const isPast = (local: string | null, now: number): local is string =>
  local !== null && new Date(local).getTime() <= now + DAY_MS

/** Looks at the file's name, at what stands at its beginning, and at when it was last written. */
export async function proposeStart(
  file: File,
  isTranscript: boolean,
  now = Date.now(),
): Promise<ProposedStart | null> {
  const named = findStart(file.name)
  if (isPast(named, now)) return { local: named, from: 'name' }
  const head = isTranscript ? await file.slice(0, HEAD_CHARS * 2).text() : ''
  const written = findInContent(head)
  if (isPast(written, now)) return { local: written, from: 'content' }
  if (!file.lastModified) return null
  const saved = toLocalInput(new Date(file.lastModified).toISOString())
  return isPast(saved, now) ? { local: saved, from: 'time' } : null
}
