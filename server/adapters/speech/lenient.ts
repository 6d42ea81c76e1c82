import { storable } from '../../../plugins/engine/index.ts'
import type { SpeechResult, SpokenWord } from '../../modules/transcription/ports.ts'
import { garbled } from './classify-fault.ts'

/**
 * Parses an answer as JSON, tolerating mistakes of self-hosted servers: Python's numbers, line breaks inside strings,
 * trailing commas. Throws `provider_garbage` for anything else, such as the page of a proxy.
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
 * Returns the object that has one of these fields: the answer itself, or one that a proxy wrapped in a list or under a
 * name of its own. Null when there is none.
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

/** These readers never throw, whatever field is missing or odd: the answer was paid for. */
export const asFields = (value: unknown): Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {}

/** A list, also from an object with numbered entries or a single entry; otherwise empty. */
export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  const fields = asFields(value)
  const names = Object.keys(fields)
  if (names.length === 0) return []
  return names.every((name) => /^\d+$/.test(name)) ? Object.values(fields) : [fields]
}

/** Text that the database accepts, also joined from parts; empty for anything else. */
export function asText(value: unknown): string {
  if (Array.isArray(value)) return value.map(asPiece).filter(Boolean).join(' ')
  return asPiece(value)
}

const asPiece = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? storable(String(value)).trim() : ''

/** A number, also from a string with a decimal point or comma. */
export function asNumber(value: unknown): number | null {
  const isText = typeof value === 'string' && value.trim() !== ''
  const number = isText ? Number(value.trim().replace(/^(-?\d+),(\d+)$/, '$1.$2')) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** No recording is longer, so a later time cannot be right. */
const longestSeconds = 30 * 24 * 3_600

/** Milliseconds from a time in seconds. */
export function asMs(seconds: unknown): number | null {
  const number = asNumber(seconds)
  if (number === null || number > longestSeconds) return null
  return Math.max(0, Math.round(number * 1_000))
}

/** A ratio from 0 to 1. */
export function asShare(value: unknown): number | null {
  const number = asNumber(value)
  return number === null ? null : Math.min(Math.max(number, 0), 1)
}

/** Speaker numbers of one channel are below this. */
export const maxSpeakers = 1_000

/** A provider's speaker number, also after a word: `SPEAKER_01`. */
export function asSpeaker(value: unknown): number | null {
  const numbered = typeof value === 'string' ? /^\p{L}+[\s_-]?(\d{1,3})$/u.exec(value.trim()) : null
  const number = asNumber(numbered?.[1] ?? value)
  return number !== null && Number.isInteger(number) && number >= 0 && number < maxSpeakers
    ? number
    : null
}

/** A word of an answer, before its times are known to be usable. */
export interface ReadWord {
  text: string
  startMs: number | null
  endMs: number | null
  confidence: number | null
  speaker: number | null
}

/** The entries of a list of words; an entry may be a bare string. */
export const asWords = (value: unknown): Fields[] =>
  asList(value).map((word) => (typeof word === 'string' ? { word } : asFields(word)))

/** Words that have times; the others stay in the text only. */
export const timedWords = (words: ReadWord[]): SpokenWord[] =>
  words.flatMap(({ text, startMs, endMs, confidence }) => {
    const from = startMs ?? endMs
    const to = endMs ?? startMs
    return text === '' || from === null || to === null
      ? []
      : [{ text, startMs: from, endMs: Math.max(from, to), confidence }]
  })

/** Takes times that an utterance lacks from its words. */
export function timesOf(
  own: { startMs: number | null; endMs: number | null },
  words: ReadWord[],
): { startMs: number | null; endMs: number | null } {
  const times = words.flatMap(({ startMs, endMs }) => [startMs, endMs]).filter((ms) => ms !== null)
  const startMs = own.startMs ?? (times.length > 0 ? Math.min(...bounded(times)) : null)
  const endMs = own.endMs ?? (times.length > 0 ? Math.max(...bounded(times)) : null)
  return { startMs, endMs: endMs === null || startMs === null ? endMs : Math.max(endMs, startMs) }
}

/** The first and the last are enough; a long meeting has more words than a call can have arguments. */
const bounded = (times: number[]): number[] => [...times.slice(0, 100), ...times.slice(-100)]

/**
 * Sorts utterances by time. One without any time stays between its neighbours in the answer; if none has a time, all
 * are without.
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

/** The end of the last one in milliseconds; null when none has a time. */
export const lastEndMs = (utterances: Utterance[]): number | null =>
  utterances.reduce<number | null>(
    (last, { endMs }) => (endMs === null ? last : Math.max(last ?? 0, endMs)),
    null,
  )

/** One warning for everything that was missing, to explain how the transcript looks. */
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
