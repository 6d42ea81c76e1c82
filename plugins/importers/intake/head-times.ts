import { readClock, splitLines } from '../formats/clock.ts'

/** First letters of the words for hours, minutes and seconds in the languages of meeting tools. */
const UNITS: readonly [RegExp, number][] = [
  [
    /^(?:h$|hrs?$|hour|std|stund|heure|hora|ore$|ora$|uur|uren|tim|godz|час|ч$|год|時間|小时|小時|시간)/iu,
    3600,
  ],
  [/^(?:m$|mins?$|minu|мин|м$|хв|хвил|分|분|perc|λεπτ|dakika|dk$)/iu, 60],
  [/^(?:s$|secs?$|sek|seco|segu|сек|с$|秒|초|másod|δευτ|saniye|sn$|sn)/iu, 1],
]
const PART = /(\d{1,4})\s{0,3}(\p{L}{1,14})\.?/gu
const SPELLED = String.raw`(?:\d{1,4}\s{0,3}\p{L}{1,14}\.?(?:[\s,]|и |and |und ){0,4}){1,3}`
const ALONE = new RegExp(String.raw`^[[(]?(${SPELLED})[\])]?$`, 'u')
const BEHIND = new RegExp(String.raw`^(\S.{0,118}?)[\s,|–—-]{1,4}[[(]?(${SPELLED})[\])]?:?$`, 'u')

const CLOCK = String.raw`\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?`
const BETWEEN = String.raw`\s{0,3}(?:[-–—~→]|-{1,2}>|to|bis|до|à|a)\s{0,3}`
const RANGE_IN_FRONT = new RegExp(
  String.raw`^([[(]?)(${CLOCK})${BETWEEN}${CLOCK}([\])]?)(?=[\s:：]|$)`,
  'u',
)
const RANGE_BEHIND = new RegExp(
  String.raw`^(\S.{0,118}?)([\s,|–—-]{1,4})([[(]?)(${CLOCK})${BETWEEN}${CLOCK}([\])]?)(:?)$`,
  'u',
)
const RANGE_BEFORE_COLON = new RegExp(
  String.raw`^([^:\n]{1,118}?)(\s)([[(])(${CLOCK})${BETWEEN}${CLOCK}([\])])(?=[:：])`,
  'u',
)

/** `[3.2s - 8.1s]`, `[3.20 --> 8.10]`: seconds in brackets before the words. */
const SECONDS_IN_FRONT =
  /^[[(]\s?(\d{1,6}(?:[.,]\d{1,3})?)\s?(?:s|sec)?\s{0,3}(?:(?:-{1,2}>|[-–—~→]|to)\s{0,3}\d{1,6}(?:[.,]\d{1,3})?\s?(?:s|sec)?)?\s?[\])](?=[\s:：]|$)/u

export const formatClock = (seconds: number): string => {
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  if (seconds < 3600) return `${minutes}:${rest}`
  return `${Math.floor(seconds / 3600)}:${two(minutes)}:${rest}`
}

export const formatFraction = (seconds: number): string => {
  const ms = Math.round(seconds * 1000)
  return `${formatClock(Math.floor(ms / 1000))}.${String(ms % 1000).padStart(3, '0')}`
}

/** Seconds of `1 hour 2 minutes 5 seconds`, `2 мин 5 сек`, `1m 5s`; null when other words follow the numbers. */
export function readSpelledTime(text: string): number | null {
  let seconds = 0
  let lastUnit = Number.POSITIVE_INFINITY
  for (const [, digits = '', word = ''] of text.matchAll(PART)) {
    const unit = UNITS.find(([pattern]) => pattern.test(word))?.[1]
    if (unit === undefined || unit >= lastUnit) return null
    seconds += Number(digits) * unit
    lastUnit = unit
  }
  return Number.isFinite(lastUnit) ? seconds : null
}

interface HeadTime {
  seconds: number
  /** The line with the time in `H:MM:SS`. */
  line: string
  /** The name before it; null if the time is alone. */
  name?: string | null
}

const readSpelled = (line: string): HeadTime | null => {
  const alone = ALONE.exec(line)?.[1]
  const aloneSeconds = alone === undefined ? null : readSpelledTime(alone)
  if (aloneSeconds !== null) {
    return { seconds: aloneSeconds, line: formatClock(aloneSeconds), name: null }
  }
  const [, name = '', behind = ''] = BEHIND.exec(line) ?? []
  const seconds = behind === '' ? null : readSpelledTime(behind)
  return seconds === null ? null : { seconds, line: `${name}  ${formatClock(seconds)}`, name }
}

