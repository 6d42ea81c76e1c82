import type { Utterance } from '../../types.ts'
import { isObject, type Json } from './fields.ts'

const LISTS = ['speakers', 'speaker_names', 'speakerNames', 'speaker_map', 'participants', 'users']
const NAMES = ['name', 'display_name', 'displayName', 'full_name', 'username']
const IDS = ['id', 'speaker_id', 'speakerId', 'speaker', 'label', 'tag', 'index']
const MAX_PEOPLE = 1000

/** `0`, `"0"` and `Speaker 0` are the same. */
const keyOf = (id: unknown): string =>
  String(id)
    .replace(/^Speaker (?=\d+$)/, '')
    .trim()

const firstOf = (value: Json, fields: readonly string[]): unknown =>
  fields
    .map((field) => value[field])
    .find((one) => typeof one === 'string' || typeof one === 'number')

const readEntry = (value: unknown): [string, string][] => {
  if (!isObject(value)) return []
  const id = firstOf(value, IDS)
  const name = firstOf(value, NAMES)
  return id === undefined || typeof name !== 'string' || name.trim() === ''
    ? []
    : [[keyOf(id), name]]
}

/** `[{id: 0, name: "Nadia"}]`, or `{"0": "Nadia"}`. */
const readList = (value: unknown): [string, string][] => {
  if (Array.isArray(value)) return value.slice(0, MAX_PEOPLE).flatMap(readEntry)
  if (!isObject(value)) return []
  return Object.entries(value)
    .slice(0, MAX_PEOPLE)
    .flatMap(([id, name]): [string, string][] =>
      typeof name === 'string' && name.trim() !== '' ? [[keyOf(id), name]] : [],
    )
}

/** Replaces speaker numbers by the names that the file lists elsewhere. */
export function nameSpeakers(document: unknown, utterances: Utterance[]): Utterance[] {
  if (!isObject(document)) return utterances
  const names = new Map(LISTS.flatMap((field) => readList(document[field])))
  if (names.size === 0) return utterances
  return utterances.map((utterance) => ({
    ...utterance,
    speaker:
      utterance.speaker === null
        ? null
        : (names.get(keyOf(utterance.speaker)) ?? utterance.speaker),
  }))
}
