import { createContext, useContext } from 'solid-js'
import type { ArtifactView, EvidenceView } from '../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { TranscriptView } from '../../../server/modules/transcription/contract.ts'
import type { Review } from './review/review.ts'

/** What the renderers of a result need, on the meeting page and where there is no meeting. */
export interface ResultParts {
  store: {
    state: {
      artifact?: ArtifactView
      meeting?: Pick<MeetingView, 'participants'>
      transcript?: Pick<TranscriptView, 'speakers'>
    }
  }
  review: Pick<
    Review,
    | 'current'
    | 'setCurrent'
    | 'focusItem'
    | 'itemIds'
    | 'shown'
    | 'showEvidence'
    | 'noting'
    | 'setNoting'
    | 'editing'
    | 'setEditing'
    | 'mayReview'
    | 'accept'
    | 'decide'
    | 'save'
    | 'acceptSection'
    | 'undoSection'
    | 'undoableInSection'
  >
  player: {
    isReady: () => boolean
    isPlayingEvidence: (itemId: string, index: number) => boolean
  }
  /** The speaker's name as evidence chips show it, short enough for little room. */
  shortNameOf: (evidence: Pick<EvidenceView, 'speaker' | 'speakerId'>) => string | null
  /** Set where evidence leads to no transcript, as in a dry run. */
  isReadOnly?: boolean
}

export const ResultContext = createContext<ResultParts>()

export function useResult(): ResultParts {
  const parts = useContext(ResultContext)
  if (!parts) throw new Error('This part belongs inside a result')
  return parts
}
