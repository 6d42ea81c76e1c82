/** The loudest of what is drawn is this much of the height; the least is still seen as a dot. */
const minShare = 0.06

/**
 * As many bars as fit, each the loudest peak of its stretch, as a share of the loudest of all.
 * Fewer peaks than bars are repeated, so that the wave always fills the width.
 */
export function waveformBars(values: readonly number[], count: number): number[] {
  if (count <= 0) return []
  if (values.length === 0) return Array.from({ length: count }, () => minShare)
  const bars = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * values.length) / count)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * values.length) / count))
    let most = 0
    for (let at = from; at < to; at += 1) most = Math.max(most, values[at] ?? 0)
    return most
  })
  const loudest = bars.reduce((most, bar) => Math.max(most, bar), 0)
  return bars.map((bar) => (loudest > 0 ? Math.max(minShare, bar / loudest) : minShare))
}

/** How many bars of this width and gap fill the given width. */
export const barCount = (widthPx: number, barPx: number, gapPx: number): number =>
  Math.max(0, Math.floor((widthPx + gapPx) / (barPx + gapPx)))

/** The time under a point of the wave. */
export const timeAt = (x: number, widthPx: number, durationMs: number): number =>
  widthPx > 0 ? Math.max(0, Math.min(1, x / widthPx)) * durationMs : 0
