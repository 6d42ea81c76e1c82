import { createMemo, createSignal } from 'solid-js'
import type { EvidenceView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import { can } from '../../../lib/session.ts'
import type { ItemStore } from '../item-store.ts'
import { orderedSections, type ShownSection } from '../shown-sections.ts'
import { isUndecided, nextUndecided } from './review-state.ts'

export interface ShownEvidence {
  itemId: string
  index: number
  evidence: EvidenceView
}

/** What is under review, which item has the focus, and what is open on it. */
export function createReviewView(store: ItemStore, isReadOnly: () => boolean) {
  const [current, setCurrent] = createSignal<string>()
  const [editing, setEditing] = createSignal<string>()
  const [noting, setNoting] = createSignal<string>()
  const [shown, setShown] = createSignal<ShownEvidence>()
  /** Where the last act led; undo there means that act, and elsewhere what was done there. */
  let ledTo: string | undefined

  const sections = createMemo((): ShownSection[] => orderedSections(store.state))
  const items = createMemo((): ItemView[] => sections().flatMap((section) => section.items))
  const focusItem = (id: string | undefined): void => {
    if (!id) return
    setCurrent(id)
    const row = document.getElementById(`item-${id}`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  return {
    sections,
    items,
    itemIds: createMemo((): string[] => items().map((item) => item.id)),
    undecidedCount: createMemo((): number => items().filter(isUndecided).length),
    current,
    setCurrent,
    editing,
    setEditing,
    noting,
    setNoting,
    shown,
    mayReview: (): boolean =>
      !isReadOnly() && store.state.meeting?.status === 'in_review' && can('meetings:write'),
    focusItem,
    wasLedTo: (id: string): boolean => id === ledTo,
    leadTo: (id: string | undefined): void => {
      ledTo = id
      focusItem(id)
    },
    /** After an act the next item without a decision is in focus. */
    advance: (from: string | undefined): void => {
      const next = nextUndecided(items(), from)
      ledTo = next?.id ?? from
      if (next) focusItem(next.id)
    },
    showEvidence: (itemId: string, index: number): void => {
      const evidence = store.findItem(itemId)?.evidence[index]
      if (!evidence) return
      setCurrent(itemId)
      // A new object each time, so that a second click scrolls there again.
      setShown({ itemId, index, evidence: { ...evidence } })
    },
  }
}

export type ReviewView = ReturnType<typeof createReviewView>
