import type { ImportWarning, Utterance } from '../../types.ts'
import { isObject, type Json } from './fields.ts'
import { readSpeakerOf } from './speaker-fields.ts'
import { readTime, type ReadTime, snakeCase } from './time-values.ts'

/** One turn, phrase or word of a service's answer, whatever its fields are called. */
export interface TurnRecord {
  speaker: string | null
  start: ReadTime | null
  end: ReadTime | null
  text: string
}

const MAX_WORDS = 20_000
/** Fields with the words as text, the most readable form first. */
const TEXTS = [
  'text',
  'transcript',
  'spokenText',
  'sentence',
  'display',
  'content',
  'utterance',
  'caption',
  'punctuated_word',
  'word',
  'phrase',
  'message',
  'body',
  'raw_text',
  'value',
  'line',
  'words',
]
/** Fields with the words in pieces. */
const PIECES = ['words', 'elements', 'tokens', 'items', 'sentences', 'result']
/** Fields with alternative recognitions, the best first. */
const READINGS = ['nBest', 'nbest', 'n_best', 'alternatives']

/** The best alternative of a phrase; services also put other facts there. */
const bestReading = (record: Json): Json | null => {
  for (const field of READINGS) {
    const list = record[field]
    const best: unknown = Array.isArray(list) ? list[0] : null
    if (isObject(best)) return best
  }
  return null
}

