import { MAX_TIME_MS } from '../../limits.ts'
import type { ImportWarning, Utterance } from '../../types.ts'

type Timed = Pick<Utterance, 'startMs' | 'endMs' | 'text'>

/** People speak two to three words a second; even with pauses, hardly anybody is slower than this. */
const SLOWEST_MS_PER_WORD = 60_000
/** Nobody speaks faster. */
const FASTEST_MS_PER_WORD = 15
const MIN_WORDS = 4

const countWords = (text: string): number => {
  const words = text.trim().split(/\s+/).length
  // Chinese and Japanese have no spaces: two characters are about a word.
  const unspaced =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
  return Math.max(words, Math.ceil(unspaced / 2))
}

const median = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null

/** Time per word, from each record's own times or from the start of the next. */
const readPace = (records: readonly Timed[]): number | null => {
  const paces: number[] = []
  let wordCount = 0
  for (const [at, { startMs, endMs, text }] of records.entries()) {
    const end = endMs ?? records[at + 1]?.startMs ?? null
    if (startMs === null || end === null || end <= startMs) continue
    const words = countWords(text)
    wordCount += words
    paces.push((end - startMs) / words)
  }
  return wordCount < MIN_WORDS ? null : median(paces)
}

const UNITS = [
  { name: 'milliseconds', factor: 1e-3 },
  { name: 'microseconds', factor: 1e-6 },
  { name: 'ticks of 100 nanoseconds', factor: 1e-7 },
  { name: 'nanoseconds', factor: 1e-9 },
] as const

const isPossible = (pace: number): boolean =>
  pace >= FASTEST_MS_PER_WORD && pace <= SLOWEST_MS_PER_WORD

const scale = <T extends Timed>(record: T, factor: number): T => ({
  ...record,
  startMs: record.startMs === null ? null : Math.round(record.startMs * factor),
  endMs: record.endMs === null ? null : Math.round(record.endMs * factor),
})

const YEAR_2000_MS = Date.UTC(2000, 0)
const YEAR_2100_MS = Date.UTC(2100, 0)
const LONGEST_MEETING_MS = 48 * 3_600_000

/** Seconds or milliseconds since 1970, counted from the first record. */
const countFromFirst = <T extends Timed>(records: readonly T[]): readonly T[] | null => {
  const starts = records.flatMap(({ startMs }) => startMs ?? [])
  const first = starts.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY)
  const last = starts.reduce((most, ms) => Math.max(most, ms), 0)
  const factor = [1, 1e-3].find(
    (one) =>
      first * one > YEAR_2000_MS &&
      last * one < YEAR_2100_MS &&
      (last - first) * one < LONGEST_MEETING_MS,
  )
  if (factor === undefined) return null
  const place = (ms: number | null): number | null =>
    ms === null ? null : Math.max(0, Math.round((ms - first) * factor))
  return records.map((record) => ({
    ...record,
    startMs: place(record.startMs),
    endMs: place(record.endMs),
  }))
}

/**
 * Checks by the pace of speech whether numbers read as seconds are seconds: a meeting lasts minutes to hours, and a
 * word a fraction of a second. Uses another unit only when seconds are impossible, and adds a warning.
 */
export function fitUnits<T extends Timed>(
  records: readonly T[],
): { records: readonly T[]; warnings: ImportWarning[] } {
  const moments = countFromFirst(records)
  if (moments) return { records: moments, warnings: [] }
  const pace = readPace(records)
  const longest = records.reduce((max, { startMs }) => Math.max(max, startMs ?? 0), 0)
  if (pace === null || (isPossible(pace) && longest <= MAX_TIME_MS))
    return { records, warnings: [] }
  const unit = UNITS.find(
    ({ factor }) => isPossible(pace * factor) && longest * factor <= MAX_TIME_MS,
  )
  if (!unit || pace < FASTEST_MS_PER_WORD) return { records, warnings: [] }
  return {
    records: records.map((record) => scale(record, unit.factor)),
    warnings: [
      {
        code: 'time_unit_assumed',
        example: unit.name,
        detail: `Times were read as ${unit.name}: in seconds, a single word would last minutes.`,
      },
    ],
  }
}
