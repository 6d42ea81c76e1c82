import type { WorkState } from '../../../../db/schema/meetings.ts'
import type { MeetingStage } from '../../../../plugins/vocabulary.ts'
import type { JobName } from '../../../jobs/catalog.ts'

/**
 * The state machine of a meeting. A meeting shows its current recording, transcript and result, which belong together.
 * A recording or transcript added later is pending, and replaces them once it has reached the same stage. The next
 * stage follows from these facts alone, never from the value left in the `stage` column.
 */
export type Stage = MeetingStage
export type Status = WorkState['status']

interface RecordingFact {
  id: string
  isIngested: boolean
}

/** The facts that decide a meeting's next state, as `lockMeeting` reads them. */
export interface MeetingFacts extends WorkState {
  id: string
  fence: number
  /** The last recording could not be used, and nobody has dismissed that notice. */
  hasRefusedRecording: boolean
  currentMedia: RecordingFact | null
  pendingMedia: (RecordingFact & { fileName: string }) | null
  /** `isUpToDate`: made from the current recording, or imported after it. */
  currentTranscript: { id: string; isUpToDate: boolean } | null
  currentRun: { id: string; transcriptId: string } | null
}

/** Statuses with work that is queued, running or waiting. */
const working: ReadonlySet<Status> = new Set(['queued', 'waiting', 'transcribing', 'analysing'])
/** The same without `waiting`: a new recording or transcript may overtake a meeting that waits. */
const busy: ReadonlySet<Status> = new Set(['queued', 'transcribing', 'analysing'])
const startable: ReadonlySet<Status> = new Set(['draft', 'failed', 'cancelled', 'waiting'])

export const isWorking = (status: Status): boolean => working.has(status)
export const isBusy = (status: Status): boolean => busy.has(status)
export const isStartable = (status: Status): boolean => startable.has(status)
export const isCancellable = (status: Status): boolean =>
  isWorking(status) || status === 'uploading'

/** The status of a meeting while an attempt at the stage runs. */
export const runningStatus = {
  ingest: 'queued',
  transcribe: 'transcribing',
  analyse: 'analysing',
} as const satisfies Record<Stage, Status>

export const jobOf: Readonly<Record<Stage, JobName & `meeting.${string}`>> = {
  ingest: 'meeting.ingest',
  transcribe: 'meeting.transcribe',
  analyse: 'meeting.analyse',
}

/** The next stage of the newest recording or transcript; null when it has its result, or when there is none. */
export function nextStage(facts: MeetingFacts): Stage | null {
  const { pendingMedia, currentMedia, currentTranscript, currentRun } = facts
  if (facts.pendingTranscriptId) return 'analyse'
  if (pendingMedia) return stageOfRecording(pendingMedia)
  if (currentMedia && !currentTranscript?.isUpToDate) return stageOfRecording(currentMedia)
  if (!currentTranscript || currentRun?.transcriptId === currentTranscript.id) return null
  return 'analyse'
}

const stageOfRecording = ({ isIngested }: RecordingFact): Stage =>
  isIngested ? 'transcribe' : 'ingest'

/** True once the meeting has a recording or a transcript. */
export const hasContent = (facts: MeetingFacts): boolean =>
  Boolean(facts.currentMedia ?? facts.currentTranscript ?? facts.pendingMedia)

export const queued = (facts: WorkState, stage: Stage): WorkState => ({
  ...keptFields(facts),
  status: 'queued',
  stage,
  reason: null,
  canRetry: false,
})

/** The state of a meeting with no work under way: in review with its result, stopped short of one, or empty. */
export function idleState(facts: MeetingFacts, reason: string | null = null): WorkState {
  const isReviewed = facts.currentRun !== null
  const hasWork = nextStage(facts) !== null
  const status = isReviewed ? 'in_review' : hasWork ? 'cancelled' : 'draft'
  return {
    status,
    stage: null,
    reason: reason ?? (status === 'cancelled' ? 'cancelled' : null),
    canRetry: status === 'cancelled',
    pendingMediaId: null,
    pendingTranscriptId: null,
    before: null,
  }
}

/** Cancels the work, and also the work that a pending replacement had interrupted. */
export const stopped = (facts: WorkState): WorkState => ({
  ...keptFields(facts),
  status: 'cancelled',
  stage: null,
  reason: 'cancelled',
  canRetry: true,
  before: facts.before && stoppedBefore(facts.before),
})

const stoppedBefore = (before: WorkState): WorkState => {
  const own = { ...before, before: before.before && stoppedBefore(before.before) }
  return isWorking(before.status) ? stopped(own) : own
}

export const failed = (
  facts: WorkState,
  stage: Stage,
  reason: string,
  canRetry: boolean,
): WorkState => ({ ...keptFields(facts), status: 'failed', stage, reason, canRetry })

/**
 * The state to restore if a replacement cannot be used. Work that was running starts its stage again. It keeps the
 * state of the current content, but no earlier replacement.
 */
export const snapshot = (facts: MeetingFacts): WorkState => {
  if (facts.status === 'uploading') return idleState(facts)
  const { stage, reason, canRetry } = facts
  const own = { ...keptFields(facts), before: facts.before && shownState(facts.before) }
  return isBusy(facts.status)
    ? { ...own, status: 'queued', stage, reason: null, canRetry: false }
    : { ...own, status: facts.status, stage, reason, canRetry }
}

/** The state of the meeting's current content, before any replacement. */
export const shownState = (state: WorkState): WorkState =>
  state.before ? shownState(state.before) : state

/** The fields that a change of status keeps. */
const keptFields = ({ pendingMediaId, pendingTranscriptId, before }: WorkState) => ({
  pendingMediaId,
  pendingTranscriptId,
  before,
})