const NO_SPACE_BEFORE = /^[.,!?;:…%)\]}»”。，！？；：、]|^['’]\p{L}{1,2}\b/u

/** Joins pieces as they are if they contain their own spaces. */
const joinPieces = (pieces: readonly string[]): string => {
  const haveSpaces = pieces.some((piece) => /^\s|\s$/.test(piece))
  if (haveSpaces) return pieces.join('')
  return pieces.reduce(
    (text, piece) =>
      text === '' || NO_SPACE_BEFORE.test(piece) ? text + piece : `${text} ${piece}`,
    '',
  )
}

/** Returns the words of a record; null when it has none. */
export function readText(record: Json, depth = 0): string | null {
  for (const field of TEXTS) {
    const value = record[field]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  if (depth > 2) return null
  const best = bestReading(record)
  const text = best && readText(best, depth + 1)
  if (text !== null) return text
  for (const field of PIECES) {
    const list = record[field]
    if (!Array.isArray(list) || list.length === 0) continue
    const pieces = list.slice(0, MAX_WORDS).flatMap((piece): string[] => {
      if (typeof piece === 'string') return [piece]
      if (!isObject(piece)) return []
      if (typeof piece['value'] === 'string') return [piece['value']]
      const words = readText(piece, depth + 1)
      return words === null ? [] : [words]
    })
    if (pieces.length > 0) return joinPieces(pieces)
  }
  return null
}

const START = /^(?:(?:start|begin|from|offset)(?:_|$)|.*_(?:start|begin)$)/
const END = /^(?:(?:end|stop|to|until)(?:_|$)|.*_(?:end|stop)$)/
const DURATION = /^(?:duration|length|dur)(?:_|$)/
const ALONE = /^(?:timestamps?|times?|ts|at|offsets?|interval|segment|range)(?:_|$)/
const PAIR_START = ['start', 'from', 'begin']
const PAIR_END = ['end', 'to', 'stop']
/** Positions in the text, not in the recording. */
const NOT_A_TIME = /char|index|idx|byte|word|token|page|line|color|date_of/

const fieldsOf = (record: Json): string[] =>
  Object.keys(record)
    .slice(0, 40)
    .filter((field) => !NOT_A_TIME.test(snakeCase(field)))

const findTime = (record: Json, pattern: RegExp): ReadTime | null => {
  let found: ReadTime | null = null
  for (const field of fieldsOf(record)) {
    if (!pattern.test(snakeCase(field)) || Array.isArray(record[field])) continue
    const time = readTime(record[field], field)
    // A field that names its unit takes precedence.
    if (time && (found === null || (time.isUnitNamed && !found.isUnitNamed))) found = time
  }
  return found
}

interface Span {
  start: ReadTime | null
  end: ReadTime | null
}

const readPair = (value: unknown, field: string): Span | null => {
  if (Array.isArray(value)) {
    const start = readTime(value[0], field)
    return start && { start, end: value.length < 2 ? null : readTime(value.at(-1), field) }
  }
  if (!isObject(value)) return null
  const startField = PAIR_START.find((name) => value[name] !== undefined)
  const endField = PAIR_END.find((name) => value[name] !== undefined)
  if (startField === undefined) return null
  return {
    start: readTime(value[startField], field),
    end: endField === undefined ? null : readTime(value[endField], field),
  }
}

/** `timestamp: [0, 4.2]`, also with times in between, `timestamps: {from, to}`, `offsets: {from, to}`. */
const readSpans = (record: Json): Span | null => {
  let found: Span | null = null
  for (const field of fieldsOf(record)) {
    const isSpan = ALONE.test(snakeCase(field))
    const span = isSpan ? readPair(record[field], field) : null
    if (span?.start && (!found || (span.start.isUnitNamed && !found.start?.isUnitNamed)))
      found = span
  }
  return found
}

/** The times of the first and the last word, for a record without its own. */
const readInner = (record: Json): Span => {
  for (const field of PIECES) {
    const list = record[field]
    if (!Array.isArray(list)) continue
    const spans = list.filter(isObject).map((piece) => readSpan(piece, true))
    const start = spans.find((span) => span.start)?.start ?? null
    if (start) return { start, end: spans.findLast((span) => span.end)?.end ?? null }
  }
  return { start: null, end: null }
}

/** Start and end of a record. */
export function readSpan(record: Json, isInner = false): Span {
  const start = findTime(record, START)
  if (start) {
    const end = findTime(record, END)
    const duration = end ? null : findTime(record, DURATION)
    return { start, end: end ?? (duration && { ...duration, ms: start.ms + duration.ms }) }
  }
  const pair = readSpans(record)
  if (pair) return pair
  const alone = findTime(record, ALONE)
  if (alone) return { start: alone, end: findTime(record, /^end_/) }
  if (isInner) return { start: null, end: null }
  const inner = readInner(record)
  const best = inner.start ? null : bestReading(record)
  return best ? readSpan(best) : inner
}

/** The speaker of the record, or of its first word. */
const readVoice = (record: Json): string | null => {
  const own = readSpeakerOf(record)
  if (own !== null) return own
  const best = bestReading(record)
  if (best) return readVoice(best)
  for (const field of PIECES) {
    const list = record[field]
    const piece: unknown = Array.isArray(list) ? list.find(isObject) : null
    const voice = isObject(piece) ? readSpeakerOf(piece) : null
    if (voice !== null) return voice
  }
  return null
}

/** A space between words, which some services list as an entry. */
export const isSpacing = (value: unknown): boolean =>
  isObject(value) &&
  TEXTS.some((field) => typeof value[field] === 'string' && /^\s+$/.test(value[field]))

/** Reads a record as a turn; null when it has no words. */
export function readRecord(value: unknown): TurnRecord | null {
  if (!isObject(value)) return null
  const text = readText(value)
  if (text === null) return null
  return { speaker: readVoice(value), ...readSpan(value), text }
}

const piecesOf = (record: Json): Json[] => {
  const list = PIECES.map((field) => record[field]).find(
    (value) => Array.isArray(value) && value.some(isObject),
  )
  if (Array.isArray(list)) return list.slice(0, MAX_WORDS).filter(isObject)
  const best = bestReading(record)
  return best ? piecesOf(best) : []
}

/** Reads a record whose words have different speakers as turns; null when they have one speaker or none. */
export function readVoices(record: Json): TurnRecord[] | null {
  if (readSpeakerOf(record) !== null) return null
  const pieces = piecesOf(record).map((piece) => ({
    voice: readSpeakerOf(piece),
    ...readSpan(piece, true),
    text: readText(piece),
  }))
  if (new Set(pieces.flatMap(({ voice }) => voice ?? [])).size < 2) return null
  const turns: (TurnRecord & { texts: string[] })[] = []
  for (const { voice, start, end, text } of pieces) {
    if (text === null) continue
    const turn = turns.at(-1)
    if (turn && (voice === null || voice === turn.speaker)) {
      turn.texts.push(text)
      turn.start ??= start
      turn.end = end ?? turn.end
    } else turns.push({ speaker: voice, start, end, text: '', texts: [text] })
  }
  return turns.map(({ texts, ...turn }) => ({ ...turn, text: joinPieces(texts) }))
}

/** The turns of a record: one, or one for each speaker among its words; none without words. */
export function readRecords(value: unknown): TurnRecord[] {
  const voices = isObject(value) ? readVoices(value) : null
  if (voices) return voices
  const record = readRecord(value)
  return record ? [record] : []
}

const lettersOf = (value: unknown): string =>
  (isObject(value) ? (readText(value) ?? '') : '').replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase()

/** Drops earlier records when the last one repeats all of them with speakers. */
export function withoutRepeatedStart(list: readonly unknown[]): readonly unknown[] {
  const last = list.at(-1)
  if (list.length < 2 || !isObject(last) || !readVoices(last)) return list
  const before = list.slice(0, -1).map(lettersOf).join('')
  return before === lettersOf(last) ? [last] : list
}

/** Dates are counted from the earliest one. */
export function toUtterances(records: readonly TurnRecord[]): Utterance[] {
  let firstMs = Number.POSITIVE_INFINITY
  for (const { start } of records) if (start?.isDate && start.ms < firstMs) firstMs = start.ms
  const place = (time: ReadTime | null): number | null =>
    time === null ? null : Math.max(0, Math.round(time.isDate ? time.ms - firstMs : time.ms))
  return records.map(({ speaker, start, end, text }) => ({
    cueId: '',
    speaker,
    startMs: place(start),
    endMs: place(end),
    text,
  }))
}

export const warnOfEmptyRecords = (count: number): ImportWarning[] =>
  count === 0
    ? []
    : [
        {
          code: 'records_empty',
          count,
          detail: `${count === 1 ? '1 record' : `${count} records`} without words ${count === 1 ? 'was' : 'were'} left out.`,
        },
      ]
