import { me } from '../../../../lib/session.ts'
import type { Files } from '../pack/pack-parts.ts'
import { type History, isSame } from './history.ts'

const mostKept = 4

/** By reader and scenario, the latest last: as long as the dashboard is open, and of a few drafts only. */
const kept = new Map<string, { files: Files; history: History }>()

/** The steps that led to a draft, for whoever looks at another page and comes back to the draft as it was left. */
export function keptHistoryOf(id: string) {
  const key = `${me()?.user.id ?? ''} ${id}`
  return {
    keep: (files: Files, history: History): void => {
      kept.delete(key)
      kept.set(key, { files, history })
      for (const [oldest] of kept) if (kept.size > mostKept) kept.delete(oldest)
    },
    find: (files: Files): History | undefined => {
      const known = kept.get(key)
      return known && isSame(known.files, files) ? known.history : undefined
    },
  }
}
