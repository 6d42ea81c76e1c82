/** The first segment of every stretch that no item cites. */
export function gapStarts(segmentCount: number, citedSegmentIds: readonly number[]): number[] {
  const cited = new Set(citedSegmentIds)
  const starts: number[] = []
  for (let id = 1; id <= segmentCount; id += 1) {
    if (!cited.has(id) && (id === 1 || cited.has(id - 1))) starts.push(id)
  }
  return starts
}

/** The first segment without an item among those that a cell of the strip stands for. */
export function uncitedInCell(
  cell: number,
  cells: number,
  segmentCount: number,
  citedSegmentIds: readonly number[],
): number | undefined {
  const cited = new Set(citedSegmentIds)
  for (let id = 1; id <= segmentCount; id += 1) {
    if (Math.floor(((id - 1) * cells) / segmentCount) === cell && !cited.has(id)) return id
  }
  return undefined
}
