import { decodeHTMLStrict } from 'entities'
import { ImportError, type ImportReason } from '../../import-error.ts'
import { checkUtteranceCount } from '../../limits.ts'
import type { ParsedTranscript, TranscriptFormat, Utterance } from '../../types.ts'
import { readClock } from '../clock.ts'

export type Json = Record<string, unknown>

/** Reads the JSON of one service. `read` returns null when the document is of another kind. */
export interface JsonDialect {
  format: TranscriptFormat
  read(document: unknown): ParsedTranscript | null
}

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' ? value : null

export const malformed = (
  reason: ImportReason,
  detail: string,
  pointer: string,
  expected: string[],
): ImportError => new ImportError('transcript_malformed', reason, detail, { pointer, expected })

/** Returns the value as an object; throws `json_segment` for anything else. */
export function requireObject(value: unknown, pointer: string, what: string): Json {
  if (isObject(value)) return value
  throw malformed('json_segment', `${what} must be an object.`, pointer, [`an object: ${what}`])
}

/** Returns the text of a record; throws `json_text` when it is missing or not a string. */
export function readWords(value: unknown, pointer: string): string {
  if (typeof value === 'string') return value
  throw malformed('json_text', 'The words must be a text.', pointer, ['a text'])
}

/** Returns a name, a speaker's number (as `Speaker N`), or null when nobody is named. */
export function readSpeaker(value: unknown, pointer: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isInteger(value)) return `Speaker ${value}`
  throw malformed('json_speaker', 'The speaker must be a name or a number.', pointer, [
    'a name',
    'a speaker number',
    'null where the speaker is unknown',
  ])
}

const badTime = (pointer: string): ImportError =>
  malformed('json_time', 'The time must be 0 or more.', pointer, [
    'a number of seconds',
    'a time such as "00:01:05"',
    'null where the time is unknown',
  ])

const NUMBER = /^\d{1,12}(?:\.\d{1,20})?$/

/** Converts seconds, as a number or a string, or `HH:MM:SS`, to milliseconds; null when absent. */
export function readTimeMs(value: unknown, pointer: string): number | null {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string' && !NUMBER.test(value)) {
    const clockMs = readClock(value.slice(0, 20))
    if (clockMs === null) throw badTime(pointer)
    return clockMs
  }
  const isNumber = typeof value === 'number' || typeof value === 'string'
  const seconds = isNumber ? Number(value) : Number.NaN
  if (!Number.isFinite(seconds) || seconds < 0) throw badTime(pointer)
  return Math.round(seconds * 1000)
}

const IN_TAGS = /^\s*<(\p{L}{1,10})(?: [^<>]{0,200})?>([\s\S]*)<\/\1>\s*$/u
const TAG = /<\/?\p{L}{1,10}(?: [^<>]{0,200})?\/?>/gu

/** Removes markup when all of the text is HTML. */
function withoutTags(utterances: Utterance[]): Utterance[] {
  if (utterances.length === 0 || !utterances.every(({ text }) => IN_TAGS.test(text))) {
    return utterances
  }
  return utterances.map((one) => ({ ...one, text: decodeHTMLStrict(one.text.replace(TAG, ' ')) }))
}

export function toTranscript(written: Utterance[], title: string | null): ParsedTranscript {
  checkUtteranceCount(written.length)
  const utterances = withoutTags(written)
  return { utterances, cutsSentences: false, timesApproximate: false, title, warnings: [] }
}
