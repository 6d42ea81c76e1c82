import type { Review } from '../../features/results/review/review.ts'
import type { MeetingStore } from './store/meeting-store.ts'

/** The panes of the meeting page; a narrow window shows one of them. */
export type Pane = 'result' | 'transcript'

/** What changes to a meeting's result and transcript are built on. */
export interface EditingParts {
  store: MeetingStore
  review: Review
  pane: () => Pane
  showPane: (pane: Pane) => void
}
