import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import { findDraft, saveDraft } from '../../../../api/drafts.ts'
import { createScenario } from '../../../../api/scenarios.ts'
import { problemOf } from '../../../../lib/problem.ts'
import type { Files } from '../pack/pack-parts.ts'

/**
 * Creates the draft again with these files, and the scenario too where it was deleted with a draft that was never
 * published. Undefined where somebody else has started a new draft: that one is not overwritten without asking.
 */
export async function recreateDraft(id: string, files: Files): Promise<DraftView | undefined> {
  if (await findDraft(id)) return undefined
  try {
    return await saveDraft(id, files)
  } catch (error) {
    if (problemOf(error).status === 404) return createScenario({ id, files })
    throw error
  }
}
