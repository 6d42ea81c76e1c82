import { readDraft } from '../../../../api/drafts.ts'
import { t } from '../../../../i18n/index.ts'
import { problemOf } from '../../../../lib/problem.ts'
import { showToast } from '../../../../ui/feedback/toasts.tsx'
import type { DraftCell } from './draft-cell.ts'
import { canRefresh, isDirty, loaded, loadFailed, refreshed, refreshFailed } from './draft-state.ts'
import type { KeptHistory } from './kept-history.ts'
import type { UnsavedCopyStore } from './unsaved-copy.ts'

/** Reads a draft, with what its author left unsaved on the last visit. */
export async function loadDraft(
  { id, update }: DraftCell,
  copy: UnsavedCopyStore,
  keptHistory: KeptHistory,
): Promise<void> {
  try {
    update((before) => ({ ...before, problem: undefined }))
    const draft = await readDraft(id)
    const found = copy.find()
    const state = update((before) => loaded(before, draft, found, Date.now()))
    if (!isDirty(state)) copy.drop()
    const history = keptHistory.find(state.files)
    if (history) update((before) => ({ ...before, history }))
  } catch (error) {
    const problem = problemOf(error)
    update((before) => loadFailed(before, problem))
  }
}

/** Takes over what somebody else saved; where something here is unsaved, its author is asked first. */
export async function refreshDraft({ id, state, update }: DraftCell): Promise<void> {
  const before = state()
  if (!canRefresh(before)) return
  try {
    const found = await readDraft(id)
    const { files } = state()
    const after = update((now) => refreshed(now, found, before.baseRev))
    if (after.files !== files) showToast({ tone: 'plain', words: t('editor.refreshed') })
  } catch (error) {
    const problem = problemOf(error)
    update((now) => refreshFailed(now, problem))
  }
}
