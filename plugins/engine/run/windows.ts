import type { Segment } from '../types.ts'

/** Tokens that a segment's ordinal, speaker and line break cost besides its words. */
export const SEGMENT_OVERHEAD_TOKENS = 8
const OVERLAP_SHARE = 0.1

/** Upper estimate of a text's tokens: about 3.2 Latin or 2 other characters to a token. */
export function estimateTokens(text: string): number {
  let latin = 0
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x250) latin++
  return Math.ceil(latin / 3.2 + (text.length - latin) / 2)
}

/**
 * Cuts a transcript between segments into windows of at most `windowTokens`, each repeating about a
 * tenth of the one before. A single segment larger than that comes in several parts, each a window
 * of its own under the segment's ordinal: nothing is ever cut away. Infinity means one window.
 */
export function cutWindows(
  segments: Segment[],
  windowTokens: number,
  tokensOf: (text: string) => number = estimateTokens,
): Segment[][] {
  if (segments.length === 0) return []
  if (windowTokens === Infinity) return [segments]
  const sized = segments.flatMap((segment) => partsOf(segment, windowTokens, tokensOf))
  const costs = sized.map(({ tokens }) => tokens)
  const windows: Segment[][] = []
  let start = 0
  while (start < sized.length) {
    let end = start
    let used = 0
    while (end < sized.length && (end === start || used + (costs[end] ?? 0) <= windowTokens)) {
      used += costs[end] ?? 0
      end++
    }
    windows.push(sized.slice(start, end).map(({ segment }) => segment))
    if (end >= sized.length) break
    start = overlapStart(costs, start, end, windowTokens)
  }
  return windows
}

/** Halves of a window, for an answer that was cut; null when there is nothing left to halve. */
export function halveWindow(segments: Segment[]): [Segment[], Segment[]] | null {
  if (segments.length < 2) return null
  const middle = Math.ceil(segments.length / 2)
  // One segment of overlap: a fact at the seam keeps its neighbour.
  return [segments.slice(0, middle), segments.slice(middle - (middle > 1 ? 1 : 0))]
}

interface Sized {
  segment: Segment
  tokens: number
}

function partsOf(
  segment: Segment,
  windowTokens: number,
  tokensOf: (text: string) => number,
): Sized[] {
  const tokens = tokensOf(segment.text) + SEGMENT_OVERHEAD_TOKENS
  if (tokens <= windowTokens) return [{ segment, tokens }]
  const middle = middleOf(segment.text)
  if (middle === null) return [{ segment, tokens }]
  return [segment.text.slice(0, middle), segment.text.slice(middle)].flatMap((text) =>
    partsOf({ ...segment, text }, windowTokens, tokensOf),
  )
}

/** The white space nearest to the middle of a text; without any, the middle, but inside no character. */
function middleOf(text: string): number | null {
  const half = Math.floor(text.length / 2)
  for (let away = 0; away < half; away++) {
    if (/\s/.test(text[half + away] ?? '')) return half + away
    if (half - away > 0 && /\s/.test(text[half - away] ?? '')) return half - away
  }
  if (half < 2) return null
  return /[\uDC00-\uDFFF]/.test(text[half] ?? '') ? half - 1 : half
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

/** A window halved so many times over; as often as it can be. */
export function splitWindow(segments: Segment[], levels: number): Segment[][] {
  const halves = levels > 0 ? halveWindow(segments) : null
  return halves ? halves.flatMap((half) => splitWindow(half, levels - 1)) : [segments]
}
