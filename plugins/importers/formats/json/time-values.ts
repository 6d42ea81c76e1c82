import { readClock } from '../clock.ts'
import { isObject } from './fields.ts'

/** A time as the file writes it. Without a stated unit it is read as seconds until the whole file shows otherwise. */
export interface ReadTime {
  ms: number
  isUnitNamed: boolean
  /** A moment in milliseconds since 1970, not a position in the recording. */
  isDate: boolean
}

const place = (ms: number, isUnitNamed = true): ReadTime => ({ ms, isUnitNamed, isDate: false })

const MS_PER_UNIT: readonly [RegExp, number][] = [
  [/(?:^|_)(?:ms|msec|millis|milliseconds?)(?:$|_)/, 1],
  [/(?:^|_)ticks(?:$|_)/, 1e-4],
  [/(?:^|_)(?:us|micros|microseconds?)(?:$|_)/, 1e-3],
  [/(?:^|_)(?:ns|nanos|nanoseconds?)(?:$|_)/, 1e-6],
  [/(?:^|_)(?:s|secs?|seconds?)(?:$|_)/, 1000],
]

/** `offsetInTicks` becomes `offset_in_ticks`. */
export const snakeCase = (field: string): string =>
  field.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1_').toLowerCase()

const unitOf = (field: string): number | null =>
  MS_PER_UNIT.find(([pattern]) => pattern.test(snakeCase(field)))?.[1] ?? null

const DATE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/
const ISO_DURATION = /^PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?$/i
const NUMBER = /^\d{1,18}(?:\.\d{1,20})?(s?)$/

const readText = (text: string, unit: number | null): ReadTime | null => {
  if (DATE.test(text)) {
    const ms = Date.parse(text)
    return Number.isFinite(ms) ? { ms, isUnitNamed: true, isDate: true } : null
  }
  const [matched, hours, minutes, seconds] = ISO_DURATION.exec(text) ?? []
  if (matched !== undefined) {
    return place(
      ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000,
    )
  }
  const number = NUMBER.exec(text)
  if (number) {
    const value = Number.parseFloat(text)
    return number[1] === 's' ? place(value * 1000) : place(value * (unit ?? 1000), unit !== null)
  }
  const clockMs = readClock(text.trim().replace(/(\.\d{3})\d+$/, '$1'))
  return clockMs === null ? null : place(clockMs)
}

/** Fields of a time object, the most specific first. */
const WITHIN = ['relative', 'seconds', 'ms', 'milliseconds', 'value', 'time', 'absolute']

/** Reads a number, a time of day, a duration, a date, or an object with one of them; null for anything else. */
export function readTime(value: unknown, field: string): ReadTime | null {
  const unit = unitOf(field)
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= 0
      ? place(value * (unit ?? 1000), unit !== null)
      : null
  }
  if (typeof value === 'string') return readText(value.trim().slice(0, 40), unit)
  if (!isObject(value)) return null
  const within = WITHIN.find((name) => value[name] !== undefined && value[name] !== null)
  return within === undefined ? null : readTime(value[within], within === 'value' ? field : within)
}
