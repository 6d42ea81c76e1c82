import type { DraftView } from '../../../../../server/modules/scenarios/contract.ts'
import { request } from '../../../../lib/api.ts'
import { problemOf } from '../../../../lib/problem.ts'
import type { Files } from '../pack/pack-parts.ts'

const unless404 = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (problemOf(error).status === 404) return undefined
    throw error
  }
}

/**
 * Begins the next draft with these files; the scenario too where it went with a draft that was never published.
 * Undefined where somebody else has begun one: that is not written over unasked.
 */
export async function beginDraft(id: string, files: Files): Promise<DraftView | undefined> {
  const path = `/scenarios/${encodeURIComponent(id)}/draft`
  if (await unless404(request<DraftView>('GET', path))) return undefined
  const begun = await unless404(request<DraftView>('PUT', path, { body: { files } }))
  return begun ?? request<DraftView>('POST', '/scenarios', { body: { id, files } })
}
