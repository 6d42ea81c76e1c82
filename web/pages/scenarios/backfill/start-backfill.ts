import { createSignal } from 'solid-js'
import type { BackfillView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { startBackfill } from '../../../api/backfill.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { type Cost, readCost } from '../cost/cost.ts'
import type { PastMeetings } from './past-meetings.ts'
import { refusedMeeting } from './refused-meeting.ts'

interface Wanted {
  scenarioId: string
  version: () => string
  meetings: PastMeetings
  onStarted: () => unknown
}

const wordStarted = ({ data }: BackfillView): string => {
  const words = t('backfill.started', { count: data.length })
  const isFree = data.every(({ run }) => run.provider === 'extractive')
  return isFree ? `${words}. ${t('cost.none')}` : words
}

/** Starts runs over the chosen meetings; where that costs money, only once the price was seen. */
export function createBackfillStart({ scenarioId, version, meetings, onStarted }: Wanted) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [refused, setRefused] = createSignal<string>()
  const [asked, setAsked] = createSignal<{ of: string; cost: Cost }>()
  const ids = (): string[] => [...meetings.chosen().keys()]
  const wanted = (): string => JSON.stringify([version(), ids()])
  /** What the runs that are chosen now will cost; undefined before it was asked. */
  const cost = (): Cost | undefined => {
    const known = asked()
    return known?.of === wanted() ? known.cost : undefined
  }
  const start = async (): Promise<void> => {
    const meetingIds = ids()
    if (meetingIds.length === 0 || busy()) return
    const of = wanted()
    setBusy(true)
    setProblem()
    setRefused()
    try {
      const started = await startBackfill(scenarioId, {
        version: version(),
        meetingIds,
        confirmCost: cost() !== undefined,
      })
      setAsked()
      meetings.clear()
      showToast({ tone: 'plain', words: wordStarted(started) })
      await onStarted()
    } catch (error) {
      const found = problemOf(error)
      const price = readCost(found)
      if (price) {
        setAsked({ of, cost: price })
        return
      }
      setProblem(found)
      const id = refusedMeeting(found.errors, meetingIds)
      setRefused(id && meetings.chosen().get(id)?.title)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, refused, cost, start, leave: () => void setAsked() }
}
