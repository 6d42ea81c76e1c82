import type { Segment } from '../types.ts'

/** Tokens that a segment's ordinal, speaker and line break cost besides its words. */
const SEGMENT_OVERHEAD_TOKENS = 8
const OVERLAP_SHARE = 0.1

/** Upper estimate of a text's tokens: about 3.2 Latin or 2 other characters to a token. */
export function estimateTokens(text: string): number {
  let latin = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x250) latin++
  return Math.ceil(latin / 3.2 + (text.length - latin) / 2)
}

/**
 * Cuts a transcript between segments into windows of at most `windowTokens`, each repeating about a
 * tenth of the one before. A single segment larger than that gets a window of its own: nothing is
 * ever cut away. Infinity means one window.
 */
export function cutWindows(segments: Segment[], windowTokens: number): Segment[][] {
  if (segments.length === 0) return []
  if (windowTokens === Infinity) return [segments]
  const costs = segments.map((segment) => estimateTokens(segment.text) + SEGMENT_OVERHEAD_TOKENS)
  const windows: Segment[][] = []
  let start = 0
  while (start < segments.length) {
    let end = start
    let used = 0
    while (end < segments.length && (end === start || used + (costs[end] ?? 0) <= windowTokens)) {
      used += costs[end] ?? 0
      end++
    }
    windows.push(segments.slice(start, end))
    if (end >= segments.length) break
    start = overlapStart(costs, start, end, windowTokens)
  }
  return windows
}

function overlapStart(costs: number[], start: number, end: number, windowTokens: number): number {
  const next = costs[end] ?? 0
  let overlap = 0
  let from = end
  while (from - 1 > start) {
    const cost = costs[from - 1] ?? 0
    if (overlap + cost > windowTokens * OVERLAP_SHARE || overlap + cost + next > windowTokens) break
    overlap += cost
    from--
  }
  return from
}
