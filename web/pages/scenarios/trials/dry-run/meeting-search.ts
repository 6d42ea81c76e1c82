import { createEffect, createResource, createSignal, onCleanup } from 'solid-js'
import type { MeetingView } from '../../../../../server/modules/meetings/contract.ts'
import { listMeetings, readMeeting } from '../../../../api/meetings.ts'
import { settled } from '../../../../lib/settled.ts'

const maxShown = 8
const typingMs = 250

interface Found {
  /** The query that it answers. */
  q: string
  meetings: MeetingView[]
  hasMore: boolean
}

async function findMeetings(q: string): Promise<Found> {
  const { data, nextCursor } = await listMeetings({
    q: q.trim() || undefined,
    has: 'transcript',
    limit: maxShown,
  })
  return { q, meetings: data, hasMore: nextCursor !== null }
}

async function findWithTranscript(id: string | undefined): Promise<MeetingView | undefined> {
  if (!id) return undefined
  try {
    const meeting = await readMeeting(id)
    return meeting.hasTranscript ? meeting : undefined
  } catch {
    return undefined
  }
}

/** Meetings with a transcript, searched by title while the reader types. The last one leads until then. */
export function createMeetingSearch(lastId: string | undefined) {
  const [text, setText] = createSignal('')
  const [query, setQuery] = createSignal('')
  const [chosen, setChosen] = createSignal(lastId)
  const [wantsFocus, setWantsFocus] = createSignal(false)
  const [results, { refetch }] = createResource(query, findMeetings)
  const [last] = createResource(() => findWithTranscript(lastId))
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))

  const found = (): Found | undefined => settled(results)
  const choices = (): MeetingView[] => {
    const leading = query() === '' ? settled(last) : undefined
    const others = (found()?.meetings ?? []).filter(({ id }) => id !== leading?.id)
    return leading ? [leading, ...others] : others
  }
  const chosenId = (): string | undefined =>
    choices().find(({ id }) => id === chosen())?.id ?? choices()[0]?.id
  const isAnswered = (): boolean => found()?.q === text() && query() === text()

  return {
    text,
    query,
    results,
    refetch,
    found,
    choices,
    chosenId,
    choose: setChosen,
    type: (next: string): void => {
      setText(next)
      setWantsFocus(false)
      clearTimeout(timer)
      timer = setTimeout(() => setQuery(next), typingMs)
    },
    /** Searches at once, and moves the focus to the first result. It never starts a run, which may cost money. */
    searchNow: (): void => {
      clearTimeout(timer)
      setQuery(text())
      setWantsFocus(true)
    },
    /** Calls `focus` once the results that `searchNow` asked for are chosen from. */
    onFound: (focus: () => void): void =>
      createEffect(() => {
        if (!wantsFocus() || results.loading || !isAnswered()) return
        setWantsFocus(false)
        const [first] = choices()
        if (!first) return
        setChosen(first.id)
        focus()
      }),
  }
}

export type MeetingSearch = ReturnType<typeof createMeetingSearch>
