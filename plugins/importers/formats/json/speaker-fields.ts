import { findFields } from './field-words.ts'
import { isObject, type Json, readSpeaker } from './fields.ts'

const NAMES_WITHIN = [
  'name',
  'display_name',
  'displayName',
  'full_name',
  'fullName',
  'username',
  'user_name',
  'label',
  'id',
]
/** Fields that hold a person as an object. */
const PEOPLE = [
  'speaker',
  'participant',
  'user',
  'author',
  'person',
  'member',
  'attendee',
  'sender',
  'from',
  'users',
  'speakers',
]

const nameWithin = (value: unknown): string | null => {
  if (Array.isArray(value)) return value.length === 1 ? nameWithin(value[0]) : null
  if (!isObject(value)) return null
  for (const field of NAMES_WITHIN) {
    const name = value[field]
    if (typeof name === 'string' && name.trim() !== '') return name
    if (typeof name === 'number' && Number.isInteger(name)) return `Speaker ${name}`
  }
  return null
}

const findPerson = (segment: Json): string | null => {
  for (const field of PEOPLE) {
    const name = nameWithin(segment[field])
    if (name !== null) return name
  }
  return null
}

/** Reads the speaker of a record of any service; null when it names nobody. */
export function readSpeakerOf(record: Json): string | null {
  const own = record['speaker']
  if (typeof own === 'string' && own.trim() !== '') return own
  if (typeof own === 'number' && Number.isInteger(own)) return `Speaker ${own}`
  return findPerson(record) ?? readQualified(record) ?? readNamed(record)
}

/** Fields that name the speaker in services without a speaker field. */
const NAMES = [
  'participant',
  'participant_name',
  'participantName',
  'user_name',
  'userName',
  'author',
  'who',
  'person',
  'spk',
]

const readNamed = (record: Json): string | null => {
  const field = NAMES.find((name) => typeof record[name] === 'string' && record[name] !== '')
  return field === undefined ? null : (record[field] as string)
}

const readQualified = (segment: Json): string | null => {
  for (const field of findFields(segment, 'speaker')) {
    const value = segment[field]
    const name = isObject(value) ? nameWithin(value) : value
    if (typeof name === 'string' && name.trim() !== '') return name
    if (typeof name === 'number' && Number.isInteger(name)) return `Speaker ${name}`
  }
  return null
}

/** Reads the speaker of a segment: `speaker` itself, else the most specific other field. */
export function readSegmentSpeaker(segment: Json, pointer: string): string | null {
  const person = findPerson(segment)
  if (person !== null) return person
  const own = readSpeaker(segment['speaker'], `${pointer}/speaker`)
  return own !== null && own.trim() !== '' ? own : readQualified(segment)
}
