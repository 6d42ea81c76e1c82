import { createSignal } from 'solid-js'
import type { BackfillView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { startBackfill } from '../../../api/backfill.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { type Cost, readCost } from '../cost/cost.ts'
import type { PastMeetings } from './past-meetings.ts'
import { refusedMeeting } from './refused-meeting.ts'

interface BackfillOptions {
  scenarioId: string
  version: () => string
  meetings: PastMeetings
  onStarted: () => Promise<void>
}

const formatStarted = ({ data }: BackfillView): string => {
  const words = t('backfill.started', { count: data.length })
  const isFree = data.every(({ run }) => run.provider === 'extractive')
  return isFree ? `${words}. ${t('cost.none')}` : words
}

/** Starts runs over the chosen meetings; where that costs money, only once the price is confirmed. */
export function createBackfillStart({ scenarioId, version, meetings, onStarted }: BackfillOptions) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [refused, setRefused] = createSignal<string>()
  const [priced, setPriced] = createSignal<{ request: string; cost: Cost }>()
  const ids = (): string[] => [...meetings.chosen().keys()]
  const request = (): string => JSON.stringify([version(), ids()])
  /** What the chosen runs will cost, once the server has stated it. */
  const cost = (): Cost | undefined => {
    const known = priced()
    return known?.request === request() ? known.cost : undefined
  }
  const run = async (): Promise<void> => {
    const meetingIds = ids()
    if (meetingIds.length === 0 || busy()) return
    const sent = request()
    setBusy(true)
    setProblem()
    setRefused()
    try {
      const started = await startBackfill(scenarioId, {
        version: version(),
        meetingIds,
        confirmCost: cost() !== undefined,
      })
      setPriced()
      meetings.clear()
      showToast({ tone: 'plain', words: formatStarted(started) })
      await onStarted()
    } catch (error) {
      const found = problemOf(error)
      const price = readCost(found)
      if (price) {
        setPriced({ request: sent, cost: price })
        return
      }
      setProblem(found)
      const id = refusedMeeting(found.errors, meetingIds)
      setRefused(id && meetings.chosen().get(id)?.title)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, refused, cost, run, cancel: () => void setPriced() }
}

export type BackfillStart = ReturnType<typeof createBackfillStart>
