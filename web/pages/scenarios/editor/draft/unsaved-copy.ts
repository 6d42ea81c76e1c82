import { me } from '../../../../lib/session.ts'
import type { Files } from '../pack/pack-files.ts'

/** What was not saved when the page went away, and onto which revision. */
export interface UnsavedCopy {
  rev: number
  files: Files
}

const keyOf = (id: string): string => `aam.draft.${me()?.user.id ?? ''}.${id}`

export function keepCopy(id: string, copy: UnsavedCopy): void {
  try {
    localStorage.setItem(keyOf(id), JSON.stringify(copy))
  } catch {
    // Without storage only what was saved is kept.
  }
}

export function dropCopy(id: string): void {
  try {
    localStorage.removeItem(keyOf(id))
  } catch {
    // Nothing was kept either.
  }
}

export function findCopy(id: string): UnsavedCopy | undefined {
  try {
    const copy: unknown = JSON.parse(localStorage.getItem(keyOf(id)) ?? 'null')
    if (typeof copy !== 'object' || copy === null) return undefined
    const { rev, files } = copy as Partial<UnsavedCopy>
    return typeof rev === 'number' && files ? { rev, files } : undefined
  } catch {
    return undefined
  }
}
