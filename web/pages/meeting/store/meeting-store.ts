import { batch, createSignal, onCleanup } from 'solid-js'
import { createStore, reconcile, type SetStoreFunction, unwrap } from 'solid-js/store'
import type {
  ArtifactView,
  CoverageView,
  ItemView,
} from '../../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { ScenarioVersionView } from '../../../../server/modules/scenarios/contract.ts'
import type { TranscriptView } from '../../../../server/modules/transcription/contract.ts'
import { readItem } from '../../../api/items.ts'
import { readMeeting } from '../../../api/meetings.ts'
import { readTranscript } from '../../../api/transcripts.ts'
import { changedMeeting } from '../../../features/meetings/changed-meeting.ts'
import { type MeetingChange, onLive } from '../../../lib/live/live.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { withNewerItems } from './newer-items.ts'
import { readResult } from './read-result.ts'

interface MeetingState {
  meeting?: MeetingView
  artifact?: ArtifactView
  scenario?: ScenarioVersionView
  coverage?: CoverageView
  transcript?: TranscriptView
}

interface Scope {
  /** Id of the meeting. */
  id: string
  runId: () => string | undefined
  state: MeetingState
  setState: SetStoreFunction<MeetingState>
}

const gatherMs = 250
/** For more items than these, reading the whole result once costs less. */
const maxSingleReads = 4

function createItems({ id, runId, state, setState }: Scope) {
  const findItem = (itemId: string): ItemView | undefined =>
    state.artifact?.sections.flatMap((section) => section.items).find((one) => one.id === itemId)
  const findPlain = (itemId: string): ItemView | undefined => {
    const known = findItem(itemId)
    return known && { ...unwrap(known) }
  }
  const putItem = (item: ItemView): void =>
    setState(
      'artifact',
      'sections',
      (section) => section.name === item.section,
      'items',
      (known) => known.id === item.id,
      reconcile(item, { key: 'id' }),
    )
  return {
    findItem,
    putItem,
    loadResult: async (): Promise<void> => {
      const pinned = state.meeting?.scenario
      const found = await readResult(id, runId(), { pinned, scenario: state.scenario })
      batch(() => {
        setState('scenario', reconcile(found.scenario))
        setState('artifact', reconcile(withNewerItems(found.artifact, findPlain), { key: 'id' }))
        setState('coverage', reconcile(found.coverage))
      })
    },
    /** Reads the items that changed; false where the whole result has to be read. */
    readChanged: async (itemIds: readonly string[]): Promise<boolean> => {
      const known = itemIds.filter((itemId) => findItem(itemId))
      if (known.length !== itemIds.length || known.length > maxSingleReads) return false
      try {
        for (const item of await Promise.all(known.map(readItem))) {
          if (item.rev > (findItem(item.id)?.rev ?? 0)) putItem(item)
        }
        return true
      } catch {
        return false
      }
    },
  }
}

function createTranscript({ id, runId, state, setState }: Scope) {
  let shownId: string | undefined
  let reads = 0
  /** Rows keep their identity, so that a reader keeps the place; speakers have another key. */
  const put = (transcript: TranscriptView): void =>
    batch(() => {
      const { data, speakers, ...rest } = transcript
      if (!state.transcript) setState('transcript', transcript)
      setState('transcript', (known) => ({ ...known, ...rest }) as TranscriptView)
      setState('transcript', 'data', reconcile(data, { key: 'segmentId' }))
      setState('transcript', 'speakers', reconcile(speakers, { key: 'id' }))
    })
  return {
    /** Has the next load read the transcript again, as after a correction. */
    expire: (): void => {
      shownId = undefined
    },
    load: async (meeting: MeetingView): Promise<void> => {
      if (!meeting.hasTranscript) return
      // A new run or status does not change what was said; another transcript does. A run cites its own.
      const ofRun = runId() ? state.artifact?.run?.transcriptId : undefined
      const wanted = ofRun ?? meeting.currentTranscriptId ?? ''
      if (state.transcript && shownId === wanted) return
      reads += 1
      const thisRead = reads
      const transcript = await readTranscript(id, ofRun)
      // Of two answers the one asked for later holds.
      if (thisRead !== reads) return
      shownId = wanted
      put(transcript)
    },
  }
}

function followLive(
  { id, state, setState }: Scope,
  on: {
    deleted: () => void
    loadSoon: () => void
    itemsChanged: (itemIds: readonly string[]) => Promise<void>
    transcriptChanged: () => void
  },
): void {
  const changeMeeting = (change: MeetingChange): void => {
    // Read before the store changes in place: what it holds is the same object afterwards.
    const statusBefore = state.meeting?.status
    setState('meeting', (meeting) => meeting && changedMeeting(meeting, change))
    if (statusBefore !== change.status) on.loadSoon()
  }
  onLive({
    meetingChanged: (change) => {
      if (change.meetingId !== id) return
      if (change.deleted) on.deleted()
      else changeMeeting(change)
    },
    itemsChanged: (change) => {
      if (change.meetingId === id) void on.itemsChanged(change.itemIds)
    },
    transcriptChanged: (change) => {
      if (change.meetingId === id) on.transcriptChanged()
    },
    reset: on.transcriptChanged,
  })
}

/** A meeting with its result and transcript, kept up to date by live events. */
export function createMeetingStore(id: string, runId: () => string | undefined) {
  const [state, setState] = createStore<MeetingState>({})
  const [problem, setProblem] = createSignal<Problem>()
  const [isDeleted, setDeleted] = createSignal(false)
  const scope: Scope = { id, runId, state, setState }
  const items = createItems(scope)
  const transcript = createTranscript(scope)

  const load = async (): Promise<void> => {
    try {
      const meeting = await readMeeting(id)
      setState('meeting', reconcile(meeting, { key: 'id' }))
      setProblem()
      const result = meeting.currentRunId || runId() ? items.loadResult() : Promise.resolve()
      if (runId()) await result
      await Promise.all([result, transcript.load(meeting)])
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined
  const loadSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), gatherMs)
  }
  onCleanup(() => clearTimeout(timer))
  followLive(scope, {
    deleted: () => setDeleted(true),
    loadSoon,
    itemsChanged: async (itemIds) => {
      if (!(await items.readChanged(itemIds))) loadSoon()
    },
    transcriptChanged: () => {
      transcript.expire()
      loadSoon()
    },
  })

  return {
    id,
    state,
    problem,
    isDeleted,
    load,
    loadSoon,
    /** After a correction: who said what, and which items cite what changed. */
    reloadTranscript: (): Promise<void> => {
      transcript.expire()
      return load()
    },
    putItem: items.putItem,
    findItem: items.findItem,
    putMeeting: (meeting: MeetingView): void =>
      setState('meeting', reconcile(meeting, { key: 'id' })),
  }
}

export type MeetingStore = ReturnType<typeof createMeetingStore>
