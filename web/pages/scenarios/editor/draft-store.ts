import { createEffect, createMemo, createSignal, on } from 'solid-js'
import { createChecking } from './draft/checking.ts'
import { checkRegularly } from './draft/check-regularly.ts'
import { createDraftCell } from './draft/draft-cell.ts'
import { amended, edited, mustChoose, type Saving, stepped } from './draft/draft-state.ts'
import { keepOnLeave } from './draft/keep-on-leave.ts'
import { keptHistoryOf } from './draft/kept-history.ts'
import { loadDraft, refreshDraft } from './draft/load-draft.ts'
import { createResolution } from './draft/resolve-overtaken.ts'
import { createSaver } from './draft/save-draft.ts'
import { unsavedCopyOf } from './draft/unsaved-copy.ts'
import type { Files } from './pack/pack-parts.ts'

/** What the pane beside the form shows. */
export type Side = 'trial' | 'preview' | 'json'

/** A scenario's draft on the page: its files, what the checker says of them, and whether they are saved. */
export function createDraft(id: string) {
  const cell = createDraftCell(id)
  const { state, update, files, draft, isDirty } = cell
  const copy = unsavedCopyOf(id)
  const keptHistory = keptHistoryOf(id)
  const checking = createChecking(id, files)
  const saver = createSaver(cell, copy)
  const [side, showSide] = createSignal<Side>('trial')
  const load = (): Promise<void> => loadDraft(cell, copy, keptHistory)

  createEffect(
    on(files, () => {
      if (!draft()) return
      checking.checkSoon()
      if (!mustChoose(state()) && isDirty()) saver.saveSoon()
    }),
  )
  keepOnLeave(cell, saver, copy, keptHistory)
  checkRegularly(() => refreshDraft(cell))
  void load()

  return {
    id,
    draft,
    files,
    /** Changes with the same key that follow each other quickly are undone together. */
    setFiles: (next: Files | ((before: Files) => Files), key?: string): void => {
      const change = typeof next === 'function' ? next : () => next
      update((before) => edited(before, change, { key, atMs: Date.now() }))
    },
    /** Changes the files without a step of its own: undo leaves this change in place. */
    amendFiles: (change: (before: Files) => Files): void => {
      update((before) => amended(before, change))
    },
    undo: (): void => void update((before) => stepped(before, 'back')),
    redo: (): void => void update((before) => stepped(before, 'forward')),
    canUndo: createMemo(() => state().history.past.length > 0),
    canRedo: createMemo(() => state().history.future.length > 0),
    check: checking.check,
    isChecking: checking.isChecking,
    checkProblem: checking.problem,
    recheck: checking.recheck,
    problem: createMemo(() => state().problem),
    saving: createMemo((): Saving => state().saving),
    theirs: createMemo(() => state().theirs),
    isDirty,
    load,
    save: saver.save,
    ...createResolution(cell, saver, copy),
    side,
    showSide,
  }
}

export type Draft = ReturnType<typeof createDraft>
