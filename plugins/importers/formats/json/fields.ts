import { decodeHTMLStrict } from 'entities'
import { ImportError, type ImportReason } from '../../import-error.ts'
import { checkUtteranceCount } from '../../limits.ts'
import type { ParsedTranscript, TranscriptFormat, Utterance } from '../../types.ts'
import { readClock } from '../clock.ts'

export type Json = Record<string, unknown>

/** One service's JSON. `read` returns null when the document is not of its kind. */
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

/** The value as an object; throws `json_segment` for anything else. */
export function requireObject(value: unknown, pointer: string, what: string): Json {
  if (isObject(value)) return value
  throw malformed('json_segment', `${what} must be an object.`, pointer, [`an object: ${what}`])
}

/** The words of a record; throws `json_text` when they are missing or no text. */
export function readWords(value: unknown, pointer: string): string {
  if (typeof value === 'string') return value
  throw malformed('json_text', 'The words must be a text.', pointer, ['a text'])
}

/** A name, a speaker's number (given as `Speaker N`), or null where nobody is named. */
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

/** Milliseconds of seconds, given as a number or in a string, or of a `HH:MM:SS`; null when absent. */
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

/** Words that are the text of a web page, each in tags of its own. */
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