const readSeconds = (line: string): HeadTime | null => {
  const [matched, digits = ''] = SECONDS_IN_FRONT.exec(line) ?? []
  // A bare number in brackets is a note, an index or a year.
  if (matched === undefined || !/[.,]\d|s|-|–|—|→|to/.test(matched)) return null
  const seconds = Number(digits.replace(',', '.'))
  return { seconds, line: `[${formatFraction(seconds)}]${line.slice(matched.length)}` }
}

const secondsOf = (clock: string): number => (readClock(clock.slice(0, 12)) ?? 0) / 1000

const readRange = (line: string): HeadTime | null => {
  const front = RANGE_IN_FRONT.exec(line)
  if (front?.[2] !== undefined && !line.includes('->')) {
    const [matched, open = '', clock = '', close = ''] = front
    return {
      seconds: secondsOf(clock),
      line: `${open}${clock}${close}${line.slice(matched.length)}`,
    }
  }
  const behind = RANGE_BEHIND.exec(line) ?? RANGE_BEFORE_COLON.exec(line)
  if (!behind) return null
  const [matched, name = '', gap = '', open = '', clock = '', close = '', colon = ''] = behind
  return {
    seconds: secondsOf(clock),
    line: `${name}${gap}${open}${clock}${close}${colon}${line.slice(matched.length)}`,
  }
}

const MAX_LINE_CHARS = 400
const MIN_COUNT = 2
const MIN_SHARE = 0.12
const LATEST_FIRST_SECONDS = 300
const ORDER_SHARE = 0.9

/** Whether the times are the file's layout: many, from near the beginning on, ascending. */
const areLayout = (found: readonly HeadTime[], lineCount: number): boolean => {
  const rising = found.filter(({ seconds }, at) => seconds >= (found[at - 1]?.seconds ?? 0)).length
  return (
    found.length >= Math.max(MIN_COUNT, lineCount * MIN_SHARE) &&
    (found[0]?.seconds ?? Number.POSITIVE_INFINITY) <= LATEST_FIRST_SECONDS &&
    rising >= found.length * ORDER_SHARE
  )
}

const nameAbove = (lines: readonly string[], at: number): string =>
  lines
    .slice(Math.max(0, at - 2), at)
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? ''

const rewrite = (lines: readonly string[], read: (line: string) => HeadTime | null): string[] => {
  const found = lines.map((line) =>
    line.length > MAX_LINE_CHARS || !/\d/.test(line) ? null : read(line.trim()),
  )
  const lineCount = lines.filter((line) => line.trim() !== '').length
  const times = found.filter((one) => one !== null)
  const names = found.flatMap((one, at) =>
    one?.name === undefined ? [] : (one.name ?? nameAbove(lines, at)),
  )
  // Speakers repeat; the points of an agenda with their durations do not.
  const isToTheSecond = times.filter(({ seconds }) => seconds % 60 > 0).length >= times.length / 2
  if (names.length > 0 && new Set(names).size === names.length && !isToTheSecond) return [...lines]
  return areLayout(times, lineCount) ? lines.map((line, at) => found[at]?.line ?? line) : [...lines]
}

const HEAD = /^(.+?)\s{1,4}(\d{1,3}:\d{2}(?::\d{2})?)$/

/**
 * Drops a line of name and time above a line that repeats both, as text copied from a page has them for screen readers.
 */
const withoutRepeats = (lines: readonly string[]): string[] => {
  const out = [...lines]
  for (const [at, line] of lines.entries()) {
    const [, name, time] = HEAD.exec(line.trim()) ?? []
    if (name === undefined) continue
    let above = at - 1
    let sawTime = false
    const timeMs = readClock(time ?? '')
    for (; above >= 0 && at - above <= 4; above -= 1) {
      const text = out[above]?.trim() ?? ''
      if (text !== '' && readClock(text) !== timeMs) break
      sawTime ||= text !== ''
    }
    if (!sawTime || out[above]?.trim() !== name) continue
    out.fill('', above, at)
    out[at] = `${name}  ${time}`
  }
  return out
}

/**
 * Rewrites times above or before words that are spelled out (`0 minutes 3 seconds`, `00:03 - 00:06`) as `H:MM:SS`, if
 * they are the layout of the file. The number of lines stays the same.
 */
export function normaliseHeadTimes(text: string): string {
  const lines = splitLines(text)
  const spelled = rewrite(rewrite(lines, readSeconds), readSpelled)
  return withoutRepeats(rewrite(spelled, readRange)).join('\n')
}
