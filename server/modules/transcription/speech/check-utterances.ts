import type { AnswerFacts, SpeechResult } from '../ports.ts'
import { leaveOutLoops } from './leave-out-loops.ts'

type Utterance = SpeechResult['utterances'][number]
type Warnings = SpeechResult['warnings']

/** What recognisers round to. */
const beyondMs = 1_500
/** Times of recognisers are off by so much. */
const asideMs = 600
/** Of 255: less is no sound of anybody, and only the noise of the recording itself. */
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
  const heard = peaks ? utterances.filter((one) => !isUnheard(one, peaks)) : utterances
  note(
    'unheard_left_out',
    utterances.length - heard.length,
    'utterances stand where the recording is silent.',
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

function isUnheard(
  { startMs, endMs }: Utterance,
  peaks: NonNullable<AnswerFacts['peaks']>,
): boolean {
  if (startMs === null || endMs === null || endMs - startMs < longestShortMs) return false
  const from = Math.max(0, Math.floor(((startMs - asideMs) * peaks.perSecond) / 1_000))
  const to = Math.ceil(((endMs + asideMs) * peaks.perSecond) / 1_000)
  if (from >= peaks.values.length) return false
  for (let at = from; at <= Math.min(to, peaks.values.length - 1); at++) {
    if ((peaks.values[at] ?? 0) > mostOfSilence) return false
  }
  return true
}

/** Times end with the recording; what would begin after it was not said in it. */
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
