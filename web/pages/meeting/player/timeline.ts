export interface TimedSegment {
  startMs: number | null
  endMs: number | null
}

export interface Timeline {
  /** Index in the transcript of whoever speaks at that time, or spoke last before it; -1 before all. */
  indexAt: (ms: number) => number
  /** Whether the segment still goes on at that time: between two segments nobody speaks. */
  isSpokenAt: (index: number, ms: number) => boolean
}

/** Finds segments by time. Those without a time of their own are passed over; the rest may overlap. */
export function createTimeline(segments: readonly TimedSegment[]): Timeline {
  const timed = segments
    .flatMap(({ startMs, endMs }, index) =>
      startMs === null ? [] : [{ index, startMs, endMs: endMs ?? Number.POSITIVE_INFINITY }],
    )
    .sort((a, b) => a.startMs - b.startMs || a.index - b.index)
  const ends = new Map(timed.map(({ index, endMs }) => [index, endMs]))
  const indexAt = (ms: number): number => {
    let low = 0
    let high = timed.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((timed[middle]?.startMs ?? 0) <= ms) low = middle + 1
      else high = middle
    }
    return timed[low - 1]?.index ?? -1
  }
  return { indexAt, isSpokenAt: (index, ms) => ms < (ends.get(index) ?? 0) }
}
