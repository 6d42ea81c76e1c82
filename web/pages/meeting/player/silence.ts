import type { TimedSegment } from './timeline.ts'

export interface Span {
  startMs: number
  endMs: number
}

export interface Peaks {
  perSecond: number
  values: readonly number[]
}

/** Shorter pauses belong to speech; cutting them makes people sound breathless. */
const minSilenceMs = 1_500
/** Left standing on both sides, so that no first or last sound is cut. */
const marginMs = 250
const loudShare = 0.95
const quietOfLoud = 0.06
const minThreshold = 3

function trimmed(startMs: number, endMs: number): Span[] {
  if (endMs - startMs < minSilenceMs) return []
  return [{ startMs: startMs + marginMs, endMs: endMs - marginMs }]
}

/** What counts as quiet in this recording: a small part of what is loud in it. */
function quietBelow(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const loud = sorted[Math.floor((sorted.length - 1) * loudShare)] ?? 0
  return Math.max(minThreshold, loud * quietOfLoud)
}

/** Where the waveform stays near nothing for longer than a pause between sentences. */
export function silenceInPeaks({ perSecond, values }: Peaks): Span[] {
  if (values.length === 0 || perSecond <= 0) return []
  const threshold = quietBelow(values)
  const msOf = (at: number): number => Math.round((at * 1000) / perSecond)
  const spans: Span[] = []
  let from = -1
  for (let at = 0; at <= values.length; at += 1) {
    const isQuiet = at < values.length && (values[at] ?? 0) < threshold
    if (isQuiet && from < 0) from = at
    if (isQuiet || from < 0) continue
    spans.push(...trimmed(msOf(from), msOf(at)))
    from = -1
  }
  return spans
}

/** Where the transcript says that nobody speaks, for a recording without a waveform. */
export function silenceInGaps(segments: readonly TimedSegment[], durationMs: number): Span[] {
  const spoken = segments
    .flatMap(({ startMs, endMs }) =>
      startMs === null || endMs === null ? [] : [{ startMs, endMs }],
    )
    .sort((a, b) => a.startMs - b.startMs)
  if (spoken.length === 0) return []
  const spans: Span[] = []
  let heardUntilMs = 0
  for (const { startMs, endMs } of spoken) {
    spans.push(...trimmed(heardUntilMs, startMs))
    heardUntilMs = Math.max(heardUntilMs, endMs)
  }
  return [...spans, ...trimmed(heardUntilMs, durationMs)]
}

export const savedMs = (spans: readonly Span[]): number =>
  spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)

/** Where to go on from a place inside a silence; undefined where somebody may be heard. */
export function skipTo(spans: readonly Span[], ms: number): number | undefined {
  let low = 0
  let high = spans.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle]?.startMs ?? 0) <= ms) low = middle + 1
    else high = middle
  }
  const span = spans[low - 1]
  return span && ms < span.endMs ? span.endMs : undefined
}
