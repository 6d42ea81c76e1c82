export type MarkKind = 'evidence' | 'find' | 'find-current'

export interface MarkRange {
  start: number
  end: number
  kind: MarkKind
}

export interface MarkedPart {
  text: string
  kinds: readonly MarkKind[]
}

/** Cuts a text where marks begin and end; marks may overlap and reach past the ends. */
export function markParts(text: string, ranges: readonly MarkRange[]): MarkedPart[] {
  const clip = (at: number): number => Math.max(0, Math.min(text.length, at))
  const clipped = ranges
    .map((range) => ({ ...range, start: clip(range.start), end: clip(range.end) }))
    .filter((range) => range.end > range.start)
  const cuts = [
    ...new Set([0, text.length, ...clipped.flatMap((range) => [range.start, range.end])]),
  ].sort((a, b) => a - b)
  const parts: MarkedPart[] = []
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined) break
    const kinds = clipped
      .filter((range) => range.start <= start && range.end >= end)
      .map((range) => range.kind)
    parts.push({ text: text.slice(start, end), kinds })
  }
  return parts
}

/**
 * Where a quote is in the text of its segment. The stored offsets hold as long as the text was not
 * corrected; else the quote is looked for, and undefined says that the words are gone.
 */
export function findQuote(
  text: string,
  cited: { startChar: number; endChar: number; quote: string },
): { start: number; end: number } | undefined {
  if (text.slice(cited.startChar, cited.endChar) === cited.quote) {
    return { start: cited.startChar, end: cited.endChar }
  }
  const at = cited.quote ? text.indexOf(cited.quote) : -1
  return at < 0 ? undefined : { start: at, end: at + cited.quote.length }
}
