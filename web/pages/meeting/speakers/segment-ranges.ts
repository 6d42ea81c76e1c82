interface Spoken {
  segmentId: number
  speakerId: number | null
}

/** The last segment of what one person says in one go from here on. */
export function runEnd(segments: readonly Spoken[], from: number): number {
  let at = from
  while (at + 1 < segments.length && segments[at + 1]?.speakerId === segments[from]?.speakerId) {
    at += 1
  }
  return at
}

/** Segments of a range that another speaker would get: who has it already changes nothing. */
export const changedIds = (
  segments: readonly Spoken[],
  from: number,
  to: number,
  speakerId: number | undefined,
): Set<number> =>
  new Set(
    segments
      .slice(from, to + 1)
      .filter((segment) => segment.speakerId !== speakerId)
      .map((segment) => segment.segmentId),
  )

/** Who had the range before, if that was one speaker: only then one request gives it back. */
export function onlySpeaker(
  segments: readonly Spoken[],
  from: number,
  to: number,
): number | undefined {
  const ids = new Set(segments.slice(from, to + 1).map((segment) => segment.speakerId))
  const [only] = ids
  return ids.size === 1 && only != null ? only : undefined
}
