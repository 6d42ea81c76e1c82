import type { ItemStore } from '../item-store.ts'
import { createActToasts } from './act-toasts.ts'
import { createActs } from './acts.ts'
import { createDecisions } from './decisions.ts'
import { createItemWrites } from './item-writes.ts'
import { nextUndecided, stepItem } from './review-state.ts'
import { createReviewView } from './review-view.ts'
import { createUndo } from './undo.ts'

/** Reviewing the items of a result: deciding, editing, and taking back what was done. */
export function createReview(store: ItemStore, isReadOnly: () => boolean) {
  const view = createReviewView(store, isReadOnly)
  const deps = {
    store,
    view,
    acts: createActs(),
    writes: createItemWrites(store),
    toasts: createActToasts(view.undecidedCount),
  }
  const { undoAct, ...undo } = createUndo(deps)
  const { sections, items, itemIds, undecidedCount, current, focusItem, ...rest } = view
  return {
    sections,
    itemIds,
    undecidedCount,
    current,
    setCurrent: rest.setCurrent,
    editing: rest.editing,
    setEditing: rest.setEditing,
    noting: rest.noting,
    setNoting: rest.setNoting,
    shown: rest.shown,
    mayReview: rest.mayReview,
    showEvidence: rest.showEvidence,
    focusItem,
    step: (by: 1 | -1): void => focusItem(stepItem(itemIds(), current(), by)),
    focusNextUndecided: (): void => focusItem(nextUndecided(items(), current())?.id ?? current()),
    ...undo,
    ...createDecisions({ ...deps, undoAct }),
  }
}

export type Review = ReturnType<typeof createReview>
