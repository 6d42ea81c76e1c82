import type { Segment } from '../types.ts'

/** Segments by ordinal, and the place of each in the order of speech. */
export interface SegmentIndex {
  segments: Segment[]
  placeOf: Map<number, number>
  /** Everybody who speaks or is known to take part. */
  people: string[]
  /** Names that an item may hold although nobody said them: the client, terms of its knowledge base. */
  exempt?: string[]
}

/** Looks segments up by ordinal; they are given in the order of speech. */
export function indexSegments(segments: Segment[], exempt: string[] = []): SegmentIndex {
  return {
    segments,
    people: [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))],
    exempt,
    placeOf: new Map(segments.map((segment, place) => [segment.ordinal, place])),
  }
}
