import type { ImportWarning } from '../../types.ts'
import { fieldsOf, findFields, isGiven, wordsOf } from './field-words.ts'
import { type Json, malformed, readTimeMs } from './fields.ts'
import { readSpan } from './records.ts'

const MILLISECONDS = /ms|millis/
const LIKE_NAME = new Set(['name', 'speaker', 'participant', 'author', 'who', 'user', 'person'])
const LIKE_TIME = new Set(['start', 'end', 'begin', 'time', 'timestamp', 'offset', 'from', 'to'])
const isLike = (field: string, words: ReadonlySet<string>): boolean =>
  wordsOf(field).some((word) => words.has(word))

/** A position in the recording or, with `isDate`, a moment in milliseconds since 1970. */
export interface SegmentTime {
  timeMs: number
  isDate: boolean
}

const DATE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/

const readOther = (value: unknown, field: string, pointer: string): SegmentTime => {
  if (typeof value === 'string' && DATE.test(value)) {
    const timeMs = Date.parse(value)
    if (Number.isFinite(timeMs)) return { timeMs, isDate: true }
  }
  const timeMs = readTimeMs(value, pointer) ?? 0
  return { timeMs: MILLISECONDS.test(field.toLowerCase()) ? timeMs / 1000 : timeMs, isDate: false }
}

/** Fields with one time or a pair. */
const STAMPS = ['timestamp', 'timestamps', 'time', 'ts']
/** A bare number under `offset` may be a position in the text; `PT5S` is not. */
const isDuration = (value: unknown): boolean => typeof value === 'string' && /^PT\d/i.test(value)

/**
 * Reads seconds under `start` and `end`, milliseconds under `startMs` and `endMs`; null when absent. Under similar
 * names, such as `start_timestamp`: seconds, a time of day or a date.
 */
export function readSegmentTime(
  segment: Json,
  name: 'start' | 'end',
  pointer: string,
  areTexts = false,
): SegmentTime | null {
  const field = segment[`${name}Ms`] === undefined ? name : `${name}Ms`
  const value = segment[field]
  if (value === undefined || value === null) {
    const [other] = findFields(segment, name)
    if (other) return readOther(segment[other], other, `${pointer}/${other}`)
    const isStamped =
      STAMPS.some((stamp) => isGiven(segment[stamp])) || isDuration(segment['offset'])
    const time = isStamped ? readSpan(segment)[name] : null
    return time && { timeMs: time.ms, isDate: time.isDate }
  }
  if (typeof value === 'string' && areTexts) return readOther(value, field, `${pointer}/${field}`)
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    const unit = field === name ? 'seconds' : 'milliseconds'
    throw malformed(
      'json_time',
      `"${field}" must be a number of ${unit}, 0 or more.`,
      `${pointer}/${field}`,
      [`a number of ${unit}`, 'null where the time is unknown'],
    )
  }
  return { timeMs: Math.round(field === name ? value * 1000 : value), isDate: false }
}

/** Fields of a segment that may contain its speaker or time when the known ones do not. */
export function findUnreadFields(
  segment: Json,
  { hasSpeaker, hasStart }: { hasSpeaker: boolean; hasStart: boolean },
): string[] {
  return fieldsOf(segment).filter((field) => {
    if (field === 'text' || !isGiven(segment[field])) return false
    return (!hasSpeaker && isLike(field, LIKE_NAME)) || (!hasStart && isLike(field, LIKE_TIME))
  })
}

/** Warns how many segments have such fields, and which. */
export function warnOfUnreadFields(unread: readonly string[][]): ImportWarning[] {
  const count = unread.filter((fields) => fields.length > 0).length
  if (count === 0) return []
  const example = [...new Set(unread.flat())].slice(0, 5).join(', ').slice(0, 80).toWellFormed()
  return [
    {
      code: 'fields_unread',
      count,
      example,
      detail: `${count === 1 ? '1 segment has' : `${count} segments have`} fields that may name a speaker or a time and were not read (${example}). Write them as "speaker", "start" and "end".`,
    },
  ]
}
