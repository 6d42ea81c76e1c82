import type { ItemView } from '../../../server/modules/analysis/contract.ts'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import type { Shown } from './shown-sections.ts'

/** The items under review. A dry run has items but no meeting. */
export interface ItemStore {
  /** Id of the meeting. */
  id: string
  state: Shown & { meeting?: Pick<MeetingView, 'status'> }
  load: () => Promise<void>
  loadSoon: () => void
  findItem: (itemId: string) => ItemView | undefined
  putItem: (item: ItemView) => void
}
