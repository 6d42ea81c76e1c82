import type { ItemView } from '../../../../../server/modules/analysis/contract.ts'
import type { DryRunReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { undecidedItem } from '../../../../features/results/item/undecided-item.ts'
import type { ShownSection } from '../../../../features/results/shown-sections.ts'

type Found = DryRunReport['sections'][number]['items'][number]

const asItem = (section: string, found: Found, at: number): ItemView =>
  undecidedItem({
    id: `trial-${section}-${at}`,
    section,
    value: found.value,
    evidenceState: found.evidenceState,
    evidence: found.evidence.map((entry) => ({
      ...entry,
      speakerId: null,
      startChar: 0,
      endChar: entry.quote.length,
    })),
  })

/** The sections of a dry run, as the result renderers take them. */
export const sectionsOfReport = (report: DryRunReport): ShownSection[] =>
  report.sections.map(({ name, view, state, errors, items }) => ({
    name,
    view,
    state,
    errors,
    items: items.map((found, at) => asItem(name, found, at)),
  }))

/** Groups sections: with a result or a failure, empty, and those that need a model. */
export function groupSections(sections: readonly ShownSection[]) {
  const isEmpty = ({ state, items }: ShownSection): boolean =>
    items.length === 0 && (state === 'ok' || state === 'empty')
  return {
    shown: sections.filter((section) => section.state !== 'needs-model' && !isEmpty(section)),
    empty: sections.filter(isEmpty),
    waiting: sections.filter(({ state }) => state === 'needs-model'),
  }
}
