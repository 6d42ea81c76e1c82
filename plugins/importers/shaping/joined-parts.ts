import type { ImportWarning, Utterance } from '../types.ts'

type Timed = Pick<Utterance, 'cueId' | 'startMs' | 'endMs'>

/** A part begins within this time of its zero. */
const NEAR_START_MS = 30_000
/** A misplaced cue is rarely this far from its place. */
const FAR_MS = 120_000
const RUN_LENGTH = 3

const numberOf = ({ cueId }: Timed): number | null => {
  const [, digits] = /^\s*(\d{1,9})(?!\d|[^\s"“«])/.exec(cueId) ?? []
  return digits === undefined ? null : Number(digits)
}

/** Whether the cue numbers restart. */
const countsAgain = (cue: Timed, previous: Timed): boolean => {
  const number = numberOf(cue)
  const before = numberOf(previous)
  return number !== null && before !== null && number <= 1 && before > number
}

/** Whether the times fall back to near zero and ascend from there for a while. */
const beginsAgain = (cues: readonly Timed[], at: number, latestMs: number): boolean => {
  const startMs = cues[at]?.startMs ?? null
  const previous = cues[at - 1]
  if (startMs === null || previous === undefined || startMs >= (previous.startMs ?? 0)) return false
  if (countsAgain(cues[at] as Timed, previous)) return true
  if (startMs > (cues[0]?.startMs ?? 0) + NEAR_START_MS) return false
  if (latestMs - startMs > FAR_MS) return true
  const run = cues.slice(at, at + RUN_LENGTH)
  return (
    run.length === RUN_LENGTH &&
    run.every(
      (cue, index) =>
        cue.startMs !== null &&
        cue.startMs < latestMs &&
        cue.startMs >= (run[index - 1]?.startMs ?? 0),
    )
  )
}

/** With this many parts the cues are simply unordered. */
const MAX_PART_SHARE = 0.25

const findParts = (cues: readonly Timed[]): number[] => {
  const parts: number[] = []
  let latestMs = 0
  for (const [at, cue] of cues.entries()) {
    if (at > 0 && beginsAgain(cues, at, latestMs)) {
      parts.push(at)
      latestMs = 0
    }
    latestMs = Math.max(latestMs, cue.startMs ?? 0)
  }
  return parts.length <= Math.max(1, cues.length * MAX_PART_SHARE) ? parts : []
}

/**
 * A file of two recordings of one meeting counts from zero twice: the second part is moved behind the end of the first.
 * Cues that are merely out of order stay.
 */
export function placeParts<T extends Timed>(
  cues: readonly T[],
): { cues: readonly T[]; warnings: ImportWarning[] } {
  const starts = findParts(cues)
  if (starts.length === 0) return { cues, warnings: [] }
  let shiftMs = 0
  let endMs = 0
  const placed = cues.map((cue, at): T => {
    if (starts.includes(at)) shiftMs = endMs
    const moved = {
      ...cue,
      startMs: cue.startMs === null ? null : cue.startMs + shiftMs,
      endMs: cue.endMs === null ? null : cue.endMs + shiftMs,
    }
    endMs = Math.max(endMs, moved.startMs ?? 0, moved.endMs ?? 0)
    return moved
  })
  return {
    cues: placed,
    warnings: [
      {
        code: 'parts_joined',
        count: starts.length + 1,
        detail: `The times begin again within the file, so it was read as ${starts.length + 1} parts: each is counted from the end of the one before. Pauses between them are not known.`,
      },
    ],
  }
}
