import { createContext, useContext } from 'solid-js'
import type { ResultParts } from '../../features/results/result-context.ts'
import type { Adding } from './adding/adding.ts'
import type { EditingParts } from './editing-parts.ts'
import type { Player } from './player/player.ts'
import type { SpeakerEdits } from './speakers/speaker-edits.ts'

export interface MeetingParts extends EditingParts {
  player: Player
  edits: SpeakerEdits
  adding: Adding
  shortNameOf: ResultParts['shortNameOf']
}

export const MeetingContext = createContext<MeetingParts>()

export function useMeeting(): MeetingParts {
  const parts = useContext(MeetingContext)
  if (!parts) throw new Error('This part belongs inside the meeting page')
  return parts
}
