import { me } from '../../../../lib/session.ts'
import type { Files } from '../pack/pack-parts.ts'
import { type History, isSame } from './history.ts'

const maxKept = 4

/** By reader and scenario, the latest last; held in memory, for a maxOpenFindings drafts only. */
const kept = new Map<string, { files: Files; history: History }>()

/** Keeps the undo history of a draft while its author visits another page. It is valid only for the same files. */
export function keptHistoryOf(id: string) {
  const key = `${me()?.user.id ?? ''} ${id}`
  return {
    keep: (files: Files, history: History): void => {
      kept.delete(key)
      kept.set(key, { files, history })
      for (const [oldest] of kept) if (kept.size > maxKept) kept.delete(oldest)
    },
    find: (files: Files): History | undefined => {
      const known = kept.get(key)
      return known && isSame(known.files, files) ? known.history : undefined
    },
  }
}

export type KeptHistory = ReturnType<typeof keptHistoryOf>
