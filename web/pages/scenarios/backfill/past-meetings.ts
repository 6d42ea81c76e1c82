import { createEffect, createSignal, on } from 'solid-js'
import { createStore } from 'solid-js/store'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { listMeetings } from '../../../api/meetings.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { me } from '../../../lib/session.ts'

const pageSize = 50
/** As many as the server takes at once. */
const mostMeetings = 50

export interface PastFilters {
  q: string
  /** Only meetings of this scenario; of all where it is empty. */
  scenario: string
}

/** Who governs may change any meeting; others only what is theirs. */
const changesOwnOnly = (): boolean => !['owner', 'admin'].includes(me()?.user.role ?? '')

/** Meetings to choose from, page by page, and those chosen; a choice outlives a search. */
export function createPastMeetings(filters: () => PastFilters) {
  const [list, setList] = createStore<{ data: MeetingView[]; cursor: string | null }>({
    data: [],
    cursor: null,
  })
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, MeetingView>>(new Map())
  let asked = 0

  const read = async (cursor?: string): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const page = await listMeetings({
        ...filters(),
        has: 'result',
        ownerId: changesOwnOnly() ? me()?.user.id : undefined,
        limit: pageSize,
        cursor,
      })
      if (mine !== asked) return
      setList({ data: cursor ? [...list.data, ...page.data] : page.data, cursor: page.nextCursor })
      setProblem()
    } catch (error) {
      if (mine === asked) setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  createEffect(
    on(
      () => JSON.stringify(filters()),
      () => void read(),
    ),
  )

  const isFull = (): boolean => chosen().size >= mostMeetings
  const choose = (meeting: MeetingView, wanted: boolean): void => {
    const next = new Map(chosen())
    if (!wanted) next.delete(meeting.id)
    else if (!isFull()) next.set(meeting.id, meeting)
    setChosen(next)
  }
  return {
    list,
    ready,
    problem,
    read,
    chosen,
    isFull,
    choose,
    chooseShown: (): void => {
      for (const meeting of list.data) choose(meeting, true)
    },
    clear: (): void => {
      setChosen(new Map())
    },
  }
}

export type PastMeetings = ReturnType<typeof createPastMeetings>
