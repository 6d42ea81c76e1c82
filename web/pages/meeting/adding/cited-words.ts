/** Words of one segment that somebody chose. */
export interface CitedWords {
  segmentId: number
  quote: string
}

/** As many segments as an item may cite. */
const maxSegments = 20

/** What a selection takes of each segment in `pane`; nothing of names and times. */
export function citedWords(pane: Element, selection: Selection): CitedWords[] {
  if (selection.isCollapsed || selection.rangeCount === 0) return []
  const range = selection.getRangeAt(0)
  if (!pane.contains(range.commonAncestorContainer)) return []
  return [...pane.querySelectorAll<HTMLElement>('[data-segment]')]
    .filter((row) => range.intersectsNode(row))
    .flatMap((row) => {
      const quote = wordsWithin(row, range)
      return quote ? [{ segmentId: Number(row.dataset['segment']), quote }] : []
    })
    .toSorted((a, b) => a.segmentId - b.segmentId)
    .slice(0, maxSegments)
}

function wordsWithin(row: HTMLElement, range: Range): string {
  const part = document.createRange()
  part.selectNodeContents(row)
  if (part.compareBoundaryPoints(Range.START_TO_START, range) < 0) {
    part.setStart(range.startContainer, range.startOffset)
  }
  if (part.compareBoundaryPoints(Range.END_TO_END, range) > 0) {
    part.setEnd(range.endContainer, range.endOffset)
  }
  return part.toString().trim()
}

/** The item's text to begin with: the chosen words as one sentence after the other. */
export const textOf = (cited: readonly CitedWords[]): string =>
  cited
    .map(({ quote }) => quote)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
