import { createRoot, createSignal, onCleanup } from 'solid-js'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { TrialView } from '../../../server/modules/scenarios/trials/contract.ts'
import { refreshMe } from '../session.ts'
import type { Link } from './event-stream.ts'
import { shareStream } from './shared-stream.ts'
import type { StreamEvent } from './sse-parser.ts'

export type MeetingChange = Pick<
  MeetingView,
  'status' | 'stage' | 'reason' | 'progress' | 'itemCount' | 'decidedCount' | 'rev'
> & { meetingId: string; deleted?: boolean }

/** The progress of a scenario's trial. */
export type TrialChange = Pick<TrialView, 'scenarioId' | 'kind' | 'state' | 'progress'> & {
  trialId: string
}

export interface LiveHandlers {
  meetingChanged?: (change: MeetingChange) => void
  itemsChanged?: (change: { meetingId: string; itemIds: string[] }) => void
  /** Somebody corrected a speaker or the text. */
  transcriptChanged?: (change: { meetingId: string }) => void
  /** A run that the meeting does not show has finished. */
  runChanged?: (change: { meetingId: string; runId: string }) => void
  trialChanged?: (change: TrialChange) => void
  /** Events may have been missed, so what is on screen has to be read again. */
  reset?: () => void
}

const listeners = new Set<LiveHandlers>()
const [link, setLink] = createRoot(() => createSignal<Link>('open'))
export { link }

function hand(event: StreamEvent): void {
  const data: unknown = event.name === 'reset' ? {} : JSON.parse(event.data)
  for (const listener of listeners) {
    if (event.name === 'reset') listener.reset?.()
    else if (event.name === 'meeting.changed') listener.meetingChanged?.(data as MeetingChange)
    else if (event.name === 'items.changed') {
      listener.itemsChanged?.(data as { meetingId: string; itemIds: string[] })
    } else if (event.name === 'transcript.changed') {
      listener.transcriptChanged?.(data as { meetingId: string })
    } else if (event.name === 'run.changed') {
      listener.runChanged?.(data as { meetingId: string; runId: string })
    } else if (event.name === 'trial.changed') listener.trialChanged?.(data as TrialChange)
  }
}

/** Opens the stream for as long as the owner lives. */
export function followLive(): void {
  const stop = shareStream((shared) => {
    if (shared.kind === 'link') setLink(shared.link)
    else if (shared.kind === 'event') hand(shared.event)
    else if (shared.kind === 'ended') void refreshMe()
  })
  onCleanup(stop)
}

export function onLive(handlers: LiveHandlers): void {
  listeners.add(handlers)
  onCleanup(() => listeners.delete(handlers))
}
