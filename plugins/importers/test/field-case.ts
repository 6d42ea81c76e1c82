import type { ImportedTranscript } from '../types.ts'

interface ExpectedSegment {
  speaker?: string | null | (string | null)[]
  text: string | string[]
  startMs?: number | null | (number | null)[]
  endMs?: number | null | (number | null)[]
}

interface Outcome {
  segments?: ExpectedSegment[]
  joinSameSpeaker?: boolean
  tolerance?: { startMs: number }
  speakers?: string[]
  words?: string[]
  timesAscend?: boolean
  mustWarn?: boolean
}

/** What is right for one file; `orWarn` and the `refusal…` are patterns. */
export interface ExpectedCase extends Outcome {
  file: string
  accept?: boolean
  acceptOrRefuse?: boolean
  refusalNot?: string
  refusalMust?: string
  orWarn?: string
  anyOf?: Outcome[]
}

type Real = Pick<ImportedTranscript, 'segments' | 'warnings'>

const fold = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim()
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

const joinNeighbours = (segments: readonly ExpectedSegment[]): ExpectedSegment[] => {
  const joined: ExpectedSegment[] = []
  for (const segment of segments) {
    const last = joined.at(-1)
    if (last && JSON.stringify(last.speaker) === JSON.stringify(segment.speaker)) {
      last.text = `${String(last.text)} ${String(segment.text)}`
      if (segment.endMs === undefined) delete last.endMs
      else last.endMs = segment.endMs
    } else joined.push({ ...segment })
  }
  return joined
}

const isTimeRight = (
  right: ExpectedSegment['startMs'],
  real: number | null,
  toleranceMs: number,
): boolean =>
  right === undefined ||
  listOf(right).some((one) =>
    one === null || real === null ? one === real : Math.abs(one - real) <= toleranceMs,
  )

const isRight = (right: ExpectedSegment, real: ExpectedSegment | undefined, toleranceMs: number) =>
  real !== undefined &&
  (right.speaker === undefined || listOf(right.speaker).includes(real.speaker as string | null)) &&
  listOf(right.text)
    .map(fold)
    .includes(fold(String(real.text))) &&
  isTimeRight(right.startMs, real.startMs as number | null, toleranceMs) &&
  isTimeRight(right.endMs, real.endMs as number | null, toleranceMs)

const differenceOfSegments = (outcome: Outcome, real: Real): string | null => {
  if (!outcome.segments) return null
  const isJoined = outcome.joinSameSpeaker === true
  const right = isJoined ? joinNeighbours(outcome.segments) : outcome.segments
  const got = isJoined ? joinNeighbours(real.segments) : real.segments
  const at = right.findIndex(
    (segment, index) => !isRight(segment, got[index], outcome.tolerance?.startMs ?? 50),
  )
  if (at !== -1) return `${JSON.stringify(got[at])}, right is ${JSON.stringify(right[at])}`
  return got.length > right.length ? `too much: ${JSON.stringify(got[right.length])}` : null
}

const differenceOf = (outcome: Outcome, real: Real): string | null => {
  const segments = differenceOfSegments(outcome, real)
  if (segments) return segments
  const speakers = new Set(real.segments.flatMap(({ speaker }) => speaker ?? []))
  if (outcome.speakers && outcome.speakers.toSorted().join() !== [...speakers].toSorted().join()) {
    return `speakers are ${[...speakers].join()}`
  }
  const all = fold(real.segments.map(({ text }) => text).join(' '))
  const lost = outcome.words?.find((words) => !all.includes(fold(words)))
  if (lost) return `lost: ${lost}`
  const starts = real.segments.flatMap(({ startMs }) => startMs ?? [])
  if (outcome.timesAscend && starts.some((ms, at) => ms < (starts[at - 1] ?? 0))) {
    return 'times run backwards'
  }
  return outcome.mustWarn && real.warnings.every(({ code }) => code === 'no_speakers')
    ? 'no warning'
    : null
}

/** The first difference to what is right, in words; null where there is none. */
export function findDifference(expected: ExpectedCase, real: Real): string | null {
  if (expected.accept === false) return 'accepted'
  const { orWarn } = expected
  const isWarned = real.warnings.some(({ code, detail }) =>
    new RegExp(orWarn ?? '(?!)', 'iu').test(`${code} ${detail}`),
  )
  if (isWarned) return null
  const outcomes = (expected.anyOf ?? [{}]).map((one) => ({ ...expected, ...one }))
  const differences = outcomes.map((outcome) => differenceOf(outcome, real))
  return differences.includes(null) ? null : (differences[0] ?? null)
}
