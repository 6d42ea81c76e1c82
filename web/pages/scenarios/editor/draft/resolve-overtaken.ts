import { readDraft } from '../../../../api/drafts.ts'
import { type Problem, problemOf } from '../../../../lib/problem.ts'
import type { DraftCell } from './draft-cell.ts'
import { droppedMine, gone, keptMine, overtaken, tookTheirs } from './draft-state.ts'
import { recreateDraft } from './recreate-draft.ts'
import type { Saver } from './save-draft.ts'
import type { UnsavedCopyStore } from './unsaved-copy.ts'

/** What an author can choose once somebody else has saved, published or deleted the draft. Each gives why it failed. */
export function createResolution(
  { id, state, update }: DraftCell,
  saver: Saver,
  copy: UnsavedCopyStore,
) {
  const failedBecause = (error: unknown): Problem | undefined => {
    const problem = problemOf(error)
    if (problem.status !== 404) return problem
    update(gone)
    return undefined
  }
  return {
    keepMine: async (): Promise<Problem | undefined> => {
      try {
        const newest = await readDraft(id)
        update((before) => keptMine(before, newest))
        await saver.save()
        return undefined
      } catch (error) {
        return failedBecause(error)
      }
    },
    takeTheirs: async (): Promise<Problem | undefined> => {
      try {
        const newest = await readDraft(id)
        copy.drop()
        update((before) => tookTheirs(before, newest, Date.now()))
        return undefined
      } catch (error) {
        return failedBecause(error)
      }
    },
    /** Saves the page's files as a new draft, unless somebody has started one already. */
    recreate: async (): Promise<Problem | undefined> => {
      const { files } = state()
      try {
        const created = await recreateDraft(id, files)
        if (created) {
          saver.finish(created, files)
          return undefined
        }
        const theirs = await readDraft(id)
        update((before) => overtaken(before, theirs))
        return undefined
      } catch (error) {
        return problemOf(error)
      }
    },
    dropMine: (): void => {
      copy.drop()
      update(droppedMine)
    },
  }
}
