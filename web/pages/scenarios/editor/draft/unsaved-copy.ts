import { me } from '../../../../lib/session.ts'
import { draftKey } from '../../../../lib/unsaved-drafts.ts'
import type { Files } from '../pack/pack-parts.ts'

/** Files that were not saved when the page was left, and the revision that they were made from. */
export interface UnsavedCopy {
  rev: number
  files: Files
}

/** The copy belongs to the reader of this moment, even when the session ends before the page is left. */
export function unsavedCopyOf(id: string) {
  const key = draftKey(me()?.user.id ?? '', id)
  return {
    keep: (copy: UnsavedCopy): void => {
      try {
        localStorage.setItem(key, JSON.stringify(copy))
      } catch {
        // Without storage an unsaved draft cannot be kept.
      }
    },
    drop: (): void => {
      try {
        localStorage.removeItem(key)
      } catch {
        // Without storage there is no copy.
      }
    },
    find: (): UnsavedCopy | undefined => {
      try {
        const copy: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
        if (typeof copy !== 'object' || copy === null) return undefined
        const { rev, files } = copy as Partial<UnsavedCopy>
        return typeof rev === 'number' && files ? { rev, files } : undefined
      } catch {
        return undefined
      }
    },
  }
}

export type UnsavedCopyStore = ReturnType<typeof unsavedCopyOf>
