import { storable } from '../../../plugins/engine/index.ts'
import type { SpeechResult, SpokenWord } from '../../modules/transcription/ports.ts'
import { garbled } from './name-fault.ts'

/**
 * An answer as JSON, also with the slips of servers of one's own: numbers of Python, line breaks within strings, commas
 * before a bracket. Throws `provider_garbage` for anything else, such as the page of something in between.
 */
export function parseAnswer(provider: string, answer: string): unknown {
  const bare = answer.replace(/^\uFEFF/, '').replace(/[\s\0]+$/, '')
  try {
    return JSON.parse(bare) as unknown
  } catch {
    try {
      return JSON.parse(mended(bare)) as unknown
    } catch {
      throw garbled(provider)
    }
  }
}

const STRING_OR_SLIP = /"(?:[^"\\]|\\[^])*"|-?\b(?:NaN|Infinity)\b|,(?=\s{0,100}[}\]])/g

const mended = (json: string): string =>
  json.replaceAll(STRING_OR_SLIP, (found) => {
    if (found === ',') return ''
    // oxlint-disable-next-line no-control-regex
    return found.startsWith('"') ? found.replaceAll(/[\u0000-\u001F]/g, ' ') : 'null'
  })

type Fields = Record<string, unknown>

/**
 * The object that has one of these fields: the answer itself, or what a server in between has put into a list of one or
 * under a name of its own. Null where there is none.
 */
export function findFields(given: unknown, names: string[]): Fields | null {
  const one = Array.isArray(given) && given.length === 1 ? (given[0] as unknown) : given
  const own = asFields(one)
  return (
    [own, ...Object.values(own).map(asFields)].find((fields) =>
      names.some((name) => name in fields),
    ) ?? null
  )
}
export type Utterance = SpeechResult['utterances'][number]

/** Readers of answers that were paid for: whatever field is missing or odd, none of them throws. */
export const asFields = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

/** A list, also one whose entries stand under their numbers, or whose only entry stands alone; else an empty one. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  const fields = asFields(value)
  const names = Object.keys(fields)
  if (names.length === 0) return []
  return names.every((name) => /^\d+$/.test(name)) ? Object.values(fields) : [fields]
}

/** Text as a database takes it, also in pieces; empty for anything else. */
export function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asPiece).filter(Boolean).join(' ')
  return asPiece(value)
}

const asPiece = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? storable(String(value)).trim() : ''

/** A number, also where it was written as a string, with a point or a comma. */
export function asNumber(value: unknown): number | null {
  const isText = typeof value === 'string' && value.trim() !== ''
  const number = isText ? Number(value.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2')) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** Nothing that people record is longer, and no time beyond it can be one. */
const longestSeconds = 30 * 24 * 3_600

/** Milliseconds of a time in seconds. */
export function asMs(seconds: unknown): number | null {
  const number = asNumber(seconds)
  if (number === null || number > longestSeconds) return null
  return Math.max(0, Math.round(number * 1_000))
}

/** A share from 0 to 1. */
export function asShare(value: unknown): number | null {
  const number = asNumber(value)
  return number === null ? null : Math.min(Math.max(number, 0), 1)
}

/** Numbers of speakers in one channel are below this. */
export const mostSpeakers = 1_000

/** A provider's number of a speaker, also behind a word: `SPEAKER_01`. */
export function asSpeaker(value: unknown): number | null {
  const numbered = typeof value === 'string' ? /^\p{L}+[\s_-]?(\d{1,3})$/u.exec(value.trim()) : null
  const number = asNumber(numbered?.[1] ?? value)
  return number !== null && Number.isInteger(number) && number >= 0 && number < mostSpeakers
    ? number
    : null
}

/** A word of an answer, before it is known whether its times can be used. */
export interface ReadWord {
  text: string
  startMs: number | null
  endMs: number | null
  confidence: number | null
  speaker: number | null
}

/** Entries of a list of words, some of which may be nothing but the word. */
export const asWords = (value: unknown): Fields[] =>
  asList(value).map((word) => (typeof word === 'string' ? { word } : asFields(word)))

/** Words that have their time: the others stay in the text alone. */
export const timedWords = (words: ReadWord[]): SpokenWord[] =>
  words.flatMap(({ text, startMs, endMs, confidence }) => {
    const from = startMs ?? endMs
    const to = endMs ?? startMs
    return text === '' || from === null || to === null
      ? []
      : [{ text, startMs: from, endMs: Math.max(from, to), confidence }]
  })

/** What is missing of an utterance's times is taken from its words. */
export function timesOf(
  own: { startMs: number | null; endMs: number | null },
  words: ReadWord[],
): { startMs: number | null; endMs: number | null } {
  const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs]).filter((ms) => ms !== null)
  const startMs = own.startMs ?? (times.length > 0 ? Math.min(...bounded(times)) : null)
  const endMs = own.endMs ?? (times.length > 0 ? Math.max(...bounded(times)) : null)
  return { startMs, endMs: endMs === null || startMs === null ? endMs : Math.max(endMs, startMs) }
}

/** First and last are enough, and a long meeting has more words than a call takes arguments. */
const bounded = (times: number[]): number[] => [...times.slice(0, 100), ...times.slice(-100)]

/**
 * Utterances in the order of time. One without any time stands between those before and after it in the answer; where
 * none has one, all are without.
 */
export function fillTimes(utterances: Utterance[]): Utterance[] {
  const firstMs = utterances.find(({ startMs }) => startMs !== null)?.startMs ?? null
  let lastMs: number | null = null
  const filled = utterances.map((utterance) => {
    const startMs: number | null = utterance.startMs ?? lastMs ?? firstMs
    const endMs: number | null = utterance.endMs ?? startMs
    lastMs = endMs ?? lastMs
    return { ...utterance, startMs, endMs }
  })
  return filled.toSorted((one, other) => (one.startMs ?? 0) - (other.startMs ?? 0))
}

/** When the last of them ends, in milliseconds; null where none has a time. */
export const lastEndMs = (utterances: Utterance[]): number | null =>
  utterances.reduce<number | null>(
    (last, { endMs }) => (endMs === null ? last : Math.max(last ?? 0, endMs)),
    null,
  )

/** One note for all that was missing, so that people know why a transcript looks as it does. */
export function warningsOf(
  utterances: Utterance[],
  lost: { untimed: number },
): SpeechResult['warnings'] {
  const warnings: SpeechResult['warnings'] = []
  if (lost.untimed > 0) {
    const times = `${lost.untimed} of ${utterances.length} utterances came without usable times`
    warnings.push({
      code: 'times_missing',
      count: lost.untimed,
      detail: `${times}; theirs are those around them.`,
    })
  }
  return warnings
}
