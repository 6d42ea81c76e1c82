import type { AnswerFacts, SpeechResult } from '../ports.ts'
import { leaveOutLoops } from './leave-out-loops.ts'

type Utterance = SpeechResult['utterances'][number]
type Warnings = SpeechResult['warnings']

/** Rounding of recognisers. */
const beyondMs = 1_500
/** Tolerance of the times of recognisers. */
const asideMs = 600
/** Of 255; anything below is only noise of the recording. */
const mostOfSilence = 1
const longestShortMs = 400

/**
 * Utterances as they can have been said in this recording: none in silence, none after its end, none in a loop; with a
 * note for each kind that was left out or put right.
 */
export function checkUtterances(
  utterances: Utterance[],
  { durationMs, peaks }: AnswerFacts,
): { utterances: Utterance[]; warnings: Warnings } {
  const warnings: Warnings = []
  const note = (code: string, count: number, detail: string): void => {
    if (count > 0) warnings.push({ code, count, detail: `${count} ${detail}` })
  }
  const timed = inSeconds(utterances, durationMs)
  const quietest = peaks ? floorOf(peaks) : 0
  const heard = peaks ? timed.filter((one) => !isUnheard(one, peaks, quietest)) : timed
  note(
    'unheard_left_out',
    timed.length - heard.length,
    'utterances stand where nobody is heard in the recording.',
  )
  const within = durationMs === null ? heard : heard.flatMap((one) => bound(one, durationMs))
  note(
    'late_left_out',
    heard.length - within.length,
    'utterances stand after the end of the recording.',
  )
  const { kept, leftOut } = leaveOutLoops(within)
  note(
    'repeats_left_out',
    leftOut,
    'repetitions were left out: a recogniser that hears nothing loops.',
  )
  return { utterances: kept, warnings }
}

/** Detects times in milliseconds instead of seconds: most would be after the end, and a thousandth fits. */
function inSeconds(utterances: Utterance[], durationMs: number | null): Utterance[] {
  if (durationMs === null) return utterances
  const starts = utterances.flatMap(({ startMs }) => startMs ?? [])
  const beyond = starts.filter((ms) => ms > durationMs + beyondMs)
  const lastMs = starts.reduce((last, ms) => Math.max(last, ms), 0) / 1_000
  if (beyond.length * 2 <= starts.length || lastMs > durationMs + beyondMs) return utterances
  const scaled = (ms: number): number => Math.round(ms / 1_000)
  return utterances.map((one) => ({
    ...one,
    startMs: one.startMs === null ? null : scaled(one.startMs),
    endMs: one.endMs === null ? null : scaled(one.endMs),
    words: one.words.map((word) => ({
      ...word,
      startMs: scaled(word.startMs),
      endMs: scaled(word.endMs),
    })),
  }))
}

type Peaks = NonNullable<AnswerFacts['peaks']>

/** The quietest tenth of a recording is room noise if the loud moments are far above it. */
const roomShare = 0.1
const loudShare = 0.95
const farAbove = 10
const roomSwing = 1.5

/** The highest level at which nobody can be heard: silence or room noise. */
function floorOf({ values }: Peaks): number {
  const sorted = values.toSorted((one, other) => one - other)
  const room = sorted[Math.floor(sorted.length * roomShare)] ?? 0
  const loud = sorted[Math.floor(sorted.length * loudShare)] ?? 0
  return loud >= room * farAbove
    ? Math.max(mostOfSilence, Math.ceil(room * roomSwing))
    : mostOfSilence
}

function isUnheard({ startMs, endMs }: Utterance, peaks: Peaks, quietest: number): boolean {
  if (startMs === null || endMs === null || endMs - startMs < longestShortMs) return false
  const from = Math.max(0, Math.floor(((startMs - asideMs) * peaks.perSecond) / 1_000))
  const to = Math.ceil(((endMs + asideMs) * peaks.perSecond) / 1_000)
  if (from >= peaks.values.length) return false
  for (let at = from; at <= Math.min(to, peaks.values.length - 1); at++) {
    if ((peaks.values[at] ?? 0) > quietest) return false
  }
  return true
}

/** Clips times to the recording; drops utterances that would start after its end. */
function bound(utterance: Utterance, durationMs: number): Utterance[] {
  const { startMs, endMs, words } = utterance
  if (startMs !== null && startMs > durationMs + beyondMs) return []
  if ((endMs ?? 0) <= durationMs) return [utterance]
  const within = (ms: number): number => Math.min(ms, durationMs)
  return [
    {
      ...utterance,
      startMs: startMs === null ? null : within(startMs),
      endMs: endMs === null ? null : within(endMs),
      words: words.map((word) => ({
        ...word,
        startMs: within(word.startMs),
        endMs: within(word.endMs),
      })),
    },
  ]
}
