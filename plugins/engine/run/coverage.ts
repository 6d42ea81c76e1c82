import { words } from '../text/words.ts'
import type { Coverage, SectionResult, Segment } from '../types.ts'
import { createPacer } from './schedule.ts'

/** Computes which segments the provider saw and the items cite. */
export async function coverageOf(
  segments: Segment[],
  seen: ReadonlySet<number>,
  sections: SectionResult[],
): Promise<Coverage> {
  const cited = new Set(
    sections.flatMap((section) =>
      section.items.flatMap((item) => item.evidence.map((entry) => entry.ordinal)),
    ),
  )
  const pause = createPacer()
  let all = 0
  let inside = 0
  for (const segment of segments) {
    const count = words(segment.text).length
    all += count
    if (cited.has(segment.ordinal)) inside += count
    await pause()
  }
  return {
    segmentCount: segments.length,
    seenCount: seen.size,
    citedOrdinals: [...cited].sort((a, b) => a - b),
    citedShare: all === 0 ? 0 : Math.round((inside / all) * 10_000) / 10_000,
    uncitedTailMs: uncitedTailMs(segments, cited),
  }
}

function uncitedTailMs(segments: Segment[], cited: ReadonlySet<number>): number | null {
  const end = (segment: Segment) => segment.endMs ?? segment.startMs
  let lastMs: number | null = null
  let lastCitedMs: number | null = null
  for (const segment of segments) {
    const atMs = end(segment)
    if (atMs === null) continue
    lastMs = Math.max(lastMs ?? 0, atMs)
    if (cited.has(segment.ordinal)) lastCitedMs = Math.max(lastCitedMs ?? 0, atMs)
  }
  if (lastMs === null) return null
  return lastMs - (lastCitedMs ?? segments[0]?.startMs ?? 0)
}
