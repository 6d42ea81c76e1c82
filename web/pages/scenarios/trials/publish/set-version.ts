import type { Draft } from '../../editor/draft-store.ts'
import { withVersion } from './version.ts'

/** Writes the number into the draft on the page; false where its `pack.json` cannot be read. */
export function setVersion(draft: Draft, version: string): boolean {
  const files = withVersion(draft.files(), version)
  if (!files) return false
  if (files !== draft.files()) draft.setFiles(files)
  return true
}
