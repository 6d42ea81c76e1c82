import { indexSegments } from '../ground/segment-index.ts'
import { locateAnchor } from '../ground/locate.ts'
import { needsEvidence } from '../ground/needs-evidence.ts'
import type { ItemFault } from '../pack/validate.ts'
import type { Citation, ProposedItem, SectionSpec, Segment } from '../types.ts'

/**
 * Returns what is wrong with an item's citations: missing where they are required, to lines that were not shown, or
 * without words. Whether the words prove the item is judged later.
 */
export function doubtsOver(segments: Segment[]) {
  const index = indexSegments(segments)
  return (section: SectionSpec, { value, evidence }: ProposedItem): ItemFault[] => {
    const doubt = (detail: string): ItemFault[] => [{ pointer: '/evidence', detail }]
    if (evidence.length === 0) {
      return needsEvidence(section, value)
        ? doubt('must name the line that it rests on, and words copied from it')
        : []
    }
    const isFound = (citation: Citation): boolean =>
      locateAnchor(citation, new Set(), index).length > 0
    const shown = evidence.filter(
      (citation) => index.placeOf.has(citation.segment) || isFound(citation),
    )
    if (shown.length === 0) {
      const lines = evidence.slice(0, 5).map(({ segment }) => segment)
      return doubt(`names no line of the transcript (${lines.join(', ')})`)
    }
    const isBare = ({ anchor }: Citation): boolean =>
      anchor === '' || anchor === value[section.textField]
    return shown.every((citation) => isBare(citation) && !isFound(citation))
      ? doubt('must give as anchor words copied from the line')
      : []
  }
}
