import { createContext, useContext } from 'solid-js'
import type { MeetingStore } from './meeting-store.ts'
import type { Review } from './review/review.ts'

export interface MeetingParts {
  store: MeetingStore
  review: Review
}

export const MeetingContext = createContext<MeetingParts>()

export function useMeeting(): MeetingParts {
  const parts = useContext(MeetingContext)
  if (!parts) throw new Error('This part belongs inside the meeting page')
  return parts
}
