import { me } from '../../../../lib/session.ts'
import { draftKey } from '../../../../lib/unsaved-drafts.ts'
import type { Files } from '../pack/pack-parts.ts'

/** What was not saved when the page went away, and which revision it was made from. */
export interface UnsavedCopy {
  rev: number
  files: Files
}

/** The copy of whoever is here now: a session that ends before the page goes away changes nothing about whose it is. */
export function unsavedCopyOf(id: string) {
  const key = draftKey(me()?.user.id ?? '', id)
  return {
    keep: (copy: UnsavedCopy): void => {
      try {
        localStorage.setItem(key, JSON.stringify(copy))
      } catch {
        // Without storage only what was saved is kept.
      }
    },
    drop: (): void => {
      try {
        localStorage.removeItem(key)
      } catch {
        // Nothing was kept either.
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
