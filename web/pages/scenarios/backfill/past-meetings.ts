import { createSignal } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { listMeetings } from '../../../api/meetings.ts'
import { createPagedList } from '../../../lib/paged-list.ts'
import { me } from '../../../lib/session.ts'

/** As many as the server takes at once. */
const maxMeetings = 50

export interface PastFilters {
  q: string
  /** Only meetings of this scenario; of all where it is empty. */
  scenario: string
}

/** Owners and administrators may change any meeting; others only their own. */
const changesOwnOnly = (): boolean => !['owner', 'admin'].includes(me()?.user.role ?? '')

/** Meetings to choose from, page by page, and those chosen; a choice outlives a search. */
export function createPastMeetings(filters: () => PastFilters) {
  const { list, ready, problem, read, more } = createPagedList(filters, (filter, limit, cursor) =>
    listMeetings({
      ...filter,
      has: 'result',
      ownerId: changesOwnOnly() ? me()?.user.id : undefined,
      limit,
      cursor,
    }),
  )
  const [chosen, setChosen] = createSignal<ReadonlyMap<string, MeetingView>>(new Map())
  const isFull = (): boolean => chosen().size >= maxMeetings
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
    more,
    chosen,
    isFull,
    choose,
    chooseShown: (): void => {
      for (const meeting of list.rows) choose(meeting, true)
    },
    clear: (): void => {
      setChosen(new Map())
    },
  }
}

export type PastMeetings = ReturnType<typeof createPastMeetings>
