import { createResource } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { GoldenView } from '../../../../server/modules/scenarios/goldens/contract.ts'
import { loadMessages, t } from '../../../i18n/index.ts'
import { addGolden, listGoldens, removeGolden } from '../../../api/goldens.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'

/**
 * Whether new versions of the meeting's scenario are measured by it. Only an accepted meeting can be such an example, and
 * only of a scenario of one's own: built-in ones nobody here publishes.
 */
export function createGolden(meeting: () => MeetingView) {
  const scenarioId = (): string => meeting().scenario.id
  const mayKeep = (): boolean =>
    can('scenarios:write') &&
    meeting().status === 'accepted' &&
    scenarios().find(({ id }) => id === meeting().scenario.id)?.origin !== 'built-in'
  const [list, { refetch }] = createResource(
    () => (mayKeep() ? scenarioId() : undefined),
    async (id) => {
      const [found] = await Promise.all([listGoldens(id), loadMessages('authoring')])
      return found
    },
  )
  const golden = (): GoldenView | undefined =>
    settled(list)?.data.find((one) => one.meeting?.id === meeting().id)
  return {
    /** False until the list is read, and where it cannot be read. */
    isPossible: (): boolean => mayKeep() && settled(list) !== undefined,
    golden,
    keep: async (): Promise<void> => {
      const kept = await addGolden(scenarioId(), meeting().id)
      await refetch()
      const items = t('goldens.items', { count: kept.itemCount })
      showToast({ tone: 'plain', words: t('goldens.keepDone', { items }) })
    },
    remove: async (): Promise<void> => {
      const known = golden()
      if (known) await removeGolden(scenarioId(), known.id)
      await refetch()
      showToast({ tone: 'plain', words: t('goldens.removed') })
    },
  }
}
