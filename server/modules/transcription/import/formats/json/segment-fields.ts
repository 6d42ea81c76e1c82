import type { ImportWarning } from '../../types.ts'
import { isObject, type Json, malformed, readSpeaker, readTimeMs, textOrNull } from './fields.ts'

type Kind = 'speaker' | 'start' | 'end'

/** `detectedSpeakerName` and `detected_speaker_name` alike. */
const wordsOf = (field: string): string[] =>
  field
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1_')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)

const NAME_WORDS = new Set(['name', 'label', 'display', 'detected', 'identified', 'id', 'tag'])
const TIME_WORDS = new Set([
  'time',
  'timestamp',
  'at',
  'date',
  'seconds',
  'sec',
  's',
  'ms',
  'millis',
])
const MILLISECONDS = /ms|millis/

/** What a field of a segment holds by the words of its name: one for the thing, and others that only qualify it. */
const kindOf = (field: string): Kind | null => {
  const words = wordsOf(field)
  const holds = (thing: string, qualifiers: ReadonlySet<string>): boolean =>
    words.includes(thing) && words.every((word) => word === thing || qualifiers.has(word))
  if (holds('speaker', NAME_WORDS)) return 'speaker'
  if (holds('start', TIME_WORDS)) return 'start'
  return holds('end', TIME_WORDS) ? 'end' : null
}

const LIKE_NAME = new Set(['name', 'speaker', 'participant', 'author', 'who', 'user', 'person'])
const LIKE_TIME = new Set(['start', 'end', 'begin', 'time', 'timestamp', 'offset', 'from', 'to'])
const isLike = (field: string, words: ReadonlySet<string>): boolean =>
  wordsOf(field).some((word) => words.has(word))

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** A name says more than a label, and both more than a number. */
const rankOf = (field: string): number => {
  const words = wordsOf(field)
  return words.includes('name') ? 0 : words.includes('id') || words.includes('tag') ? 2 : 1
}

/** No service writes more; a file that does is padding. */
const MAX_FIELDS = 40

const fieldsOf = (segment: Json): string[] => Object.keys(segment).slice(0, MAX_FIELDS)

const findFields = (segment: Json, kind: Kind): string[] =>
  fieldsOf(segment)
    .filter((field) => kindOf(field) === kind && isGiven(segment[field]))
    .toSorted((a, b) => rankOf(a) - rankOf(b))

/** The speaker of a segment: `speaker` itself, or else the field that says most of who it is. */
export function readSegmentSpeaker(segment: Json, pointer: string): string | null {
  const own = readSpeaker(segment['speaker'], `${pointer}/speaker`)
  if (own !== null && own.trim() !== '') return own
  for (const field of findFields(segment, 'speaker')) {
    const value = segment[field]
    const name = isObject(value) ? (textOrNull(value['name']) ?? value['display_name']) : value
    if (typeof name === 'string' && name.trim() !== '') return name
    if (typeof name === 'number' && Number.isInteger(name)) return `Speaker ${name}`
  }
  return null
}

/** A time within the recording; or, where `isDate`, a moment in milliseconds since 1970. */
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

/**
 * Seconds under `start` and `end`, milliseconds under `startMs` and `endMs`; null when absent.
 * Under other names of the kind, such as `start_timestamp`: seconds, a clock's time or a date.
 */
export function readSegmentTime(
  segment: Json,
  name: 'start' | 'end',
  pointer: string,
): SegmentTime | null {
  const field = segment[`${name}Ms`] === undefined ? name : `${name}Ms`
  const value = segment[field]
  if (value === undefined || value === null) {
    const [other] = findFields(segment, name)
    return other ? readOther(segment[other], other, `${pointer}/${other}`) : null
  }
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

/** Fields of a segment that may name its speaker or its time, where it has none by those that are read. */
export function findUnreadFields(
  segment: Json,
  { hasSpeaker, hasStart }: { hasSpeaker: boolean; hasStart: boolean },
): string[] {
  return fieldsOf(segment).filter((field) => {
    if (field === 'text' || !isGiven(segment[field])) return false
    return (!hasSpeaker && isLike(field, LIKE_NAME)) || (!hasStart && isLike(field, LIKE_TIME))
  })
}

/** Says how many segments have such fields, and which those are. */
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
