import { saveDraft } from '../../api/drafts.ts'
import { exportVersion } from '../../api/scenarios.ts'

/** Starts the next draft with the files of a published version. */
export async function startDraftFromVersion(id: string, version: string): Promise<void> {
  const { files } = await exportVersion(id, version)
  await saveDraft(id, files)
}
