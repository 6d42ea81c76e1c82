import type { Trials } from '../trials-store.ts'
import { withVersion } from './version.ts'

/** Writes the version into the draft; false where its `pack.json` cannot be parsed. */
export async function setVersion(trials: Trials, version: string): Promise<boolean> {
  const { draft } = trials
  const files = withVersion(draft.files(), version)
  if (!files) return false
  // A dry run does not depend on the version, so it stays valid.
  if (files !== draft.files()) {
    await trials.keepingDryRun(() =>
      draft.amendFiles((before) => withVersion(before, version) ?? before),
    )
  }
  return true
}
