import { batch, createSignal, onCleanup } from 'solid-js'
import { createStore, reconcile, unwrap } from 'solid-js/store'
import type {
  ArtifactView,
  CoverageView,
  ItemView,
} from '../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { ScenarioVersionView } from '../../../server/modules/scenarios/contract.ts'
import type { TranscriptView } from '../../../server/modules/transcription/contract.ts'
import { readItem } from '../../api/items.ts'
import { readMeeting } from '../../api/meetings.ts'
import { readArtifact, readCoverage } from '../../api/runs.ts'
import { readVersion } from '../../api/scenarios.ts'
import { readTranscript } from '../../api/transcripts.ts'
import { onLive } from '../../lib/live/live.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { changedMeeting } from '../../features/meetings/changed-meeting.ts'

export interface MeetingState {
  meeting?: MeetingView
  artifact?: ArtifactView
  scenario?: ScenarioVersionView
  coverage?: CoverageView
  transcript?: TranscriptView
}

const gatherMs = 250
/** Beyond this one reading of the whole result costs less. */
const fewItems = 4

export function createMeetingStore(id: string, runId: () => string | undefined) {
  const [state, setState] = createStore<MeetingState>({})
  const [problem, setProblem] = createSignal<Problem>()
  const [gone, setGone] = createSignal(false)
  let shownTranscriptOf: string | undefined
  let transcriptReads = 0

  const findItem = (itemId: string): ItemView | undefined =>
    state.artifact?.sections.flatMap((section) => section.items).find((one) => one.id === itemId)

  const readResult = async (): Promise<void> => {
    const artifact = await readArtifact(id, runId())
    const shown = artifact.run?.scenario ?? state.meeting?.scenario
    const known = state.scenario
    const scenario =
      known && shown && known.id === shown.id && known.version === shown.version
        ? known
        : shown && (await readVersion(shown.id, shown.version))
    const coverage = artifact.run ? await readCoverage(id, runId()) : undefined
    batch(() => {
      setState('scenario', reconcile(scenario))
      setState('artifact', reconcile(withNewerItems(artifact), { key: 'id' }))
      setState('coverage', reconcile(coverage))
    })
  }

  /** An answer that was long on its way must not undo what a later one brought. */
  const withNewerItems = (artifact: ArtifactView): ArtifactView => ({
    ...artifact,
    sections: artifact.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => {
        const known = findItem(item.id)
        return known && known.rev > item.rev ? { ...unwrap(known) } : item
      }),
    })),
  })

  const readOwnTranscript = async (meeting: MeetingView): Promise<void> => {
    if (!meeting.hasTranscript) return
    // A new run or status does not change what was said; another transcript does. A run cites its own.
    const ofRun = runId() ? state.artifact?.run?.transcriptId : undefined
    const wanted = ofRun ?? meeting.currentTranscriptId ?? ''
    if (state.transcript && shownTranscriptOf === wanted) return
    transcriptReads += 1
    const mine = transcriptReads
    const transcript = await readTranscript(id, ofRun)
    // Of two answers the one asked for later holds.
    if (mine !== transcriptReads) return
    shownTranscriptOf = wanted
    setTranscript(transcript)
  }

  /** Rows keep their identity, so that a reader keeps the place; speakers have another key. */
  const setTranscript = (transcript: TranscriptView): void =>
    batch(() => {
      const { data, speakers, ...rest } = transcript
      if (!state.transcript) setState('transcript', transcript)
      setState('transcript', (known) => ({ ...known, ...rest }) as TranscriptView)
      setState('transcript', 'data', reconcile(data, { key: 'segmentId' }))
      setState('transcript', 'speakers', reconcile(speakers, { key: 'id' }))
    })

  const load = async (): Promise<void> => {
    try {
      const meeting = await readMeeting(id)
      setState('meeting', reconcile(meeting, { key: 'id' }))
      setProblem()
      const result = meeting.currentRunId || runId() ? readResult() : Promise.resolve()
      if (runId()) await result
      await Promise.all([result, readOwnTranscript(meeting)])
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  /** After a correction: who said what, and which items cite what changed. */
  const reloadTranscript = (): Promise<void> => {
    shownTranscriptOf = undefined
    return load()
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const loadSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void load(), gatherMs)
  }
  onCleanup(() => clearTimeout(timer))

  const putItem = (item: ItemView): void => {
    setState(
      'artifact',
      'sections',
      (section) => section.name === item.section,
      'items',
      (known) => known.id === item.id,
      reconcile(item, { key: 'id' }),
    )
  }
  const readItems = async (itemIds: readonly string[]): Promise<void> => {
    const known = itemIds.filter((itemId) => findItem(itemId))
    if (known.length !== itemIds.length || known.length > fewItems) {
      loadSoon()
      return
    }
    try {
      const items = await Promise.all(known.map(readItem))
      for (const item of items) if (item.rev > (findItem(item.id)?.rev ?? 0)) putItem(item)
    } catch {
      loadSoon()
    }
  }

  onLive({
    meetingChanged: (change) => {
      if (change.meetingId !== id) return
      if (change.deleted) {
        setGone(true)
        return
      }
      // Read before the store changes in place: what it holds is the same object afterwards.
      const statusBefore = state.meeting?.status
      setState('meeting', (meeting) => meeting && changedMeeting(meeting, change))
      if (statusBefore !== change.status) loadSoon()
    },
    itemsChanged: (change) => {
      if (change.meetingId === id) void readItems(change.itemIds)
    },
    transcriptChanged: (change) => {
      if (change.meetingId !== id) return
      shownTranscriptOf = undefined
      loadSoon()
    },
    reset: () => {
      shownTranscriptOf = undefined
      loadSoon()
    },
  })

  return {
    id,
    state,
    problem,
    gone,
    load,
    loadSoon,
    reloadTranscript,
    putItem,
    findItem,
    putMeeting: (meeting: MeetingView): void =>
      setState('meeting', reconcile(meeting, { key: 'id' })),
  }
}

export type MeetingStore = ReturnType<typeof createMeetingStore>
