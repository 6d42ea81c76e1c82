import { createContext, useContext } from 'solid-js'
import type { EvidenceView } from '../../../server/modules/analysis/contract.ts'
import type { Adding } from './adding/adding.ts'
import type { MeetingState, MeetingStore } from './meeting-store.ts'
import type { Player } from './player/player.ts'
import type { Review } from './review/review.ts'
import type { SpeakerEdits } from './speakers/speaker-edits.ts'

/** Where there is no room for two panes, one of them. */
export type Pane = 'result' | 'transcript'

export interface MeetingParts {
  store: MeetingStore
  review: Review
  player: Player
  edits: SpeakerEdits
  adding: Adding
  shortNameOf: ShownParts['shortNameOf']
  pane: () => Pane
  showPane: (pane: Pane) => void
}

/** What showing a result takes, also where there is no meeting and nobody reviews. */
export interface ShownParts {
  store: { state: Pick<MeetingState, 'artifact'> }
  review: Pick<
    Review,
    | 'current'
    | 'setCurrent'
    | 'itemIds'
    | 'shown'
    | 'showEvidence'
    | 'noting'
    | 'editing'
    | 'setEditing'
    | 'mayReview'
    | 'accept'
    | 'decide'
    | 'acceptSection'
    | 'undoSection'
    | 'undoableInSection'
  >
  player: Pick<Player, 'isReady' | 'isPlayingEvidence'>
  /** What to call the speaker of a quote where there is little room. */
  shortNameOf: (evidence: Pick<EvidenceView, 'speaker' | 'speakerId'>) => string | null
}

export const ShownContext = createContext<ShownParts>()
export const MeetingContext = createContext<MeetingParts>()

export function useMeeting(): MeetingParts {
  const parts = useContext(MeetingContext)
  if (!parts) throw new Error('This part belongs inside the meeting page')
  return parts
}

export const useShown = (): ShownParts => useContext(ShownContext) ?? useMeeting()
