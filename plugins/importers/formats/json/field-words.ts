import type { Json } from './fields.ts'

type Kind = 'speaker' | 'start' | 'end'

/** Splits `detectedSpeakerName` and `detected_speaker_name` into the same words. */
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

/** Classifies a segment's field by the words of its name: one for the subject, others that only qualify it. */
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

/** A name is more specific than a label, and a label than a number. */
const rankOf = (field: string): number => {
  const words = wordsOf(field)
  return words.includes('name') ? 0 : words.includes('id') || words.includes('tag') ? 2 : 1
}

/** No service writes more fields; a file that does is padded. */
const MAX_FIELDS = 40

export const fieldsOf = (segment: Json): string[] => Object.keys(segment).slice(0, MAX_FIELDS)

/** The fields of a segment that hold this kind of value, the most specific first. */
export const findFields = (segment: Json, kind: Kind): string[] =>
  fieldsOf(segment)
    .filter((field) => kindOf(field) === kind && isGiven(segment[field]))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
