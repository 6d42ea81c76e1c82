import type { Utterance } from '../types.ts'

/** Below this share of repeated lines, people repeat themselves and the captions do not roll. */
const ROLLING_SHARE = 0.2
const ROLLING_COUNT = 3
const MAX_LINES = 6

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

interface Rolled {
  speaker: string | null
  lines: string[]
}

interface Overlap {
  lineCount: number
  /** What the last line has gained since the previous cue. */
  rest: string
}

const goesOnFrom = (line: string | undefined, before: string | undefined): string | null =>
  line !== undefined && before !== undefined && line.startsWith(`${before} `)
    ? line.slice(before.length + 1)
    : null

/** How many of the first lines were the last lines of the previous cue; the last may have grown. */
const findOverlap = (current: Rolled, previous: Rolled | undefined): Overlap | null => {
  if (current.speaker !== null || !previous || previous.speaker !== null) return null
  const longest = Math.min(current.lines.length, previous.lines.length, MAX_LINES)
  for (let count = longest; count > 0; count -= 1) {
    const above = previous.lines.slice(-count)
    const isSame = (from: number, to: number): boolean =>
      above.slice(from, to).every((line, at) => line === current.lines[from + at])
    if (isSame(0, count)) return { lineCount: count, rest: '' }
    const rest = goesOnFrom(current.lines[count - 1], above[count - 1])
    if (rest !== null && isSame(0, count - 1)) return { lineCount: count, rest }
  }
  return null
}

const hasTwoLines = (cue: Rolled | undefined): boolean => (cue?.lines.length ?? 0) > 1

/**
 * Removes the repetition from captions that roll up, such as YouTube's: each cue shows the previous lines again above
 * its own. Other captions are returned unchanged, as are those with voices: two people who both say "Yeah." are not
 * rolling captions.
 */
export function unrollCaptions(cues: Utterance[]): Utterance[] {
  const rolled = cues.map(({ speaker, text }) => ({ speaker, lines: linesOf(text) }))
  const overlaps = rolled.map((current, index) => findOverlap(current, rolled[index - 1]))
  const rollCount = rolled.filter((current, index) => {
    const overlap = overlaps[index]
    if (!overlap) return false
    return overlap.rest !== '' || hasTwoLines(current) || hasTwoLines(rolled[index - 1])
  }).length
  // Two lines that repeat in each of a few cues are no coincidence either.
  const rollAll = cues.length > 2 && overlaps.slice(1).every((one) => (one?.lineCount ?? 0) > 1)
  if (!rollAll && rollCount < Math.max(ROLLING_COUNT, cues.length * ROLLING_SHARE)) return cues
  return cues.map((cue, index) => {
    const overlap = overlaps[index]
    if (!overlap) return cue
    const rest = overlap.rest === '' ? [] : [overlap.rest]
    return { ...cue, text: [...rest, ...linesOf(cue.text).slice(overlap.lineCount)].join('\n') }
  })
}
