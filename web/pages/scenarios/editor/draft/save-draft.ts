import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import { readDraft, saveDraft } from '../../../../api/drafts.ts'
import { problemOf } from '../../../../lib/problem.ts'
import type { Files } from '../pack/pack-parts.ts'
import type { DraftCell } from './draft-cell.ts'
import {
  gone,
  isDirty,
  mustChoose,
  overtaken,
  saved,
  saveFailed,
  saveStarted,
} from './draft-state.ts'
import { isSame } from './history.ts'
import type { UnsavedCopyStore } from './unsaved-copy.ts'

const saveAfterMs = 800
const retryAfterMs = 8_000

/** Saves a draft a moment after its last change, one request at a time. */
export function createSaver({ id, state, update }: DraftCell, copy: UnsavedCopyStore) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const saveSoon = (afterMs = saveAfterMs): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), afterMs)
  }
  /** Records what the server has saved; true when that is all the page shows. */
  const finish = (draft: DraftView, sent: Files): boolean => {
    const isAll = update((before) => saved(before, draft, sent)).saving === 'saved'
    if (isAll) copy.drop()
    else saveSoon()
    return isAll
  }
  /** A conflict is a newer draft, a deleted one, or this very save, whose answer was lost. */
  const resolveConflict = async (sent: Files): Promise<boolean> => {
    try {
      const found = await readDraft(id)
      if (isSame(found.files, sent)) return finish(found, sent)
      update((before) => overtaken(before, found))
    } catch (error) {
      update(problemOf(error).status === 404 ? gone : overtaken)
    }
    return false
  }
  const saveNow = async (): Promise<boolean> => {
    const { draft, files, baseRev } = state()
    if (!draft || mustChoose(state())) return false
    if (!isDirty(state())) return true
    update(saveStarted)
    try {
      return finish(await saveDraft(id, files, baseRev), files)
    } catch (error) {
      const problem = problemOf(error)
      update((before) => saveFailed(before, problem))
      if (problem.status === 412) return resolveConflict(files)
      if (problem.code === 'offline' || problem.status >= 500) saveSoon(retryAfterMs)
      return false
    }
  }
  let running = Promise.resolve(true)
  /** True when the server has exactly what the page shows. */
  const save = (): Promise<boolean> => {
    clearTimeout(timer)
    running = running.then(saveNow)
    return running
  }
  return { save, saveSoon, finish, cancel: (): void => clearTimeout(timer) }
}

export type Saver = ReturnType<typeof createSaver>
