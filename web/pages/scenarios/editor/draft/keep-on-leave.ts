import { onCleanup } from 'solid-js'
import { beforeSignOut } from '../../../../lib/session.ts'
import type { DraftCell } from './draft-cell.ts'
import { isDirty } from './draft-state.ts'
import type { KeptHistory } from './kept-history.ts'
import type { Saver } from './save-draft.ts'
import type { UnsavedCopyStore } from './unsaved-copy.ts'

/** Saves or keeps what is unsaved when the page is left; nothing stays on the device after signing out. */
export function keepOnLeave(
  { state }: DraftCell,
  saver: Saver,
  copy: UnsavedCopyStore,
  keptHistory: KeptHistory,
): void {
  let isSignedOut = false
  const keepUnsaved = (): void => {
    if (isDirty(state()) && !isSignedOut) copy.keep({ rev: state().baseRev, files: state().files })
  }
  const retry = (): void => {
    if (state().saving === 'failed') void saver.save()
  }
  window.addEventListener('pagehide', keepUnsaved)
  window.addEventListener('online', retry)
  const stopWaiting = beforeSignOut(async () => {
    if (isDirty(state())) await saver.save()
    isSignedOut = true
  })
  onCleanup(() => {
    window.removeEventListener('pagehide', keepUnsaved)
    window.removeEventListener('online', retry)
    stopWaiting()
    keepUnsaved()
    keptHistory.keep(state().files, state().history)
    if (isDirty(state()) && !isSignedOut) void saver.save()
    else saver.cancel()
  })
}
