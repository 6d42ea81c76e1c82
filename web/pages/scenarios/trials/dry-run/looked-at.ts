import type { DryRunReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import type { ItemsParts } from '../../../meeting/item/items-context.ts'
import { createReview } from '../../../meeting/review/review.ts'
import { asShown } from './as-shown.ts'

const nothing = async (): Promise<void> => {}

/** What the renderers of a meeting's result need, for a result that is only looked at. */
export function lookedAt(report: DryRunReport): ItemsParts {
  const sections = asShown(report)
  const items = new Map(sections.flatMap((one) => one.items).map((item) => [item.id, item]))
  const artifact = {
    run: null,
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
  return {
    review,
    player: { isReady: () => false, isPlayingEvidence: () => false },
    provider: () => report.provider,
    isOnlyLookedAt: true,
  }
}
