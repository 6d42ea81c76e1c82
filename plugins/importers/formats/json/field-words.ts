import type { Json } from './fields.ts'

type Kind = 'speaker' | 'start' | 'end'

/** `detectedSpeakerName` and `detected_speaker_name` alike. */
export const wordsOf = (field: string): string[] =>
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

/** What a field of a segment holds by the words of its name: one for the thing, and others that only qualify it. */
const kindOf = (field: string): Kind | null => {
  const words = wordsOf(field)
  const holds = (thing: string, qualifiers: ReadonlySet<string>): boolean =>
    words.includes(thing) && words.every((word) => word === thing || qualifiers.has(word))
  if (holds('speaker', NAME_WORDS)) return 'speaker'
  if (holds('start', TIME_WORDS)) return 'start'
  return holds('end', TIME_WORDS) ? 'end' : null
}

export const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== ''

/** A name says more than a label, and both more than a number. */
const rankOf = (field: string): number => {
  const words = wordsOf(field)
  return words.includes('name') ? 0 : words.includes('id') || words.includes('tag') ? 2 : 1
}

/** No service writes more; a file that does is padding. */
const MAX_FIELDS = 40

export const fieldsOf = (segment: Json): string[] => Object.keys(segment).slice(0, MAX_FIELDS)

/** The fields of a segment that hold such a thing, those that say most of it first. */
export const findFields = (segment: Json, kind: Kind): string[] =>
  fieldsOf(segment)
    .filter((field) => kindOf(field) === kind && isGiven(segment[field]))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
