import type { WorkState } from '../../../db/schema/meetings.ts'
import type { JobName } from '../../jobs/catalog.ts'

/**
 * The state machine of a meeting. What a meeting shows is its current recording, transcript and result, which belong
 * together. What was brought after them is pending, and takes their place once it has come as far as they have. What has
 * to happen next follows from these facts alone, never from the stage that is left over in a column.
 */
export type Stage = 'ingest' | 'transcribe' | 'analyse'
export type Status = WorkState['status']

interface RecordingFact {
  id: string
  isIngested: boolean
}

/** What decides about a meeting, as `lockMeeting` reads it. */
export interface MeetingFacts extends WorkState {
  id: string
  fence: number
  /** The last recording could not be used, and nobody has taken notice of it. */
  hasRefused: boolean
  currentMedia: RecordingFact | null
  pendingMedia: (RecordingFact & { fileName: string }) | null
  /** `isAsNew`: made from the current recording, or brought as a transcript after it. */
  currentTranscript: { id: string; isAsNew: boolean } | null
  currentRun: { id: string; transcriptId: string } | null
}

/** Somebody works on it, or will. */
const working: ReadonlySet<Status> = new Set(['queued', 'waiting', 'transcribing', 'analysing'])
/** The same without those that wait, which a new recording or transcript may overtake. */
const busy: ReadonlySet<Status> = new Set(['queued', 'transcribing', 'analysing'])
const startable: ReadonlySet<Status> = new Set(['draft', 'failed', 'cancelled', 'waiting'])

export const isWorking = (status: Status): boolean => working.has(status)
export const isBusy = (status: Status): boolean => busy.has(status)
export const isStartable = (status: Status): boolean => startable.has(status)
export const isStoppable = (status: Status): boolean => isWorking(status) || status === 'uploading'

export const jobOf: Readonly<Record<Stage, JobName & `meeting.${string}`>> = {
  ingest: 'meeting.ingest',
  transcribe: 'meeting.transcribe',
  analyse: 'meeting.analyse',
}

/** What has to happen next for what was brought last; null when its result is there, or nothing was brought. */
export function nextStage(facts: MeetingFacts): Stage | null {
  const { pendingMedia, currentMedia, currentTranscript, currentRun } = facts
  if (facts.pendingTranscriptId) return 'analyse'
  if (pendingMedia) return stageOfRecording(pendingMedia)
  if (currentMedia && !currentTranscript?.isAsNew) return stageOfRecording(currentMedia)
  if (!currentTranscript || currentRun?.transcriptId === currentTranscript.id) return null
  return 'analyse'
}

const stageOfRecording = ({ isIngested }: RecordingFact): Stage =>
  isIngested ? 'transcribe' : 'ingest'

/** Whether anything was brought yet. */
export const hasContent = (facts: MeetingFacts): boolean =>
  Boolean(facts.currentMedia ?? facts.currentTranscript ?? facts.pendingMedia)

/** In line for a stage. */
export const queued = (facts: WorkState, stage: Stage): WorkState => ({
  ...kept(facts),
  status: 'queued',
  stage,
  reason: null,
  canRetry: false,
})

/** The state of a meeting with no work under way: in review with its result, stopped short of one, or empty. */
export function atRest(facts: MeetingFacts, reason: string | null = null): WorkState {
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

/** A person stopped the work, and with it the work that a pending replacement has put off. */
export const stopped = (facts: WorkState): WorkState => ({
  ...kept(facts),
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
): WorkState => ({ ...kept(facts), status: 'failed', stage, reason, canRetry })

/**
 * The state that a replacement goes back to when it cannot be used. Work that was under way starts its stage anew. Beside
 * it stands the state of what is shown, and no other replacement in between.
 */
export const snapshot = (facts: MeetingFacts): WorkState => {
  if (facts.status === 'uploading') return atRest(facts)
  const { stage, reason, canRetry } = facts
  const own = { ...kept(facts), before: facts.before && shownState(facts.before) }
  return isBusy(facts.status)
    ? { ...own, status: 'queued', stage, reason: null, canRetry: false }
    : { ...own, status: facts.status, stage, reason, canRetry }
}

/** The state of what a meeting shows, below every replacement. */
export const shownState = (state: WorkState): WorkState =>
  state.before ? shownState(state.before) : state

/** The parts of the state that outlast a change of status. */
const kept = ({ pendingMediaId, pendingTranscriptId, before }: WorkState) => ({
  pendingMediaId,
  pendingTranscriptId,
  before,
})
