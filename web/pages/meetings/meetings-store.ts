import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { MeetingPage, MeetingView } from '../../../server/modules/meetings/contract.ts'
import { changedMeeting } from '../../features/meetings/changed-meeting.ts'
import { t } from '../../i18n/index.ts'
import { listMeetings } from '../../api/meetings.ts'
import { onLive } from '../../lib/live/live.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'

import { describeState } from '../../features/meetings/describe-state.ts'

export type MeetingFilters = Partial<Record<'q' | 'status' | 'clientId' | 'scenario', string>>

const pageSize = 30
/** Several changes at once are read together. */
const gatherMs = 400

export function createMeetings(filters: () => MeetingFilters) {
  const [list, setList] = createStore<{ data: MeetingView[]; nextCursor: string | null }>({
    data: [],
    nextCursor: null,
  })
  const [state, setState] = createSignal<'loading' | 'ready' | 'failed'>('loading')
  const [problem, setProblem] = createSignal<Problem>()
  const [news, setNews] = createSignal('')
  const [loadingMore, setLoadingMore] = createSignal(false)
  let asked = 0

  const read = async (limit: number, cursor?: string): Promise<MeetingPage | undefined> => {
    asked += 1
    const mine = asked
    const page = await listMeetings({ ...filters(), limit, cursor })
    return mine === asked ? page : undefined
  }

  const load = async (): Promise<void> => {
    try {
      const page = await read(Math.min(100, Math.max(pageSize, list.data.length)))
      if (!page) return
      setList('data', reconcile(page.data, { key: 'id' }))
      setList('nextCursor', page.nextCursor)
      setState('ready')
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
      setState(list.data.length > 0 ? 'ready' : 'failed')
    }
  }

  const more = async (): Promise<void> => {
    if (!list.nextCursor) return
    setLoadingMore(true)
    try {
      const page = await read(pageSize, list.nextCursor)
      if (!page) return
      setList('data', (data) => [...data, ...page.data])
      setList('nextCursor', page.nextCursor)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setLoadingMore(false)
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const loadSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), gatherMs)
  }
  onCleanup(() => clearTimeout(timer))

  createEffect(
    on(
      () => JSON.stringify(filters()),
      () => void load(),
    ),
  )

  onLive({
    meetingChanged: (change) => {
      const at = list.data.findIndex((meeting) => meeting.id === change.meetingId)
      const known = list.data[at]
      if (known && known.status !== change.status) {
        setNews(t('meetings.changed', { title: known.title, state: describeState(change) }))
      }
      if (change.deleted) {
        setList('data', (data) => data.filter((meeting) => meeting.id !== change.meetingId))
      } else if (at >= 0) setList('data', at, (meeting) => changedMeeting(meeting, change))
      else loadSoon()
    },
    // The names of participants may have changed.
    transcriptChanged: ({ meetingId }) => {
      if (list.data.some((meeting) => meeting.id === meetingId)) loadSoon()
    },
    reset: loadSoon,
  })

  return { list, state, news, problem, load, more, loadingMore }
}

export type Meetings = ReturnType<typeof createMeetings>
