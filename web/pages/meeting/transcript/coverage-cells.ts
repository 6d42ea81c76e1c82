export type Cell = 'cited' | 'near' | 'plain'

/** The strip: equal stretches of the transcript, each cited, beside a cited one, or neither. */
export function coverageCells(
  segmentCount: number,
  citedSegmentIds: readonly number[],
  maxCells: number,
): Cell[] {
  const count = Math.min(segmentCount, maxCells)
  if (count <= 0) return []
  const cited = new Set(
    citedSegmentIds
      .filter((id) => id >= 1 && id <= segmentCount)
      .map((id) => Math.floor(((id - 1) * count) / segmentCount)),
  )
  return Array.from({ length: count }, (_, at) => {
    if (cited.has(at)) return 'cited'
    return cited.has(at - 1) || cited.has(at + 1) ? 'near' : 'plain'
  })
}
