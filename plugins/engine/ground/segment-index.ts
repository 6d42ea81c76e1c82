import type { Segment } from '../types.ts'

/** Segments by ordinal, and the position of each in the order of speech. */
export interface SegmentIndex {
  segments: Segment[]
  placeOf: Map<number, number>
  /** Everybody who speaks or is known to take part. */
  people: string[]
  /** Names that an item may contain although nobody said them: the client, terms of its knowledge base. */
  exempt?: string[]
}

/** Indexes segments, which are given in the order of speech. */
export function indexSegments(segments: Segment[], exempt: string[] = []): SegmentIndex {
  return {
    segments,
    people: [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))],
    exempt,
    placeOf: new Map(segments.map((segment, place) => [segment.ordinal, place])),
  }
}
