import type { ItemView } from '../../../../server/modules/analysis/contract.ts'

type Undecided = Pick<ItemView, 'id' | 'section' | 'value' | 'evidenceState' | 'evidence'>

/** An item that nobody has decided on, and that is kept nowhere: of a dry run, or of a preview. */
export const undecidedItem = (found: Undecided): ItemView => ({
  ...found,
  refs: {},
  reviewState: 'proposed',
  locked: false,
  edited: false,
  stale: false,
  canUndo: false,
  proposal: null,
  overrideNote: null,
  decidedBy: null,
  decidedAt: null,
  rev: 1,
})
