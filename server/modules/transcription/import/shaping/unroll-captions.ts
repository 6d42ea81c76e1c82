import type { Utterance } from '../types.ts'

/** Below this share of repeated lines the repetition is somebody's, not the captions'. */
const ROLLING_SHARE = 0.2
const ROLLING_COUNT = 3

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

interface Rolled {
  speaker: string | null
  lines: string[]
}

const repeatsLine = (current: Rolled, previous: Rolled | undefined): boolean =>
  current.speaker === null &&
  previous?.speaker === null &&
  current.lines[0] !== undefined &&
  current.lines[0] === previous.lines.at(-1)

const hasTwoLines = (cue: Rolled | undefined): boolean => (cue?.lines.length ?? 0) > 1

/**
 * Takes repetition out of captions that roll up, as YouTube's do: each cue shows the line before once
 * more above its own. Captions that do not roll are returned as they are, as are those with speakers:
 * two people who both say "Yeah." repeat each other.
 */
export function unrollCaptions(cues: Utterance[]): Utterance[] {
  const rolled = cues.map(({ speaker, text }) => ({ speaker, lines: linesOf(text) }))
  const repeats = rolled.map((current, index) => repeatsLine(current, rolled[index - 1]))
  const rollCount = rolled.filter(
    (current, index) => repeats[index] && (hasTwoLines(current) || hasTwoLines(rolled[index - 1])),
  ).length
  if (rollCount < Math.max(ROLLING_COUNT, cues.length * ROLLING_SHARE)) return cues
  return cues.map((cue, index) =>
    repeats[index] ? { ...cue, text: linesOf(cue.text).slice(1).join('\n') } : cue,
  )
}
