import type { Trials } from '../trials-store.ts'
import { withVersion } from './version.ts'

/** Writes the number into the draft on the page; false where its `pack.json` cannot be read. */
export async function setVersion(trials: Trials, version: string): Promise<boolean> {
  const { draft } = trials
  const files = withVersion(draft.files(), version)
  if (!files) return false
  // A dry run does not depend on the number: it is still of this draft.
  if (files !== draft.files()) {
    await trials.keepingDryRun(() =>
      draft.amendFiles((before) => withVersion(before, version) ?? before),
    )
  }
  return true
}
