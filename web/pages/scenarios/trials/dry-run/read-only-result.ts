import type { RunView } from '../../../../../server/modules/analysis/contract.ts'
import type { DryRunReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { shortNamesOf } from '../../../../features/results/item/short-names.ts'
import type { ResultParts } from '../../../../features/results/result-context.ts'
import { createReview } from '../../../../features/results/review/review.ts'
import { sectionsOfReport } from './report-sections.ts'

const nothing = async (): Promise<void> => {}

/** A dry run as if it were a run; it is stored nowhere. */
const runOf = ({ provider }: DryRunReport): RunView => ({
  id: '',
  state: 'done',
  provider,
  scenario: { id: '', version: '', hash: '' },
  transcriptId: '',
  current: false,
  reason: null,
  createdAt: '',
  finishedAt: null,
  expiredAt: null,
})

/** What the renderers of a result need, for a result that is read-only. */
export function readOnlyResult(report: DryRunReport): ResultParts {
  const sections = sectionsOfReport(report)
  const items = new Map(sections.flatMap((one) => one.items).map((item) => [item.id, item]))
  const artifact = {
    run: runOf(report),
    sections: sections.map(({ view, ...section }) => ({
      ...section,
      title: view.title,
      render: view.render,
    })),
  }
  const review = createReview(
    {
      id: report.meetingId,
      state: { artifact, scenario: { sections: sections.map(({ view }) => view) } },
      findItem: (id) => items.get(id),
      putItem: () => {},
      load: nothing,
      loadSoon: () => {},
    },
    () => true,
  )
  const shortName = shortNamesOf(
    [...items.values()].flatMap(({ evidence }) => evidence.map(({ speaker }) => speaker)),
  )
  return {
    isReadOnly: true,
    review,
    store: { state: { artifact } },
    player: { isReady: () => false, isPlayingEvidence: () => false },
    shortNameOf: ({ speaker }) => speaker && shortName(speaker),
  }
}
