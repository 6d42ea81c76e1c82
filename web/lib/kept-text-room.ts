/** Browsers give a site some five million characters; the drafts of scenarios need theirs. */
export const keptAtMost = { count: 30, chars: 2_000_000 }

/** The oldest texts to drop so that the others fit; never the newest. */
export function textsToDrop(
  texts: readonly { key: string; at: number; chars: number }[],
  limits: { count: number; chars: number } = keptAtMost,
): string[] {
  let chars = 0
  return texts
    .toSorted((a, b) => b.at - a.at)
    .filter((text, place) => {
      chars += text.chars
      return place > 0 && (place >= limits.count || chars > limits.chars)
    })
    .map(({ key }) => key)
}
