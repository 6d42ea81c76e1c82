import type { Span } from './silence.ts'

interface Cited {
  startMs: number | null
  endMs: number | null
  startChar: number
  endChar: number
}

/** Heard before the quote, so that it does not begin in the middle of a word. */
const leadMs = 800
const tailMs = 400
/** A segment this short is played whole. */
const shortMs = 6_000

/**
 * When a quote is heard. Segments carry times, words do not: inside a long segment the place of the
 * quote in the text says about when it was spoken. Undefined where the segment has no time.
 */
export function evidenceMoment(cited: Cited, textLength: number): Span | undefined {
  const { startMs, endMs } = cited
  if (startMs === null) return undefined
  if (endMs === null || endMs <= startMs) {
    return { startMs: Math.max(0, startMs - leadMs), endMs: startMs + shortMs }
  }
  const lasts = endMs - startMs
  const isWhole = lasts <= shortMs || textLength <= 0
  const share = (at: number): number => Math.max(0, Math.min(1, at / textLength))
  const from = isWhole ? startMs : startMs + lasts * share(cited.startChar)
  const to = isWhole ? endMs : startMs + lasts * share(cited.endChar)
  return {
    startMs: Math.round(Math.max(0, from - leadMs)),
    endMs: Math.round(Math.min(endMs, to) + tailMs),
  }
}
